import type { ResolvedEnvironment } from "../environment/check-environment";
import type { HighAvailability } from "../environment/high-availability";
import type { StagePlan } from "../sizing/platform-plan";
import type { FlinkConfiguration } from "./flink-configuration";
import { ClusterOptions, HighAvailabilityOptions as Ha } from "./options/cluster";
import { StateOptions } from "./options/job";
import { JobManagerOptions, KubernetesOptions } from "./options/process";
import { type RunIdentity, runIdentity } from "./run-identity";

/** What Flink needs of Java 17 and later, as the configuration of its distribution and the operator's chart have it. */
const JAVA_MODULES = [
  ...["java.base/sun.net.util", "java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5"].map(
    (exported) => `--add-exports=${exported}=ALL-UNNAMED`,
  ),
  ...[
    "java.lang",
    "java.net",
    "java.io",
    "java.nio",
    "sun.nio.ch",
    "java.lang.reflect",
    "java.text",
    "java.time",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "java.util.concurrent.locks",
  ].map((opened) => `--add-opens=java.base/${opened}=ALL-UNNAMED`),
].join(" ");

/** What differs by runtime, and all that does: on one of them Flink makes its own pods, on the other Kubernetes does. */
export function runtimeConfiguration(
  empty: FlinkConfiguration,
  environment: ResolvedEnvironment,
  stage: StagePlan,
): FlinkConfiguration {
  const { runtime, highAvailability, namespace } = environment;
  switch (runtime.type) {
    case "operator":
      return empty
        .with(KubernetesOptions.TASK_MANAGER_CPU, stage.taskManagers.cpu)
        .with(KubernetesOptions.JOB_MANAGER_CPU, stage.jobManager.cpu)
        .with(KubernetesOptions.JOB_MANAGER_REPLICAS, stage.jobManager.replicas);
    case "standalone":
      return standaloneConfiguration(empty, stage).and(
        clusterIdentity(empty, highAvailability, namespace, stage.clusterId, runIdentity(stage)),
      );
    default:
      return runtime satisfies never;
  }
}

/** What the operator sets by itself, and what comes with its chart. */
function standaloneConfiguration(empty: FlinkConfiguration, { start }: StagePlan): FlinkConfiguration {
  const configuration = empty
    .with(ClusterOptions.DEFAULT_JVM_OPTIONS, JAVA_MODULES)
    // A process that ended would be started again, and would start a job again that was stopped.
    .with(ClusterOptions.SHUTDOWN_ON_FINISH, false)
    .with(ClusterOptions.FORGET_JOB_RESULTS, false)
    .with(ClusterOptions.WEB_CANCEL, false);
  return start?.path === undefined ? configuration : configuration.with(StateOptions.RECOVER_FROM_PATH, start.path);
}

/** How the processes of a cluster find each other, and nobody else's. */
function clusterIdentity(
  empty: FlinkConfiguration,
  { type }: HighAvailability,
  namespace: string,
  clusterId: string,
  { highAvailabilityId }: RunIdentity,
): FlinkConfiguration {
  switch (type) {
    case "none":
      return empty.with(JobManagerOptions.RPC_ADDRESS, `${clusterId}-jobmanager`);
    case "kubernetes":
      // The one names ConfigMaps, the other folders; Flink's native mode sets both as well.
      return empty
        .with(KubernetesOptions.CLUSTER_ID, highAvailabilityId)
        .with(KubernetesOptions.NAMESPACE, namespace)
        .with(Ha.CLUSTER_ID, highAvailabilityId);
    case "zookeeper":
      return empty.with(Ha.CLUSTER_ID, highAvailabilityId);
    default:
      return type satisfies never;
  }
}

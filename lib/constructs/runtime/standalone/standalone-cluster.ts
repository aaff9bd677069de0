import { createHash } from "node:crypto";
import { Fn, Token } from "cdktf";
import type { Construct } from "constructs";
import type { FlinkComponent } from "../../../environment/priority-classes";
import type { RuntimeOf } from "../../../environment/runtime";
import { LOG4J_CONSOLE_PROPERTIES } from "../../../flink/logging";
import { podLabels } from "../../../flink/pod-labels";
import { FLINK_PORTS } from "../../../flink/ports";
import { LOCAL_VOLUME } from "../../compute/pod";
import { pinAddress } from "../../terraform/addresses";
import { literalTree } from "../../terraform/literal-text";
import { ConfigMapV1, ServiceV1 } from "../../terraform/providers";
import { mayBeRemoved } from "../../terraform/removal";
import { workloads } from "../../terraform/workloads";
import type { Cluster } from "../cluster";
import { jobManagerPod, type StandaloneStage, taskManagerPod } from "./pods";
import { terraformPodTemplate } from "./terraform-pod";

/** One stage as a Deployment of JobManagers and a StatefulSet of TaskManagers. */
export function declareStandaloneCluster(scope: Construct, cluster: Cluster, runtime: RuntimeOf<"standalone">): void {
  const { configuration, stage, plan } = cluster;
  const { environment } = plan;
  const { clusterId } = stage;
  const data = {
    [environment.flink.configurationFile]: configuration.toFile(),
    "log4j-console.properties": LOG4J_CONSOLE_PROPERTIES,
  };
  const configMap = new ConfigMapV1(scope, "Config", {
    metadata: { name: `${clusterId}-config`, namespace: environment.namespace },
    data: literalTree(data),
  });
  const standalone: StandaloneStage = {
    environment,
    stage,
    configuration,
    serviceAccount: cluster.serviceAccount.serviceAccountName,
    configMap: `${clusterId}-config`,
    checksum: checksumOf(data, configMap),
  };
  declareServices(scope, cluster);
  declareJobManagers(scope, cluster, standalone, runtime, configMap);
  declareTaskManagers(cluster, standalone, runtime, configMap);
}

/** Of the text itself where it is known at synthesis, and by Terraform where a value of it is not. */
function checksumOf(data: Readonly<Record<string, string>>, { data: declared }: ConfigMapV1): string {
  const text = JSON.stringify(data);
  return Token.isUnresolved(text)
    ? Fn.sha256(Fn.jsonencode(declared))
    : createHash("sha256").update(text).digest("hex");
}

function declareServices(scope: Construct, { plan, stage: { clusterId } }: Cluster): void {
  const { environment } = plan;
  const service = (
    id: string,
    name: string,
    component: FlinkComponent,
    ports: Readonly<Record<string, number>>,
    headless: boolean,
  ) =>
    new ServiceV1(scope, id, {
      metadata: { name: `${clusterId}-${name}`, namespace: environment.namespace },
      spec: {
        selector: podLabels(clusterId, component, environment.runtime),
        ...(headless && { clusterIp: "None", publishNotReadyAddresses: true }),
        port: Object.entries(ports).map(([port, number]) => ({
          name: port,
          port: number,
          targetPort: String(number),
        })),
      },
    });
  const { rest, jobManagerRpc, blobServer, taskManagerRpc, taskManagerData } = FLINK_PORTS;
  service("Rest", "rest", "jobmanager", { rest }, false);
  // A TaskManager may ask for its JobManager before that one is ready, which it may only be once it has TaskManagers.
  service("JobManagers", "jobmanager", "jobmanager", { rpc: jobManagerRpc, blob: blobServer }, true);
  service("TaskManagerNames", "taskmanager", "taskmanager", { rpc: taskManagerRpc, data: taskManagerData }, true);
}

function declareJobManagers(
  scope: Construct,
  cluster: Cluster,
  standalone: StandaloneStage,
  { waitUntilReady: wait }: RuntimeOf<"standalone">,
  configMap: ConfigMapV1,
): void {
  const { clusterId, jobManager } = standalone.stage;
  const labels = podLabels(clusterId, "jobmanager", standalone.environment.runtime);
  const resource = new (workloads().DeploymentV1)(scope, "Resource", {
    metadata: { name: `${clusterId}-jobmanager`, namespace: standalone.environment.namespace, labels },
    spec: {
      replicas: String(jobManager.replicas),
      selector: { matchLabels: labels },
      strategy:
        jobManager.replicas > 1
          ? // No third one for a moment: where each has a node of its own, there is none for it.
            { type: "RollingUpdate", rollingUpdate: { maxSurge: "0", maxUnavailable: "1" } }
          : { type: "Recreate" },
      template: terraformPodTemplate(jobManagerPod(standalone)),
    },
    waitForRollout: wait !== undefined,
    ...(wait && { timeouts: { create: wait.toGo(), update: wait.toGo() } }),
    dependsOn: [configMap],
    lifecycle: { preventDestroy: !mayBeRemoved(scope, cluster) },
  });
  pinAddress(resource, clusterId);
}

function declareTaskManagers(
  { taskManagers: pool, stage }: Cluster,
  standalone: StandaloneStage,
  { storageClass, waitUntilReady: wait }: RuntimeOf<"standalone">,
  configMap: ConfigMapV1,
): void {
  const { clusterId, taskManagers } = stage;
  const name = `${clusterId}-taskmanager`;
  const labels = podLabels(clusterId, "taskmanager", standalone.environment.runtime);
  const resource = new (workloads().StatefulSetV1)(pool, "Resource", {
    metadata: { name, namespace: standalone.environment.namespace, labels },
    spec: {
      replicas: String(taskManagers.replicas),
      serviceName: name,
      selector: { matchLabels: labels },
      // Kubernetes' own default; the provider writes 0 where nothing is said, and then no rollout can be undone.
      revisionHistoryLimit: 10,
      // None of them waits for another: a job starts when the last one is there.
      podManagementPolicy: "Parallel",
      updateStrategy: [{ type: "RollingUpdate", rollingUpdate: [{ partition: 0 }] }],
      template: terraformPodTemplate(taskManagerPod(standalone)),
      // What is on the volumes is a copy of what is in the bucket.
      persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Delete", whenScaled: "Delete" }],
      volumeClaimTemplate: [
        {
          metadata: { name: LOCAL_VOLUME.name },
          spec: {
            accessModes: ["ReadWriteOnce"],
            ...(storageClass !== undefined && { storageClassName: storageClass }),
            resources: { requests: { storage: taskManagers.disk.toQuantity() } },
          },
        },
      ],
    },
    waitForRollout: wait !== undefined,
    ...(wait && { timeouts: { create: wait.toGo(), update: wait.toGo() } }),
    dependsOn: [configMap],
  });
  pinAddress(resource, name);
}

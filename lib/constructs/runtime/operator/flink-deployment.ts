import type { ResolvedEnvironment } from "../../../environment/check-environment";
import { InvalidInputError } from "../../../errors";
import type { FlinkConfiguration } from "../../../flink/flink-configuration";
import { LOG4J_CONSOLE_PROPERTIES } from "../../../flink/logging";
import { OperatorOptions } from "../../../flink/options/cluster";
import { CheckpointingOptions, JobOptions } from "../../../flink/options/job";
import { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "../../../flink/options/process";
import { redeployNonce } from "../../../flink/run-identity";
import { JOB_MANAGER_DISK } from "../../../sizing/assumptions";
import type { StagePlan } from "../../../sizing/platform-plan";
import type { KubernetesObject } from "../../compute/pod";
import { jobManagerScheduling, taskManagerScheduling } from "../../compute/scheduling";
import { podTemplate } from "./pod-template";

/** What the operator takes from fields of the spec, and silently overrides in the configuration. */
const IN_SPEC = [
  TaskManagerOptions.PROCESS_MEMORY,
  KubernetesOptions.TASK_MANAGER_CPU,
  JobManagerOptions.PROCESS_MEMORY,
  KubernetesOptions.JOB_MANAGER_CPU,
  KubernetesOptions.JOB_MANAGER_REPLICAS,
  JobOptions.PARALLELISM,
] as const;

/**
 * The FlinkDeployment of a stage, complete and in the form the API server stores it: quantities canonical, defaults
 * left out, nothing for the operator to add to the spec.
 *
 * @throws InvalidInputError `SavepointDirectoryMissing`: the operator rejects savepoint upgrades without a directory
 */
export function flinkDeployment(
  environment: ResolvedEnvironment,
  stage: StagePlan,
  serviceAccount: string,
  configuration: FlinkConfiguration,
): KubernetesObject {
  if (configuration.get(CheckpointingOptions.SAVEPOINT_DIRECTORY) === undefined) {
    throw new InvalidInputError(
      "SavepointDirectoryMissing",
      `stage ${stage.name} is upgraded by savepoint, and its configuration names no ${CheckpointingOptions.SAVEPOINT_DIRECTORY.key}; give its state locations a savepoint directory`,
    );
  }
  const { job, clusterId, parallelism } = stage;
  return {
    apiVersion: "flink.apache.org/v1beta1",
    kind: "FlinkDeployment",
    metadata: { name: clusterId, namespace: environment.namespace },
    spec: {
      flinkVersion: environment.flink.operatorName,
      image: job.image,
      imagePullPolicy: "IfNotPresent",
      mode: "native",
      serviceAccount,
      flinkConfiguration: configuration
        .without(IN_SPEC)
        // Otherwise deleting the resource drops the job's position together with its HA metadata.
        .with(OperatorOptions.SAVEPOINT_ON_DELETION, true)
        .with(OperatorOptions.MERGE_POD_TEMPLATES_BY_NAME, true)
        .toMap(),
      logConfiguration: { "log4j-console.properties": LOG4J_CONSOLE_PROPERTIES },
      jobManager: jobManagerSpec(environment, stage, configuration),
      taskManager: taskManagerSpec(environment, stage, configuration),
      job: {
        jarURI: job.jarUri,
        entryClass: job.entryClass,
        ...(job.args !== undefined && job.args.length > 0 && { args: job.args }),
        parallelism: configuration.value(JobOptions.PARALLELISM) ?? parallelism,
        state: "running",
        upgradeMode: "savepoint",
        // A nonce that changes is what makes the operator start from the path, once.
        ...(stage.start?.path !== undefined && {
          initialSavepointPath: stage.start.path,
          savepointRedeployNonce: redeployNonce(stage),
        }),
      },
    },
  };
}

function jobManagerSpec(
  environment: ResolvedEnvironment,
  stage: StagePlan,
  configuration: FlinkConfiguration,
): KubernetesObject {
  const { jobManager } = stage;
  const cpu = configuration.value(KubernetesOptions.JOB_MANAGER_CPU) ?? jobManager.cpu;
  const memory = configuration.value(JobManagerOptions.PROCESS_MEMORY) ?? jobManager.memory.process;
  return {
    replicas: jobManager.replicas,
    resource: { cpu: cpu.inCores, memory: memory.toFlink() },
    podTemplate: podTemplate("jobmanager", environment, JOB_MANAGER_DISK, jobManagerScheduling(environment, stage)),
  };
}

function taskManagerSpec(
  environment: ResolvedEnvironment,
  stage: StagePlan,
  configuration: FlinkConfiguration,
): KubernetesObject {
  const { taskManagers } = stage;
  const cpu = configuration.value(KubernetesOptions.TASK_MANAGER_CPU) ?? taskManagers.cpu;
  const memory = configuration.value(TaskManagerOptions.PROCESS_MEMORY) ?? taskManagers.memory.process;
  return {
    resource: { cpu: cpu.inCores, memory: memory.toFlink(), ephemeralStorage: taskManagers.disk.toQuantity() },
    podTemplate: podTemplate("taskmanager", environment, taskManagers.disk, taskManagerScheduling(environment, stage)),
  };
}

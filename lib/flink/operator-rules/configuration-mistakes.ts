import { CheckpointingOptions, JobOptions } from "../options/job";
import { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "../options/process";
import type { Deployment } from "./deployment";
import { type MistakeCheck, single } from "./mistake";
import { isAtLeast } from "./rule";
import { isBlank, isHighlyAvailable } from "./settings";
import { isTree } from "./tree";

/** The operator keeps these to itself: Flink never sees them. */
const OPERATORS_OWN = /^(kubernetes\.operator|job\.autoscaler)\./;

/** What is wrong with `flinkConfiguration` as a whole. */
export const CONFIGURATION_MISTAKES: readonly MistakeCheck[] = [
  {
    code: "OverlappingFlinkKeys",
    kind: "fails for ever",
    find: (deployment) => {
      const written = Object.keys(deployment.settings).filter((key) => !OPERATORS_OWN.test(key));
      const added = addedByOperator(deployment).filter((key) => !written.includes(key));
      const overlaps = (parent: string) => [
        ...written.filter((key) => key.startsWith(`${parent}.`)),
        ...added.filter((key) => key.startsWith(`${parent}.`)).map((key) => `${key}, which the operator adds,`),
      ];
      const beside = (parent: string) => (written.includes(parent) ? "" : ", which the operator adds,");
      return isFlink2(deployment)
        ? [...written, ...added].flatMap((parent) => {
            const [child] = overlaps(parent);
            return child === undefined
              ? []
              : [
                  {
                    message: `${parent}${beside(parent)} and ${child} cannot both be in config.yaml, where one is the parent of the other (Flink: "Overlapping key prefixes")`,
                    wayOut: `leave ${written.includes(parent) ? parent : child} out, or use its current spelling`,
                  },
                ];
          })
        : [];
    },
  },
  single("ConfigurationNotFlat", "fails for ever", ({ flinkConfiguration, operator }) => {
    const [key] = isTree(flinkConfiguration)
      ? (Object.entries(flinkConfiguration).find(([, value]) => typeof value !== "string") ?? [])
      : [];
    return key !== undefined && !isAtLeast(operator, "1.13")
      ? [
          `spec.flinkConfiguration.${key} is no text, and the CRD of operator ${operator} is a flat map of texts`,
          "write flat keys and quote numbers and booleans, or use operator 1.13 or newer",
        ]
      : undefined;
  }),
];

/** Flink 1.x reads a flat file, in which every key is on its own. */
function isFlink2({ flinkVersion = "" }: Deployment): boolean {
  return /^v([2-9]|\d\d)_/.test(flinkVersion);
}

/**
 * The keys the operator writes beside those of the spec, some from other fields, by which it overrides them.
 *
 * @see `FlinkConfigBuilder` in the operator
 */
function addedByOperator(deployment: Deployment): readonly string[] {
  const { job, jobManager, taskManager, image, imagePullPolicy } = deployment;
  return [
    "kubernetes.cluster-id",
    "kubernetes.namespace",
    "kubernetes.service-account",
    "kubernetes.rest-service.exposed.type",
    // Always there: it holds the JobManager's start-up probe.
    "kubernetes.pod-template-file.jobmanager",
    "execution.target",
    "web.cancel.enable",
    "blob.server.port",
    "taskmanager.rpc.port",
    ...(isBlank(image) ? [] : ["kubernetes.container.image.ref"]),
    ...(isBlank(imagePullPolicy) ? [] : ["kubernetes.container.image.pull-policy"]),
    ...((jobManager.replicas ?? 1) > 0 ? [KubernetesOptions.JOB_MANAGER_REPLICAS.key] : []),
    ...(jobManager.memory === undefined ? [] : [JobManagerOptions.PROCESS_MEMORY.key]),
    ...(taskManager.memory === undefined ? [] : [TaskManagerOptions.PROCESS_MEMORY.key]),
    ...(jobManager.cpu === undefined ? [] : [KubernetesOptions.JOB_MANAGER_CPU.key]),
    ...(taskManager.cpu === undefined ? [] : [KubernetesOptions.TASK_MANAGER_CPU.key]),
    ...(job === undefined
      ? []
      : [
          JobOptions.PARALLELISM.key,
          CheckpointingOptions.RETENTION.key,
          "pipeline.name",
          "pipeline.jars",
          "execution.shutdown-on-application-finish",
          "execution.submit-failed-job-on-application-error",
        ]),
    ...(isHighlyAvailable(deployment)
      ? [
          "high-availability.cluster-id",
          "jobmanager.rpc.port",
          "job-result-store.delete-on-commit",
          "job-result-store.storage-path",
        ]
      : []),
  ];
}

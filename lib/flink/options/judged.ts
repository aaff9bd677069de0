import { flagOption, memoryOption, textOption } from "./flink-option";

/** Options this library never sets, and judges the configurations of others by. */
export const JudgedOptions = {
  KUBERNETES_CLUSTER_ID: textOption("kubernetes.cluster-id"),
  CLUSTER_ID: textOption("high-availability.cluster-id", {
    deprecatedKeys: ["high-availability.zookeeper.path.namespace"],
  }),
  RESOURCE_ID: textOption("taskmanager.resource-id"),
  TEMPORARY_DIRECTORIES: textOption("io.tmp.dirs", { deprecatedKeys: ["taskmanager.tmp.dirs"] }),
  TASK_MANAGER_WORKING_DIRECTORY: textOption("process.taskmanager.working-dir"),
  RESTART_ATTEMPTS: textOption("restart-strategy.fixed-delay.attempts"),
  IGNORE_UNCLAIMED_STATE: flagOption("execution.state-recovery.ignore-unclaimed-state", {
    deprecatedKeys: ["execution.savepoint.ignore-unclaimed-state"],
  }),
  /** How the operator upgrades with last-state where there is no HA metadata, and for session jobs always. */
  LAST_STATE_BY_CANCEL: flagOption("kubernetes.operator.job.upgrade.last-state.job-cancel.enabled"),
  ROCKSDB_MANAGED: flagOption("state.backend.rocksdb.memory.managed"),
  ROCKSDB_PER_SLOT: memoryOption("state.backend.rocksdb.memory.fixed-per-slot"),
} as const;

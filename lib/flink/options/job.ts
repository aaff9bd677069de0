import { durationOption, flagOption, mapOption, numberOption, textOption, wordOption } from "./flink-option";

/** `org.apache.flink.configuration.CheckpointingOptions`; the names that 1.20 introduced and 2.x kept. */
export const CheckpointingOptions = {
  INTERVAL: durationOption("execution.checkpointing.interval"),
  MODE: wordOption<"EXACTLY_ONCE" | "AT_LEAST_ONCE">("execution.checkpointing.mode"),
  MIN_PAUSE: durationOption("execution.checkpointing.min-pause"),
  TIMEOUT: durationOption("execution.checkpointing.timeout"),
  TOLERABLE_FAILURES: numberOption("execution.checkpointing.tolerable-failed-checkpoints"),
  MAX_CONCURRENT: numberOption("execution.checkpointing.max-concurrent-checkpoints"),
  UNALIGNED: flagOption("execution.checkpointing.unaligned.enabled", {
    deprecatedKeys: ["execution.checkpointing.unaligned"],
  }),
  ALIGNED_TIMEOUT: durationOption("execution.checkpointing.aligned-checkpoint-timeout"),
  RETENTION: wordOption<"RETAIN_ON_CANCELLATION" | "DELETE_ON_CANCELLATION">(
    "execution.checkpointing.externalized-checkpoint-retention",
  ),
  RETAINED: numberOption("execution.checkpointing.num-retained", {
    deprecatedKeys: ["state.checkpoints.num-retained"],
  }),
  STORAGE: wordOption<"filesystem">("execution.checkpointing.storage", {
    deprecatedKeys: ["state.checkpoint-storage"],
  }),
  DIRECTORY: textOption("execution.checkpointing.dir", { deprecatedKeys: ["state.checkpoints.dir"] }),
  SAVEPOINT_DIRECTORY: textOption("execution.checkpointing.savepoint-dir", {
    deprecatedKeys: ["state.savepoints.dir"],
  }),
  INCREMENTAL: flagOption("execution.checkpointing.incremental", { deprecatedKeys: ["state.backend.incremental"] }),
  LOCAL_BACKUP: flagOption("execution.checkpointing.local-backup.enabled"),
} as const;

/** `StateBackendOptions`, `RocksDBOptions`, `RocksDBConfigurableOptions`, `StateRecoveryOptions` */
export const StateOptions = {
  BACKEND: wordOption<"hashmap" | "rocksdb">("state.backend.type", { deprecatedKeys: ["state.backend"] }),
  RECOVER_FROM_PATH: textOption("execution.state-recovery.path", { deprecatedKeys: ["execution.savepoint.path"] }),
  RECOVER_FROM_LOCAL: flagOption("execution.state-recovery.from-local", {
    deprecatedKeys: ["state.backend.local-recovery"],
  }),
  ROCKSDB_DIRECTORY: textOption("state.backend.rocksdb.localdir"),
  ROCKSDB_PREDEFINED: wordOption<"DEFAULT" | "FLASH_SSD_OPTIMIZED">("state.backend.rocksdb.predefined-options"),
  ROCKSDB_THREADS: numberOption("state.backend.rocksdb.thread.num"),
  ROCKSDB_PARTITIONED_INDEX: flagOption("state.backend.rocksdb.memory.partitioned-index-filters"),
} as const;

/** `PipelineOptions`, `CoreOptions`, `RestartStrategyOptions`, `JobManagerOptions.SLOT_REQUEST_TIMEOUT` */
export const JobOptions = {
  PARALLELISM: numberOption("parallelism.default"),
  MAX_PARALLELISM: numberOption("pipeline.max-parallelism"),
  GLOBAL_JOB_PARAMETERS: mapOption("pipeline.global-job-parameters"),
  RESTART_STRATEGY: wordOption<"exponential-delay">("restart-strategy.type", { deprecatedKeys: ["restart-strategy"] }),
  RESTART_INITIAL_BACKOFF: durationOption("restart-strategy.exponential-delay.initial-backoff"),
  RESTART_MAX_BACKOFF: durationOption("restart-strategy.exponential-delay.max-backoff"),
  RESTART_MULTIPLIER: numberOption("restart-strategy.exponential-delay.backoff-multiplier"),
  RESTART_JITTER: numberOption("restart-strategy.exponential-delay.jitter-factor"),
  RESTART_RESET: durationOption("restart-strategy.exponential-delay.reset-backoff-threshold"),
  SLOT_REQUEST_TIMEOUT: durationOption("slot.request.timeout"),
} as const;

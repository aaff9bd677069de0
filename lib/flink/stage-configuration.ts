import type { StateStorage } from "../environment/environment";
import type { ResolvedHighAvailability } from "../environment/zookeeper-ensemble";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import { Duration } from "../units/duration";
import type { Stage } from "../workload/stage";
import { FlinkConfiguration } from "./flink-configuration";
import { ALL_OPTIONS } from "./options/all-options";
import { ClusterOptions, HighAvailabilityOptions as Ha, PortOptions, S3Options } from "./options/cluster";
import { CheckpointingOptions as Checkpointing, JobOptions as Job, StateOptions as State } from "./options/job";
import { JobManagerOptions as JM, TaskManagerOptions as TM } from "./options/process";
import { FLINK_PORTS } from "./ports";
import { runtimeConfiguration } from "./runtime-configuration";
import type { StateLocations } from "./state-locations";
import { tlsConfiguration, tlsOf } from "./tls";
import { loginOption } from "./zookeeper-login";

/** Where every pod mounts its local volume. Flink's user may write below it; the container layer stays small. */
export const LOCAL_DIRECTORY = "/flink-local";

/** Keys that no override may touch although the plan does not set them, with what to do instead. */
const OWNED_KEYS: Readonly<Record<string, string>> = {
  "kubernetes.cluster-id": "it follows from the stage's name",
  "kubernetes.namespace": "use kubernetes.namespace of the environment",
  "high-availability.cluster-id": "it follows from the stage's name",
  "jobmanager.rpc.address": "it follows from the runtime",
  "taskmanager.host": "it follows from the runtime",
  "taskmanager.resource-id": "it follows from the runtime",
  "env.java.default-opts.all": "use env.java.opts.all, which comes after it",
  "execution.state-recovery.path": "use startFrom of the environment",
  "high-availability.type": "use highAvailability of the environment",
  "high-availability.storageDir": "prefixes follow from the stage's name",
  "high-availability.zookeeper.quorum": "use highAvailability of the environment",
  "high-availability.zookeeper.path.root": "use highAvailability of the environment",
  "high-availability.zookeeper.client.authorization":
    "it would hold a password, readable in Terraform's state; use authentication of the ensemble",
  "taskmanager.memory.": "use pins.taskManagerMemory",
  "jobmanager.memory.": "it follows from the parallelism",
  "taskmanager.numberOfTaskSlots": "use pins.slotsPerTaskManager",
  "parallelism.default": "use pins.parallelism",
  "pipeline.max-parallelism": "use pins.maxParallelism",
  "execution.checkpointing.interval": "use checkpointInterval of the stage",
  "state.backend.type": "it follows from the stage's kind",
  // An old spelling beside the current one is read by nobody, or clashes with it in config.yaml.
  ...Object.fromEntries(
    ALL_OPTIONS.flatMap(({ key, deprecatedKeys }) =>
      deprecatedKeys.map((old) => [old, `it is an old spelling of ${key}`]),
    ),
  ),
};

/**
 * The complete Flink configuration of a stage: everything a production cluster needs, nothing it would ignore.
 *
 * @param locations - where state goes; may hold Terraform tokens
 * @throws InvalidInputError `PlatformOwnedKey`, `CredentialInConfiguration` or `ConflictingFlinkSetting` for the user's options
 */
export function stageConfiguration(
  plan: PlatformPlan,
  stage: StagePlan,
  locations: StateLocations,
): FlinkConfiguration {
  const { environment } = plan;
  let configuration = memoryConfiguration(FlinkConfiguration.empty(environment.flink), stage)
    .and(jobConfiguration(FlinkConfiguration.empty(environment.flink), stage))
    .and(checkpointConfiguration(FlinkConfiguration.empty(environment.flink), stage, locations))
    .and(clusterConfiguration(FlinkConfiguration.empty(environment.flink), stage))
    .and(storageConfiguration(FlinkConfiguration.empty(environment.flink), environment.storage))
    .and(
      highAvailabilityConfiguration(
        FlinkConfiguration.empty(environment.flink),
        environment.highAvailability,
        locations,
      ),
    )
    .and(tlsConfiguration(FlinkConfiguration.empty(environment.flink), tlsOf(environment)))
    .and(runtimeConfiguration(FlinkConfiguration.empty(environment.flink), environment, stage));
  for (const settings of [environment.flinkOptions, stage.stage.flinkOptions]) {
    configuration = configuration.withUserSettings(settings ?? {}, OWNED_KEYS);
  }
  return configuration;
}

function memoryConfiguration(
  empty: FlinkConfiguration,
  { taskManagers, jobManager, kind }: StagePlan,
): FlinkConfiguration {
  const { memory } = taskManagers;
  const configuration = empty
    .with(TM.PROCESS_MEMORY, memory.process)
    .with(TM.MANAGED_SIZE, memory.managed)
    .with(TM.NETWORK_MIN, memory.network)
    .with(TM.NETWORK_MAX, memory.network)
    .with(TM.NUMBER_OF_TASK_SLOTS, taskManagers.slotsPerTaskManager)
    .with(TM.LOAD_BALANCE_MODE, "SLOTS")
    .with(JM.PROCESS_MEMORY, jobManager.memory.process);
  return kind === "windowed"
    ? configuration.with(TM.JVM_OVERHEAD_MIN, memory.jvmOverhead).with(TM.JVM_OVERHEAD_MAX, memory.jvmOverhead)
    : configuration;
}

function jobConfiguration(empty: FlinkConfiguration, plan: StagePlan): FlinkConfiguration {
  return (
    empty
      .with(Job.PARALLELISM, plan.parallelism)
      .with(Job.MAX_PARALLELISM, plan.maxParallelism)
      .with(Job.GLOBAL_JOB_PARAMETERS, jobParameters(plan))
      .with(Job.RESTART_STRATEGY, "exponential-delay")
      .with(Job.RESTART_INITIAL_BACKOFF, Duration.seconds(1))
      .with(Job.RESTART_MAX_BACKOFF, Duration.minutes(2))
      .with(Job.RESTART_MULTIPLIER, 2)
      .with(Job.RESTART_JITTER, 0.1)
      .with(Job.RESTART_RESET, Duration.minutes(10))
      // A node may have to be provisioned first; at Flink's 5 min the job fails while it boots.
      .with(Job.SLOT_REQUEST_TIMEOUT, Duration.minutes(10))
  );
}

/** Numbers only job code can apply, handed over as global job parameters (`getGlobalJobParameters()`). */
function jobParameters({ stage, asyncIo }: StagePlan): Readonly<Record<string, string>> {
  return {
    stage: stage.name,
    ...(asyncIo && { "async-capacity": String(asyncIo.capacityPerSubtask) }),
    ...lookupParameters(stage),
    ...windowParameters(stage),
  };
}

function lookupParameters(stage: Stage): Readonly<Record<string, string>> {
  return stage.kind === "asyncIo" ? { "async-timeout": stage.lookup.timeout.toFlink() } : {};
}

function windowParameters(stage: Stage): Readonly<Record<string, string>> {
  return stage.kind === "windowed"
    ? {
        "allowed-lateness": (stage.allowedLateness ?? Duration.ZERO).toFlink(),
        ...(stage.stateTtl && { "state-ttl": stage.stateTtl.toFlink() }),
      }
    : {};
}

function checkpointConfiguration(
  empty: FlinkConfiguration,
  plan: StagePlan,
  locations: StateLocations,
): FlinkConfiguration {
  const { checkpoints, stateBackend } = plan;
  let configuration = empty
    .with(Checkpointing.INTERVAL, checkpoints.interval)
    .with(Checkpointing.MODE, "EXACTLY_ONCE")
    .with(Checkpointing.MIN_PAUSE, checkpoints.minPause)
    .with(Checkpointing.TIMEOUT, checkpoints.timeout)
    .with(Checkpointing.TOLERABLE_FAILURES, checkpoints.tolerableFailures)
    .with(Checkpointing.MAX_CONCURRENT, 1)
    .with(Checkpointing.RETENTION, "RETAIN_ON_CANCELLATION")
    .with(Checkpointing.RETAINED, checkpoints.retained)
    .with(Checkpointing.STORAGE, "filesystem")
    .with(Checkpointing.DIRECTORY, locations.checkpoints)
    .with(Checkpointing.INCREMENTAL, checkpoints.incremental)
    .with(State.BACKEND, stateBackend);
  if (locations.savepoints !== undefined) {
    configuration = configuration.with(Checkpointing.SAVEPOINT_DIRECTORY, locations.savepoints);
  }
  if (checkpoints.alignedTimeout !== undefined) {
    configuration = configuration
      .with(Checkpointing.UNALIGNED, true)
      .with(Checkpointing.ALIGNED_TIMEOUT, checkpoints.alignedTimeout);
  }
  return stateBackend === "rocksdb" ? configuration.and(rocksDbConfiguration(empty)) : configuration;
}

function rocksDbConfiguration(empty: FlinkConfiguration): FlinkConfiguration {
  return (
    empty
      .with(State.ROCKSDB_PREDEFINED, "FLASH_SSD_OPTIMIZED")
      .with(State.ROCKSDB_THREADS, 4)
      .with(State.ROCKSDB_PARTITIONED_INDEX, true)
      // A task that fails while its TaskManager lives restores from disk instead of from S3.
      .with(State.RECOVER_FROM_LOCAL, true)
      .with(Checkpointing.LOCAL_BACKUP, true)
  );
}

function clusterConfiguration(empty: FlinkConfiguration, { job }: StagePlan): FlinkConfiguration {
  const configuration = empty
    .with(PortOptions.REST, FLINK_PORTS.rest)
    .with(PortOptions.JOB_MANAGER_RPC, FLINK_PORTS.jobManagerRpc)
    .with(PortOptions.BLOB_SERVER, FLINK_PORTS.blobServer)
    .with(PortOptions.TASK_MANAGER_RPC, FLINK_PORTS.taskManagerRpc)
    .with(PortOptions.TASK_MANAGER_DATA, FLINK_PORTS.taskManagerData)
    .with(PortOptions.METRIC_QUERY, FLINK_PORTS.metricQuery)
    .with(ClusterOptions.WORKING_DIRECTORY, `${LOCAL_DIRECTORY}/working`)
    .with(ClusterOptions.WEB_SUBMIT, false)
    .with(ClusterOptions.PROMETHEUS_FACTORY, "org.apache.flink.metrics.prometheus.PrometheusReporterFactory")
    .with(ClusterOptions.PROMETHEUS_PORT, FLINK_PORTS.prometheus);
  // Flink's own place for it is on the root file system, which is read-only.
  return job.jarUri.startsWith("local:")
    ? configuration
    : configuration.with(ClusterOptions.ARTIFACTS_DIRECTORY, `${LOCAL_DIRECTORY}/artifacts`);
}

function storageConfiguration(empty: FlinkConfiguration, storage: StateStorage): FlinkConfiguration {
  switch (storage.type) {
    case "s3":
      return empty;
    case "s3-compatible":
      return empty.with(S3Options.ENDPOINT, storage.endpoint).with(S3Options.PATH_STYLE, true);
    default:
      return storage satisfies never;
  }
}

function highAvailabilityConfiguration(
  empty: FlinkConfiguration,
  ha: ResolvedHighAvailability,
  { highAvailability }: StateLocations,
): FlinkConfiguration {
  switch (ha.type) {
    case "none":
      return empty;
    case "kubernetes":
      return empty.with(Ha.TYPE, "kubernetes").with(Ha.STORAGE_DIRECTORY, highAvailability);
    case "zookeeper":
      return zooKeeperConfiguration(empty, ha.ensemble).with(Ha.STORAGE_DIRECTORY, highAvailability);
    default:
      return ha satisfies never;
  }
}

/** Timeouts stay Flink's own; a declared ensemble grants the session of 60 s that Flink asks for. */
function zooKeeperConfiguration(
  empty: FlinkConfiguration,
  ensemble: Extract<ResolvedHighAvailability, { type: "zookeeper" }>["ensemble"],
): FlinkConfiguration {
  const configuration = empty
    .with(Ha.TYPE, "zookeeper")
    // Otherwise a random one: with ZooKeeper Flink does not read jobmanager.rpc.port.
    .with(PortOptions.JOB_MANAGER_RPC_WITH_ZOOKEEPER, FLINK_PORTS.jobManagerRpc)
    .with(Ha.ZOOKEEPER_QUORUM, [...ensemble.quorum].sort().join(","))
    .with(Ha.ZOOKEEPER_ROOT, ensemble.rootPath)
    // A server that restarts suspends its clients for a moment. By default leaders then give up, and every job restarts;
    // so they keep their office until the session itself is lost.
    .with(Ha.ZOOKEEPER_TOLERATE_SUSPENDED, true);
  if (ensemble.authentication !== undefined) {
    return configuration.with(Ha.ZOOKEEPER_ACL, "creator").with(ClusterOptions.JAVA_OPTIONS, loginOption("client"));
  }
  // Without a login the client reports a failed one as an error at every start.
  return ensemble.type === "declared" ? configuration.with(Ha.ZOOKEEPER_SASL_DISABLE, true) : configuration;
}

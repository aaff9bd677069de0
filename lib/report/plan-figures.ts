import type { NodePlacement } from "../environment/placement";
import { describeRuntime } from "../environment/runtime";
import type { ResolvedHighAvailability } from "../environment/zookeeper-ensemble";
import type { NodePoolPlan, NodeStorage } from "../sizing/nodes/node-pool-plan";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import { JOB_MANAGERS_POOL } from "../workload/names";
import { describeWindow } from "../workload/windows";
import { type Figure, figure } from "./figure";
import { RECOVERY_FIGURES } from "./recovery-figures";

/** A stage of a plan with what the plan says of it elsewhere. */
export interface PlannedStage {
  readonly plan: PlatformPlan;
  readonly stage: StagePlan;
  /** The nodes of its TaskManagers, where there are any in the plan. */
  readonly pool: NodePoolPlan | undefined;
}

export function plannedStages(plan: PlatformPlan): readonly PlannedStage[] {
  return plan.stages.map((stage) => ({
    plan,
    stage,
    pool: plan.nodePools.find(({ name }) => name === stage.name),
  }));
}

/** Every number of a stage. Where a reason is known, it has the name of the number here. */
export const STAGE_FIGURES: readonly Figure<PlannedStage>[] = [
  figure("kind", "kind", "text", ({ stage }) => stage.kind),
  figure("image", "image", "text", ({ stage }) => stage.job.image),
  figure("records", "load", "rate", ({ stage }) => stage.records),
  figure("recordSize", "record size", "memory", ({ stage }) => stage.stage.input.recordSize),
  figure("partitions", "Kafka partitions", "count", ({ stage }) => stage.stage.input.partitions),
  figure(
    "sink",
    "writes to",
    "text",
    ({ stage: { stage } }) => stage.sink && `${stage.sink.topic}, ${stage.sink.guarantee ?? "exactly-once"}`,
  ),
  figure("windows", "windows", "text", ({ stage: { stage } }) =>
    stage.kind === "windowed" ? stage.windows.map(describeWindow).join(", ") : undefined,
  ),
  figure("parallelism", "parallelism", "level", ({ stage }) => stage.parallelism),
  figure("maxParallelism", "max parallelism", "level", ({ stage }) => stage.maxParallelism),
  figure(
    "partitionsPerSubtask",
    "partitions of the busiest subtask",
    "count",
    ({ stage }) => stage.source.partitionsPerSubtask,
  ),
  figure("idleSubtasks", "idle source subtasks", "count", ({ stage }) => stage.source.idleSubtasks),
  figure("bytesIn", "bytes in", "bandwidth", ({ stage }) => stage.source.bytesIn),
  figure("crossZone", "traffic across zones", "bandwidth", ({ stage }) => stage.source.crossZone),
  figure("taskManagers", "TaskManagers", "count", ({ stage }) => stage.taskManagers.replicas),
  figure(
    "slotsPerTaskManager",
    "slots per TaskManager",
    "count",
    ({ stage }) => stage.taskManagers.slotsPerTaskManager,
  ),
  figure("taskManagerCpu", "CPU per TaskManager", "cpu", ({ stage }) => stage.taskManagers.cpu),
  memory("process", "process memory per TaskManager"),
  memory("flink", "Flink memory"),
  memory("frameworkHeap", "framework heap"),
  memory("taskHeap", "task heap"),
  memory("frameworkOffHeap", "framework off-heap memory"),
  memory("taskOffHeap", "task off-heap memory"),
  memory("network", "network memory"),
  memory("managed", "managed memory"),
  memory("jvmMetaspace", "JVM metaspace"),
  memory("jvmOverhead", "JVM overhead"),
  figure("fetchBuffer", "fetched bytes per subtask", "memory", ({ stage }) => stage.source.fetchBuffer),
  figure("traffic", "network traffic into a TaskManager", "bandwidth", ({ stage }) => stage.traffic.totalIn),
  figure("trafficOut", "network traffic out of a TaskManager", "bandwidth", ({ stage }) => stage.traffic.totalOut),
  figure("shuffles", "all-to-all exchanges", "count", ({ stage }) => stage.network.shuffles),
  figure("networkBuffers", "network buffers", "count", ({ stage }) => stage.network.targetBuffers),
  figure("disk", "local disk per TaskManager", "memory", ({ stage }) => stage.taskManagers.disk),
  figure("state", "state", "memory", ({ stage }) => stage.state?.total),
  figure("managedPerSlot", "RocksDB memory per slot", "memory", ({ stage }) => stage.state?.managedPerSlot),
  figure("cacheHitRatio", "reads that memory answers", "share", ({ stage }) => stage.state?.cacheHitRatio),
  figure(
    "diskLoad",
    "disk operations per second and TaskManager",
    "level",
    ({ stage }) => stage.state && Math.ceil(stage.disk.iops),
  ),
  figure("asyncCapacity", "async capacity per subtask", "level", ({ stage }) => stage.asyncIo?.capacityPerSubtask),
  figure("asyncCeiling", "records the async capacity admits", "rate", ({ stage }) => stage.asyncIo?.ceiling),
  figure("requests", "requests to the service", "rate", ({ stage }) => stage.asyncIo?.requests),
  figure("checkpointInterval", "checkpoint interval", "duration", ({ stage }) => stage.checkpoints.interval),
  figure("minPause", "pause between checkpoints", "duration", ({ stage }) => stage.checkpoints.minPause),
  figure("checkpointTimeout", "checkpoint timeout", "duration", ({ stage }) => stage.checkpoints.timeout),
  figure(
    "alignedTimeout",
    "time before barriers overtake",
    "duration",
    ({ stage }) => stage.checkpoints.alignedTimeout,
  ),
  figure(
    "tolerableFailures",
    "tolerable failed checkpoints",
    "count",
    ({ stage }) => stage.checkpoints.tolerableFailures,
  ),
  figure("retained", "retained checkpoints", "count", ({ stage }) => stage.checkpoints.retained),
  figure(
    "checkpointSize",
    "bytes uploaded by a checkpoint",
    "memory",
    ({ stage }) => stage.checkpoints.incrementalSize,
  ),
  figure("fullCheckpointSize", "bytes of a full checkpoint", "memory", ({ stage }) => stage.checkpoints.fullSize),
  figure("checkpointDuration", "duration of a checkpoint", "duration", ({ stage }) => stage.checkpoints.duration),
  figure(
    "shortestInterval",
    "shortest bearable interval",
    "duration",
    ({ stage }) => stage.checkpoints.shortestInterval,
  ),
  figure(
    "inFlightSize",
    "in-flight data of an unaligned checkpoint, at most",
    "memory",
    ({ stage }) => stage.checkpoints.inFlightSize,
  ),
  figure("putsPerCheckpoint", "files per checkpoint", "count", ({ stage }) => stage.checkpoints.putsPerCheckpoint),
  ...RECOVERY_FIGURES,
  figure("jobManagers", "JobManagers", "count", ({ stage }) => stage.jobManager.replicas),
  figure("jobManagerCpu", "CPU per JobManager", "cpu", ({ stage }) => stage.jobManager.cpu),
  figure("jobManagerMemory", "process memory per JobManager", "memory", ({ stage }) => stage.jobManager.memory.process),
  figure("startFrom", "starts from", "text", ({ stage }) => describeStart(stage.start)),
  figure("prefixes", "bucket prefixes", "text", ({ stage }) => Object.values(stage.prefixes).join(" ")),
  figure("placement", "node labels asked for", "text", ({ stage }) => describePlacement(stage.taskManagers.placement)),
  ...poolFigures<PlannedStage>(({ pool }) => pool),
  figure("monthlyCost", "cost a month", "usd", ({ plan, stage }) => cents(costOf(plan, stage)?.monthly)),
  figure("perMillionEvents", "cost per million events", "usd", ({ plan, stage }) =>
    digits(costOf(plan, stage)?.perMillionEvents),
  ),
];

/** Every number and choice of the platform as a whole. */
export const PLATFORM_FIGURES: readonly Figure<PlatformPlan>[] = [
  figure("flinkVersion", "Flink", "text", ({ environment }) => environment.flink.toString()),
  figure("runtime", "runtime", "text", ({ environment }) => describeRuntime(environment.runtime)),
  figure("loadFactor", "load factor", "level", ({ environment }) => environment.factor),
  figure("highAvailability", "high availability", "text", ({ environment }) =>
    describeHighAvailability(environment.highAvailability),
  ),
  figure("zones", "zones", "text", ({ environment }) => environment.zones?.join(", ")),
  figure("nodeSource", "nodes come from", "text", ({ environment }) => environment.nodes.type),
  figure("storage", "state storage", "text", ({ environment }) => environment.storage.type),
  figure("bucket", "bucket", "text", ({ environment }) => environment.bucketName),
  figure("namespace", "namespace", "text", ({ environment }) => environment.namespace),
  figure("account", "AWS account", "text", ({ environment }) => environment.aws?.accountId),
  figure("region", "region", "text", ({ environment }) => environment.aws?.region),
  figure("cluster", "EKS cluster", "text", ({ environment }) => environment.aws?.eksClusterName),
  figure("apiRequests", "requests to the API server", "rate", ({ apiLoad }) => apiLoad?.requests),
  figure("apiWatches", "watches of the API server", "count", ({ apiLoad }) => apiLoad?.watches),
  figure("protection", "protection", "text", ({ environment }) => environment.protection ?? "on"),
  figure("flinkOptions", "further Flink options", "text", ({ environment }) =>
    describeOptions(environment.flinkOptions),
  ),
  ...poolFigures<PlatformPlan>(
    ({ nodePools }) => nodePools.find(({ name }) => name === JOB_MANAGERS_POOL),
    "jobManager",
  ),
  figure("totalNodes", "nodes in all", "count", ({ nodePools }) =>
    nodePools.length === 0 ? undefined : nodePools.reduce((sum, { nodes }) => sum + nodes, 0),
  ),
  figure("monthlyCost", "cost a month", "usd", ({ cost }) => cents(cost?.monthly)),
  figure("perMillionEvents", "cost per million events", "usd", ({ cost }) => digits(cost?.perMillionEvents)),
];

function memory(name: keyof StagePlan["taskManagers"]["memory"], label: string): Figure<PlannedStage> {
  return figure(name, label, "memory", ({ stage }) => stage.taskManagers.memory[name]);
}

/** The nodes of one pool; `jobManager` names those of the JobManagers apart. */
function poolFigures<Subject>(
  poolOf: (subject: Subject) => NodePoolPlan | undefined,
  of?: "jobManager",
): readonly Figure<Subject>[] {
  const rows: readonly Figure<NodePoolPlan>[] = [
    figure("nodes", "nodes", "count", ({ nodes }) => nodes),
    figure("instanceType", "instance type", "text", ({ instanceType }) => instanceType),
    figure("capacityType", "instances bought", "text", ({ capacityType }) => capacityType),
    figure("podsPerNode", "pods per node", "count", ({ podsPerNode }) => podsPerNode),
    figure(
      "slotsLostPerNode",
      "slots lost with a node",
      "count",
      ({ slotsLostPerNode }) => slotsLostPerNode || undefined,
    ),
    figure("storage", "node storage", "text", ({ storage }) => describeStorage(storage)),
  ];
  return rows.map(({ name, label, unit, value }) => ({
    name: of === undefined ? name : `${of}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    label: of === undefined ? label : `JobManager ${label}`,
    unit,
    value: (subject) => {
      const pool = poolOf(subject);
      return pool && value(pool);
    },
  }));
}

/** Sums of prices end in digits of floating point that nobody paid. */
function cents(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : Number(amount.toFixed(2));
}

function digits(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : Number(amount.toPrecision(4));
}

function costOf({ cost }: PlatformPlan, { name }: StagePlan) {
  return cost?.stages.find(({ stage }) => stage === name);
}

export function describeHighAvailability(ha: ResolvedHighAvailability): string {
  switch (ha.type) {
    case "none":
      return "none";
    case "kubernetes":
      return "Kubernetes";
    case "zookeeper":
      return ha.ensemble.type === "declared"
        ? `ZooKeeper at ${ha.ensemble.rootPath}, ${ha.ensemble.count} servers`
        : `ZooKeeper at ${ha.ensemble.rootPath}`;
    default:
      return ha satisfies never;
  }
}

/** `NVMe 900 GiB`, `gp3 100 GiB, 3,000 IOPS, 125 MB/s`. */
export function describeStorage(storage: NodeStorage): string {
  switch (storage.type) {
    case "nvme":
      return `NVMe ${storage.size}`;
    case "gp3":
      return `gp3 ${storage.size}, ${storage.iops} IOPS, ${storage.throughput}`;
    default:
      return storage satisfies never;
  }
}

function describePlacement(placement: NodePlacement | undefined): string | undefined {
  return placement && describeOptions(placement.labels);
}

function describeOptions(options: Readonly<Record<string, string>> | undefined): string | undefined {
  const entries = Object.entries(options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : entries.map(([key, value]) => `${key}=${value}`).join(" ");
}

/** What the next run starts from, in words; nothing where it goes on. */
export function describeStart(start: StagePlan["start"]): string | undefined {
  return start && `${start.path ?? "no state"}${start.attempt > 1 ? `, attempt ${start.attempt}` : ""}`;
}

import type { ResolvedEnvironment } from "../environment/check-environment";
import type { NodePlacement } from "../environment/placement";
import type { Start } from "../environment/start-from";
import type { Bandwidth } from "../units/bandwidth";
import type { Cpu } from "../units/cpu";
import type { Duration } from "../units/duration";
import type { MemorySize } from "../units/memory-size";
import type { Rate } from "../units/rate";
import type { FlinkJob } from "../workload/job";
import type { Stage, StageKind } from "../workload/stage";
import type { Check } from "./check";
import type { CostPlan } from "./cost/cost-plan";
import type { JobManagerMemory } from "./memory/job-manager-memory";
import type { TaskManagerMemory, TaskManagerMemoryOptions } from "./memory/task-manager-memory";
import type { NodePoolPlan } from "./nodes/node-pool-plan";
import type { Reason } from "./reason";
import type { RecoveryPlan, ZonePlan } from "./recovery-plan";
import type { StatePrefixes } from "./state-prefixes";

/** Equal TaskManagers of one size. */
export interface TaskManagerPoolPlan {
  readonly replicas: number;
  readonly slotsPerTaskManager: number;
  readonly cpu: Cpu;
  readonly memory: TaskManagerMemory;
  /** What has to be configured for Flink to arrive at `memory`. */
  readonly memoryOptions: Pick<TaskManagerMemoryOptions, "process" | "managed" | "network" | "jvmOverhead">;
  /** Local disk a pod may fill: RocksDB's files, temporary files. */
  readonly disk: MemorySize;
  /** The nodes its pods select and tolerate. @default - any */
  readonly placement?: NodePlacement | undefined;
}

/** The JobManagers of one stage. */
export interface JobManagerPlan {
  readonly replicas: number;
  readonly cpu: Cpu;
  readonly memory: JobManagerMemory;
  /** The nodes its pods select and tolerate. @default - any */
  readonly placement?: NodePlacement | undefined;
}

/** Buffers of a TaskManager for the stage's all-to-all exchanges. */
export interface NetworkPlan {
  readonly shuffles: number;
  /** Below this the job does not start. */
  readonly minimumBuffers: number;
  /** What Flink asks for to keep every channel busy. */
  readonly targetBuffers: number;
}

/** How a stage's subtasks share the partitions of its topic, and the bytes that follow. */
export interface SourcePlan {
  /** Partitions of the busiest subtask. */
  readonly partitionsPerSubtask: number;
  /** Subtasks without a partition. */
  readonly idleSubtasks: number;
  /** What consumers of one subtask may hold of fetched bytes. */
  readonly fetchBuffer: MemorySize;
  readonly bytesIn: Bandwidth;
  /** What is read from and written to brokers in other zones. */
  readonly crossZone: Bandwidth;
}

/** Bytes that one TaskManager moves, on average, at the stated load. */
export interface TrafficPlan {
  readonly kafkaIn: Bandwidth;
  /** To, and the same again from, other TaskManagers. */
  readonly shuffle: Bandwidth;
  readonly sinkOut: Bandwidth;
  /** Checkpoints: the bytes of one, spread over its interval. */
  readonly checkpoint: Bandwidth;
  readonly totalIn: Bandwidth;
  readonly totalOut: Bandwidth;
}

/** What RocksDB asks of a TaskManager's disk, on average, at the stated load. */
export interface DiskPlan {
  readonly reads: Bandwidth;
  readonly writes: Bandwidth;
  /** Reads and writes per second. */
  readonly iops: number;
}

/** State of a windowed stage and the memory RocksDB has for it. */
export interface StatePlan {
  /** Windows and state outside them, with what RocksDB and the timers keep beside each value. */
  readonly total: MemorySize;
  /** Of it, what the TTL bounds. */
  readonly outsideWindows: MemorySize;
  /** Of the busiest slot. */
  readonly perSlot: MemorySize;
  /** Entries of the busiest slot. */
  readonly entriesPerSlot: number;
  /** Windows, their timers and state outside them: each is a column family with memtables of its own. */
  readonly columnFamilies: number;
  readonly writeBufferPerColumnFamily: MemorySize;
  /** Share of reads that memory answers, under the assumption of docs/sizing.md on how keys are used. */
  readonly cacheHitRatio: number;
  readonly managedPerSlot: MemorySize;
  /** RocksDB's write buffer manager, per slot. */
  readonly writeBuffers: MemorySize;
  /** RocksDB's block cache, per slot; it includes the write buffers. */
  readonly blockCache: MemorySize;
}

/** Calls in flight of an async I/O stage. */
export interface AsyncIoPlan {
  /** Calls per second that reach the service. */
  readonly lookups: Rate;
  /** Calls with their repetitions: what counts against a quota. */
  readonly requests: Rate;
  /** Calls waiting at any moment, over all subtasks. */
  readonly inFlight: number;
  /** The capacity each `AsyncWaitOperator` is given. */
  readonly capacityPerSubtask: number;
  /** Records per second that the capacity of all subtasks admits at the mean latency. */
  readonly ceiling: Rate;
  /** What waiting records add to a checkpoint: on average, and with every queue full. */
  readonly waiting: { readonly mean: MemorySize; readonly most: MemorySize };
}

/** When and how a stage is checkpointed. */
export interface CheckpointPlan {
  readonly interval: Duration;
  readonly minPause: Duration;
  readonly timeout: Duration;
  readonly incremental: boolean;
  /** Barriers may overtake records once alignment takes this long. @default - aligned checkpoints only */
  readonly alignedTimeout?: Duration | undefined;
  readonly tolerableFailures: number;
  readonly retained: number;
  /** All that a restore needs. */
  readonly fullSize: MemorySize;
  /** What one checkpoint uploads. */
  readonly incrementalSize: MemorySize;
  /** What a checkpoint adds at most when barriers overtake records: all network buffers. @default - aligned only */
  readonly inFlightSize?: MemorySize | undefined;
  readonly putsPerCheckpoint: number;
  /** What a TaskManager can send to S3, and get from there. */
  readonly uploadBandwidth: Bandwidth;
  readonly downloadBandwidth: Bandwidth;
  /** From trigger to completion, without backpressure. */
  readonly duration: Duration;
  /** The shortest interval at which checkpoints take no more than half of the time. */
  readonly shortestInterval: Duration;
}

/** What Kubernetes high availability asks of the API server. */
export interface ApiLoadPlan {
  readonly requests: Rate;
  readonly watches: number;
}

/** The numbers of a stage that carry a reason. */
export type PlanNumber =
  | "parallelism"
  | "maxParallelism"
  | "slotsPerTaskManager"
  | "taskManagers"
  | "taskManagerCpu"
  | keyof TaskManagerMemory
  | "jobManagers"
  | "jobManagerCpu"
  | "jobManagerMemory"
  | "networkBuffers"
  | "disk"
  | "checkpointInterval"
  | "minPause"
  | "checkpointTimeout"
  | "alignedTimeout"
  | "retained"
  | "tolerableFailures"
  | "prefixes"
  | "partitionsPerSubtask"
  | "fetchBuffer"
  | "traffic"
  | "checkpointSize"
  | "checkpointDuration"
  | "running"
  | "caughtUp"
  | "leader"
  | "zones";

/** Numbers that only some kinds of stage have. */
export type KindPlanNumber =
  | "state"
  | "cacheHitRatio"
  | "managedPerSlot"
  | "diskLoad"
  | "asyncCapacity"
  | "asyncCeiling"
  | "instanceType";

/** What is built for one stage: one application cluster. */
export interface StagePlan {
  readonly name: string;
  readonly kind: StageKind;
  /** As the team stated it. */
  readonly stage: Stage;
  readonly job: FlinkJob;
  /** The FlinkDeployment's name, Flink's cluster id, and the service account's name. */
  readonly clusterId: string;
  /** Records per second in this environment. */
  readonly records: Rate;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly stateBackend: "hashmap" | "rocksdb";
  readonly taskManagers: TaskManagerPoolPlan;
  readonly jobManager: JobManagerPlan;
  readonly network: NetworkPlan;
  readonly source: SourcePlan;
  readonly traffic: TrafficPlan;
  readonly zones: ZonePlan;
  readonly disk: DiskPlan;
  readonly state?: StatePlan | undefined;
  readonly asyncIo?: AsyncIoPlan | undefined;
  readonly checkpoints: CheckpointPlan;
  readonly recovery: RecoveryPlan;
  readonly prefixes: StatePrefixes;
  /** What its next run starts from. @default - it goes on where it was */
  readonly start?: Start | undefined;
  readonly reasons: Readonly<Record<PlanNumber, Reason>> & Readonly<Partial<Record<KindPlanNumber, Reason>>>;
}

/** What a person reviews and constructs declare. */
export interface PlatformPlan {
  readonly workload: string;
  readonly environment: ResolvedEnvironment;
  /** Absent where high availability is not Kubernetes'. */
  readonly apiLoad?: ApiLoadPlan | undefined;
  readonly stages: readonly StagePlan[];
  /** One for the TaskManagers of each stage and one for all JobManagers. Empty where no AWS account is stated. */
  readonly nodePools: readonly NodePoolPlan[];
  /** What it costs a month. @default - nothing is known without an AWS account */
  readonly cost?: CostPlan | undefined;
  /** Every limit that was checked, and every habit that is unwise. */
  readonly checks: readonly Check[];
}

import type { ResolvedEnvironment } from "../environment/check-environment";
import type { NodePlacement } from "../environment/placement";
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

/** State of a windowed stage and the memory RocksDB has for it. */
export interface StatePlan {
  readonly total: MemorySize;
  readonly perSlot: MemorySize;
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
  /** Calls waiting at any moment, over all subtasks. */
  readonly inFlight: number;
  /** The capacity each `AsyncWaitOperator` is given. */
  readonly capacityPerSubtask: number;
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
  | "prefixes";

/** Numbers that only some kinds of stage have. */
export type KindPlanNumber = "state" | "managedPerSlot" | "asyncCapacity";

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
  readonly state?: StatePlan | undefined;
  readonly asyncIo?: AsyncIoPlan | undefined;
  readonly checkpoints: CheckpointPlan;
  readonly prefixes: StatePrefixes;
  readonly reasons: Readonly<Record<PlanNumber, Reason>> & Readonly<Partial<Record<KindPlanNumber, Reason>>>;
}

/** What a person reviews and constructs declare. */
export interface PlatformPlan {
  readonly workload: string;
  readonly environment: ResolvedEnvironment;
  readonly stages: readonly StagePlan[];
  /** One for the TaskManagers of each stage and one for all JobManagers. Empty where no AWS account is stated. */
  readonly nodePools: readonly NodePoolPlan[];
  /** What it costs a month. @default - nothing is known without an AWS account */
  readonly cost?: CostPlan | undefined;
  /** Every limit that was checked, and every habit that is unwise. */
  readonly checks: readonly Check[];
}

import type { TaskManagerZones } from "../environment/zones";
import type { Bandwidth } from "../units/bandwidth";
import type { Duration } from "../units/duration";

/** Since something was lost. */
export interface Recovered {
  /** Until every task runs. */
  readonly running: Duration;
  /** Until the backlog is gone. @default - without high availability nobody knows: the job starts anew */
  readonly caughtUp?: Duration | undefined;
}

/** Since a JobManager was lost. */
export interface Failover extends Recovered {
  /** Until another one leads, or the same one again. */
  readonly leader: Duration;
}

/** How long a lost JobManager is missed: at most, where Kubernetes starts pods as soon as is assumed. */
export interface JobManagerRecoveryPlan {
  /** Its pod was deleted or evicted, and it gave up its leadership in time; otherwise as `killed`. */
  readonly deleted: Failover;
  /** Its process was killed, and its pod stays. */
  readonly killed: Failover;
  readonly nodeLost: Failover;
}

/** From the loss of a node to a stage that has caught up. */
export interface RecoveryPlan {
  /** Until Flink knows. */
  readonly detection: Duration;
  /** Until there are slots again. */
  readonly restart: Duration;
  /** Until state is back, from S3. */
  readonly restore: Duration;
  /** The same where the state is still on the disk: a task failed, its TaskManager did not. */
  readonly restoreFromLocal: Duration;
  /** Until every task runs: the sum of the above. */
  readonly running: Duration;
  /** Until what arrived meanwhile, and what is read again since the last checkpoint, is processed. */
  readonly catchUp: Duration;
  readonly caughtUp: Duration;
  /** A TaskManager's process was killed, and its node lives. */
  readonly taskManagerKilled: Recovered;
  readonly jobManager: JobManagerRecoveryPlan;
}

/** Where the TaskManagers of a stage stand, and what it would cost to have them in all zones. */
export interface ZonePlan {
  /** Empty where the environment states no zones. */
  readonly taskManagers: readonly string[];
  /** Of the environment. */
  readonly all: readonly string[];
  readonly choice: TaskManagerZones;
  /** What TaskManagers send to those in other zones. */
  readonly exchanged: Bandwidth;
  readonly exchangedIfSpread: Bandwidth;
  /** USD. @default - no price is known without an AWS account, and nothing crosses a single zone */
  readonly monthlyIfSpread?: number;
}

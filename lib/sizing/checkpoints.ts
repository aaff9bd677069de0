import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import type { Stage } from "../workload/stage";
import type { Check } from "./check";
import type { CheckpointPlan } from "./platform-plan";
import type { Reason } from "./reason";

const DEFAULT_INTERVAL = {
  stateless: Duration.minutes(1),
  asyncIo: Duration.minutes(1),
  windowed: Duration.minutes(3),
} as const;
/** The playbook's range. */
const USUAL = { from: Duration.minutes(1), to: Duration.minutes(5) } as const;
/** Above this much state a savepoint, or the first checkpoint after a restore, uploads for longer than ten minutes. */
const LARGE_STATE = MemorySize.gibibytes(100);

const REASONS = {
  minPause: { code: "operations", message: "half the interval: the job makes progress even when checkpoints are slow" },
  tolerableFailures: {
    code: "operations",
    message: "0 restarts the job at the first failure, no bound hides a dead pipeline",
  },
  retained: { code: "operations", message: "one corrupt object is survivable" },
} as const satisfies Record<string, Reason>;

export interface CheckpointDecision {
  readonly plan: CheckpointPlan;
  readonly reasons: Readonly<
    Record<"checkpointInterval" | "checkpointTimeout" | "alignedTimeout" | keyof typeof REASONS, Reason>
  >;
  readonly checks: readonly Check[];
}

/** When and how a stage is checkpointed. Without an interval Flink takes no checkpoint at all. */
export function planCheckpoints(stage: Stage, state: MemorySize): CheckpointDecision {
  const interval = stage.checkpointInterval ?? DEFAULT_INTERVAL[stage.kind];
  const large = state.isGreaterThan(LARGE_STATE);
  const floor = Duration.minutes(large ? 30 : 10);
  const overtaking = stage.kind !== "stateless";
  return {
    plan: {
      interval,
      minPause: Duration.millis(Math.floor(interval.inMillis / 2)),
      timeout: Duration.max(floor, interval.times(2)),
      incremental: stage.kind === "windowed",
      alignedTimeout: overtaking ? Duration.seconds(30) : undefined,
      tolerableFailures: 3,
      retained: 3,
    },
    reasons: {
      ...REASONS,
      checkpointInterval:
        stage.checkpointInterval === undefined
          ? { code: "default", message: `${interval} for ${stage.kind} stages, within the playbook's 1 to 5 min` }
          : { code: "pinned", message: "stated by the team" },
      checkpointTimeout: {
        code: large ? "state" : "default",
        message: `twice the interval, at least ${floor}${large ? ` for more than ${LARGE_STATE}` : ""}`,
      },
      alignedTimeout: overtaking
        ? { code: "operations", message: "after this long under backpressure barriers overtake records" }
        : { code: "topology", message: "no exchange to align; checkpoints stay aligned" },
    },
    checks: USUAL.from.isLongerThan(interval) || interval.isLongerThan(USUAL.to) ? [unusual(stage, interval)] : [],
  };
}

function unusual(stage: Stage, interval: Duration): Check {
  const short = USUAL.from.isLongerThan(interval);
  return {
    code: "CheckpointIntervalUnusual",
    stage: stage.name,
    verdict: "warn",
    message: `a checkpoint every ${interval} is outside ${USUAL.from} to ${USUAL.to}: ${short ? "S3 requests and upload time grow with it" : "that much is replayed after a failure, and exactly-once sinks commit that late"}`,
    wayOut: `choose ${short ? USUAL.from : USUAL.to}, or keep it for a reason`,
  };
}

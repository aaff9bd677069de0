import type { Bandwidth } from "../units/bandwidth";
import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import type { Stage } from "../workload/stage";
import { CHECKPOINT_FIXED, S3_PUTS_PER_SECOND } from "./assumptions";
import { check, type StageCheck } from "./check";
import { type CheckpointSize, checkpointDuration, shortestInterval } from "./checkpoint-size";
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

/** What is decided before anything is known of nodes. */
export type CheckpointRhythm = Pick<
  CheckpointPlan,
  "interval" | "minPause" | "timeout" | "incremental" | "alignedTimeout" | "tolerableFailures" | "retained"
>;

export interface CheckpointDecision {
  readonly rhythm: CheckpointRhythm;
  readonly reasons: Readonly<
    Record<"checkpointInterval" | "checkpointTimeout" | "alignedTimeout" | keyof typeof REASONS, Reason>
  >;
  readonly checks: readonly StageCheck[];
}

/** When and how a stage is checkpointed. Without an interval Flink takes no checkpoint at all. */
export function checkpointRhythm(stage: Stage, state: MemorySize): CheckpointDecision {
  const interval = stage.checkpointInterval ?? DEFAULT_INTERVAL[stage.kind];
  const large = state.isGreaterThan(LARGE_STATE);
  const floor = Duration.minutes(large ? 30 : 10);
  const overtaking = stage.kind !== "stateless";
  return {
    rhythm: {
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
          : { code: "pinned", message: "stated by the team", from: ["input.checkpointInterval"] },
      checkpointTimeout: {
        code: large ? "state" : "default",
        message: `twice the interval, at least ${floor}${large ? ` for more than ${LARGE_STATE}` : ""}`,
      },
      alignedTimeout: overtaking
        ? { code: "operations", message: "after this long under backpressure barriers overtake records" }
        : { code: "topology", message: "no exchange to align; checkpoints stay aligned" },
    },
    checks: [unusual(interval)],
  };
}

function unusual(interval: Duration): StageCheck {
  const short = USUAL.from.isLongerThan(interval);
  const long = interval.isLongerThan(USUAL.to);
  const consequence = short
    ? ": S3 requests and upload time grow with it"
    : ": that much is replayed after a failure, and exactly-once sinks commit that late";
  return check(
    !short && !long,
    "CheckpointIntervalUnusual",
    `a checkpoint every ${interval}; ${USUAL.from} to ${USUAL.to} are usual${short || long ? consequence : ""}`,
    { verdict: "warn", wayOut: `choose ${short ? USUAL.from : USUAL.to}, or keep it for a reason` },
  );
}

/** What a checkpoint holds and how long it takes, once it is known what carries it. */
export function planCheckpoints(
  rhythm: CheckpointRhythm,
  sizeAt: (interval: Duration) => CheckpointSize,
  bandwidth: { readonly upload: Bandwidth; readonly download: Bandwidth },
  taskManagers: number,
  skew: number,
  networkMemory: MemorySize,
): CheckpointPlan {
  const durationAt = (interval: Duration) =>
    checkpointDuration(sizeAt(interval).incrementalSize, taskManagers, skew, bandwidth.upload);
  const { fullSize, incrementalSize, putsPerCheckpoint } = sizeAt(rhythm.interval);
  return {
    ...rhythm,
    fullSize,
    incrementalSize,
    inFlightSize: rhythm.alignedTimeout === undefined ? undefined : networkMemory.times(taskManagers),
    putsPerCheckpoint,
    uploadBandwidth: bandwidth.upload,
    downloadBandwidth: bandwidth.download,
    duration: durationAt(rhythm.interval),
    shortestInterval: shortestInterval(durationAt),
  };
}

export function checkpointReasons(plan: CheckpointPlan): Record<"checkpointSize" | "checkpointDuration", Reason> {
  return {
    checkpointSize: {
      code: "state",
      message: plan.incremental
        ? `of ${plan.fullSize} of files, what changes within ${plan.interval} and what is merged with it: ${plan.incrementalSize}`
        : `offsets and waiting records, all of them every time: ${plan.fullSize}`,
      from: plan.incremental ? ["state", "checkpointInterval", "input.records"] : ["input.partitions"],
    },
    checkpointDuration: {
      code: "state",
      message: `${plan.incrementalSize} in all, ${plan.uploadBandwidth} from each TaskManager, and ${CHECKPOINT_FIXED} for barriers and metadata; no shorter interval than ${plan.shortestInterval} is bearable`,
      from: ["checkpointSize", "taskManagers", "instanceType"],
    },
  };
}

/** Where no nodes are known the bandwidth is a guess, and so is what fails by it. */
export function checkpointChecks(plan: CheckpointPlan, nodesAreKnown: boolean): StageCheck[] {
  const verdict = nodesAreKnown ? "fail" : "warn";
  const { duration, interval, timeout, shortestInterval: shortest, putsPerCheckpoint, fullSize } = plan;
  const puts = Math.ceil(putsPerCheckpoint / Math.max(duration.inSeconds, 1));
  return [
    check(
      duration.inMillis * 2 <= interval.inMillis,
      "CheckpointLongerThanInterval",
      `a checkpoint takes ${duration}, and one begins every ${interval}`,
      { verdict, wayOut: `use an interval of at least ${shortest}, or instances with more network` },
    ),
    check(
      !duration.isLongerThan(timeout),
      "CheckpointTimeoutShort",
      `a checkpoint takes ${duration}, and ${timeout} are allowed; a savepoint uploads ${fullSize}`,
      { verdict, wayOut: "a checkpoint that times out is lost: more TaskManagers, or a smaller state" },
    ),
    check(
      puts <= S3_PUTS_PER_SECOND,
      "S3RequestRate",
      `${putsPerCheckpoint} files per checkpoint, ${puts} PUT/s while it lasts, and ${S3_PUTS_PER_SECOND} that S3 takes for one prefix`,
      {
        verdict: "warn",
        wayOut:
          "S3 answers 503 until it has split the prefix: use entropy (s3.entropy.key first in the directory), a higher state.storage.fs.memory-threshold, or fewer slots with more state each",
      },
    ),
  ];
}

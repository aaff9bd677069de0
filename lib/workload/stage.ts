import type { StagePins } from "../environment/environment";
import { InvalidInputError } from "../errors";
import { Duration } from "../units/duration";
import { requireAmount, requireWhole } from "../units/literal";
import type { MemorySize } from "../units/memory-size";
import type { Rate } from "../units/rate";
import type { FlinkJob } from "./job";
import type { KafkaInput, KafkaSink } from "./kafka";
import { requireStageName } from "./names";
import type { Window } from "./windows";

/** What every stage states. */
export interface StageProps {
  readonly input: KafkaInput;
  /** @default - nothing is known of the output; it is left out of traffic, cost and checks */
  readonly sink?: KafkaSink;
  /** How soon after a failure the stage has to be back. @default - predicted, held against nothing */
  readonly recoveryObjective?: RecoveryObjective;
  /** What differs from the workload's job, usually its arguments. @default - the workload's job */
  readonly job?: Partial<FlinkJob>;
  /** @default - 1 min; 3 min for windowed stages */
  readonly checkpointInterval?: Duration;
  /** Records per second that one core was measured to process. @default - a cautious planning figure of the stage's kind */
  readonly measuredRatePerCore?: Rate;
  /** All-to-all exchanges (`keyBy`, `rebalance`, `broadcast`) in the job. @default - 0 stateless, 1 async I/O, one per window */
  readonly shuffles?: number;
  /** Numbers the team fixes in every environment, such as the parallelism of `flink run -p`. */
  readonly pins?: StagePins;
  /** Flink options of this stage alone, beyond those the platform sets. */
  readonly flinkOptions?: Readonly<Record<string, string>>;
}

/** How much loss of time the team accepts when a node is lost. */
export interface RecoveryObjective {
  /** Until every task runs again. @default - any time */
  readonly running?: Duration;
  /** Until what arrived meanwhile is processed. @default - any time */
  readonly caughtUp?: Duration;
}

/** Calls to a service outside, made by an `AsyncFunction`. */
export interface Lookup {
  readonly meanLatency: Duration;
  readonly p99Latency: Duration;
  /** A call that takes longer has failed. */
  readonly timeout: Duration;
  /** Share of records that a cache answers, 0 to 1. @default 0 */
  readonly cacheHitRatio?: number;
  /** Calls for one record that the cache does not answer. @default 1 */
  readonly callsPerRecord?: number;
  /** Share of calls that fail or time out, 0 to 1. @default 0 */
  readonly failureRatio?: number;
  /** How often a call is tried, the first time included. @default 1 */
  readonly maxAttempts?: number;
  /** Requests per second that the service allows. @default - any number */
  readonly quota?: Rate;
}

/** Keyed state outside windows, bounded by its TTL. */
export interface TtlState {
  /** Keys per second that were not there before, or had expired. */
  readonly newKeys: Rate;
  /** What one key keeps. */
  readonly size: MemorySize;
}

/** What a stage that asks a service outside states. */
export interface AsyncIoProps extends StageProps {
  readonly lookup: Lookup;
}

/** What a stage with windows states. */
export interface WindowedProps extends StageProps {
  /** Distinct keys alive at once. */
  readonly keys: number;
  readonly windows: readonly Window[];
  /** What one key keeps in one open pane. */
  readonly statePerKey: MemorySize;
  /** How long state outside windows lives without an update. @default - windows are the only state */
  readonly stateTtl?: Duration;
  /** What lives that long outside windows. @default - nothing */
  readonly ttlState?: TtlState;
  /** Load and state of the busiest subtask, as a multiple of the mean: hot hosts, hot users. @default 1 */
  readonly skew?: number;
  /** How often each key is used: by Zipf's law, as hosts and users are, or all alike. @default "zipf" */
  readonly keyUse?: "zipf" | "uniform";
  /** How late a record may be and still count. @default Duration.ZERO */
  readonly allowedLateness?: Duration;
}

/** One Flink job of a workload: the unit of sizing, upgrade and failure. */
export type Stage =
  | (StageProps & { readonly kind: "stateless"; readonly name: string })
  | (AsyncIoProps & { readonly kind: "asyncIo"; readonly name: string })
  | (WindowedProps & { readonly kind: "windowed"; readonly name: string });

/** `stateless`, `asyncIo` or `windowed`. */
export type StageKind = Stage["kind"];

/** Parses, maps, filters; keeps nothing but source offsets. */
export function stateless(name: string, props: StageProps): Stage {
  requireStage(name, props);
  return { ...props, kind: "stateless", name };
}

/** Waits for answers from outside; its capacity is set by latency, not by CPU. */
export function asyncIo(name: string, props: AsyncIoProps): Stage {
  requireStage(name, props);
  const { meanLatency, p99Latency, timeout, cacheHitRatio = 0 } = props.lookup;
  requireAmount(cacheHitRatio, `stage ${name}: the cache hit ratio`);
  requireThat(cacheHitRatio <= 1, name, `the cache hit ratio is a share from 0 to 1, got ${cacheHitRatio}`);
  const { callsPerRecord = 1, failureRatio = 0, maxAttempts = 1, quota } = props.lookup;
  requireAmount(callsPerRecord, `stage ${name}: the calls per record`);
  requireAmount(failureRatio, `stage ${name}: the failure ratio`);
  requireThat(failureRatio < 1, name, `the failure ratio is a share below 1, got ${failureRatio}`);
  requireWhole(maxAttempts, `stage ${name}: the attempts`, 1);
  requireThat(quota === undefined || quota.inPerSecond > 0, name, "the quota must be above zero");
  requireThat(
    meanLatency.isLongerThan(Duration.ZERO),
    name,
    "the mean latency must be above zero; use stateless() where nothing is asked",
  );
  requireThat(
    !meanLatency.isLongerThan(p99Latency),
    name,
    `the mean latency ${meanLatency} is above the 99th percentile ${p99Latency}; one of them is wrong`,
  );
  requireThat(
    timeout.isLongerThan(p99Latency),
    name,
    `the timeout ${timeout} is not above the 99th percentile ${p99Latency}: one call in a hundred would fail; raise it`,
  );
  return { ...props, kind: "asyncIo", name };
}

/** Groups by key over time; its state lives in RocksDB. */
export function windowed(name: string, props: WindowedProps): Stage {
  requireStage(name, props);
  requireWhole(props.keys, `stage ${name}: keys`, 1);
  requireThat(
    props.windows.length > 0,
    name,
    "a windowed stage needs at least one window; use stateless() for a stage without",
  );
  requireThat(props.statePerKey.inBytes > 0, name, "state per key must be above zero");
  const { skew = 1, ttlState, stateTtl } = props;
  requireAmount(skew, `stage ${name}: the skew`);
  requireThat(skew >= 1, name, `the skew is the busiest subtask's load as a multiple of the mean, got ${skew}`);
  requireThat(
    ttlState === undefined || stateTtl !== undefined,
    name,
    "state outside windows without a TTL grows for ever; state stateTtl, and set it in the job by StateTtlConfig",
  );
  const longest = Duration.max(
    Duration.ZERO,
    ...props.windows.map((window) => (window.type === "session" ? window.gap : window.size)),
  );
  requireThat(
    stateTtl === undefined || !longest.isLongerThan(stateTtl),
    name,
    `the state TTL ${stateTtl} is shorter than the longest window ${longest}: state would vanish inside it; raise the TTL`,
  );
  return { ...props, kind: "windowed", name };
}

function requireStage(name: string, props: StageProps): void {
  requireStageName(name);
  requireWhole(props.shuffles ?? 0, `stage ${name}: shuffles`);
  requireThat(
    props.checkpointInterval === undefined || props.checkpointInterval.inMillis >= 10,
    name,
    `Flink refuses a checkpoint interval below 10 ms, got ${props.checkpointInterval}; the playbook's range is 1 to 5 min`,
  );
  requireThat(
    props.measuredRatePerCore === undefined || props.measuredRatePerCore.inPerSecond > 0,
    name,
    "the measured rate per core must be above zero",
  );
}

function requireThat(holds: boolean, stage: string, message: string): void {
  if (!holds) {
    throw new InvalidInputError("StageInvalid", `stage ${stage}: ${message}`);
  }
}

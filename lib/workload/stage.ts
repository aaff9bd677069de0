import type { StagePins } from "../environment/environment";
import { InvalidInputError } from "../errors";
import { Duration } from "../units/duration";
import { requireAmount, requireWhole } from "../units/literal";
import type { MemorySize } from "../units/memory-size";
import type { Rate } from "../units/rate";
import type { FlinkJob } from "./job";
import type { KafkaInput } from "./kafka";
import { requireName } from "./names";
import type { Window } from "./windows";

/** What every stage states. */
export interface StageProps {
  readonly input: KafkaInput;
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

/** Calls to a service outside, made by an `AsyncFunction`. */
export interface Lookup {
  readonly meanLatency: Duration;
  readonly p99Latency: Duration;
  /** A call that takes longer has failed. */
  readonly timeout: Duration;
  /** Share of records that a cache answers, 0 to 1. @default 0 */
  readonly cacheHitRatio?: number;
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
  const longest = Duration.max(
    Duration.ZERO,
    ...props.windows.map((window) => (window.type === "session" ? window.gap : window.size)),
  );
  requireThat(
    props.stateTtl === undefined || !longest.isLongerThan(props.stateTtl),
    name,
    `the state TTL ${props.stateTtl} is shorter than the longest window ${longest}: state would vanish inside it; raise the TTL`,
  );
  return { ...props, kind: "windowed", name };
}

function requireStage(name: string, props: StageProps): void {
  requireName(name, "a stage");
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

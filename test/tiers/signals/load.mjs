import { compiled } from "../flink/containers/java.mjs";
import { planPlatform } from "../flink/library.mjs";

const { asyncIo, Duration, kafka, MemorySize, Rate, sliding, stateless, tumbling, windowed, workload } =
  compiled("lib/index");
const { local } = compiled("stacks/environments/local");

export const RELEASE = "2.2.1";
export const ENTRY_CLASS = "com.sentra.SignalEngine";

/** Two partitions, two TaskManagers of one slot each: what fits this machine, and loses half when one is killed. */
const PINS = { parallelism: 2, slotsPerTaskManager: 1, maxParallelism: 720 };
const CHECKPOINT_INTERVAL = Duration.seconds(10);
const TTL = Duration.hours(2);
const SLIDE = Duration.minutes(5);

/** What the tier feeds. In a slide of event time every host has one line. */
export const LOAD = {
  hosts: 8_000,
  slide: SLIDE,
  windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), SLIDE)],
  prefilled: 24_000,
  /** Live, while enrich loses a TaskManager and catches up; then while correlate does. */
  enrich: { rate: 250, count: 24_000 },
  correlate: { rate: 400, count: 48_000, seconds: 60 },
  /** Slides that correlate's topic is filled with before it starts: more than a sliding window holds. */
  slides: 14,
  lookup: { mean: Duration.millis(400), p99: Duration.millis(600), timeout: Duration.seconds(4), hitRatio: 0.25 },
  /** Attempts at an address that no cache knows, as lookup-server.mjs refuses them and the job waits between them. */
  retries: { once: 1 / 50, always: 1 / 500, delay: Duration.millis(100), attempts: 3 },
  /** A Correlation, as its javadoc says. */
  statePerKey: MemorySize.bytes(312),
  /** That a signal was seen, and when. */
  seenSize: MemorySize.bytes(1 + 8),
};

/** The three stages at this load; `meanLatency` in ms where the services were seen to take another time than they are set to. */
export function planned({ meanLatency = LOAD.lookup.mean.inMillis } = {}) {
  const common = { checkpointInterval: CHECKPOINT_INTERVAL, pins: PINS };
  const input = (topic, perSecond, size) =>
    kafka({ topic, partitions: 2, records: Rate.perSecond(perSecond), recordSize: MemorySize.bytes(size) });
  const { lookup } = LOAD;
  const stages = [
    stateless("normalize", { input: input("raw", 1_500, 150), ...common }),
    asyncIo("enrich", {
      input: input("signals", LOAD.enrich.rate, 300),
      lookup: {
        meanLatency: Duration.millis(Math.round(meanLatency)),
        p99Latency: Duration.max(lookup.p99, Duration.millis(Math.round(meanLatency * 1.5))),
        timeout: lookup.timeout,
        cacheHitRatio: lookup.hitRatio,
        failureRatio: LOAD.retries.once + LOAD.retries.always,
        maxAttempts: LOAD.retries.attempts,
      },
      shuffles: 0,
      ...common,
    }),
    windowed("correlate", {
      input: input("enriched", LOAD.correlate.rate, 350),
      keys: LOAD.hosts,
      windows: LOAD.windows,
      statePerKey: LOAD.statePerKey,
      // As many new keys within the TTL as the topic is filled with: that is the state when it has been read.
      stateTtl: TTL,
      ttlState: { newKeys: Rate.perSecond((LOAD.slides * LOAD.hosts) / TTL.inSeconds), size: LOAD.seenSize },
      keyUse: "uniform",
      // To recognise repeated signals, and to each kind of window.
      shuffles: 3,
      // What is written is then what is stored. How well state compresses is the data's: ours, by half.
      flinkOptions: { "state.backend.rocksdb.compression.per.level": "NO_COMPRESSION" },
      ...common,
    }),
  ];
  const job = { image: "signals:1", jarUri: "local:///opt/flink/usrlib/sentra-engine.jar", entryClass: ENTRY_CLASS };
  return planPlatform(workload("signals", job, stages), {
    ...local,
    loadFactor: 1,
    flinkVersion: "2.2",
    highAvailability: { type: "none" },
  });
}

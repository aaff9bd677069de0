/*
 * Plans a petabyte a day through the public API, and prints how long the first call took, and a later one. The workload
 * is that of examples/petabyte-day.ts, written again: a compiler in this process would be measured with the plan.
 */
const { asyncIo, Duration, kafka, MemorySize, planPlatform, Rate, sliding, stateless, tumbling, windowed, workload } =
  require("../../dist/lib/index.js");
const { production } = require("../../dist/stacks/environments/production.js");

/** Calls after the first until V8 has compiled what is used often. */
const WARM_UP = 20;

const job = {
  image: "registry.example/signals:2.0.0",
  jarUri: "local:///opt/flink/usrlib/signals.jar",
  entryClass: "com.example.Signals",
};
const lineSize = MemorySize.bytes(600);
const lines = Rate.perDay(1e15 / lineSize.inBytes);
const topic = (name, share, recordSize, partitions) =>
  kafka({ topic: name, partitions, records: lines.times(share), recordSize, rackAware: true });

const petabyte = workload("petabyte", job, [
  stateless("normalize", { input: topic("raw", 1, lineSize, 2560) }),
  asyncIo("enrich", {
    input: topic("signals", 1 / 2, MemorySize.bytes(900), 2880),
    lookup: {
      meanLatency: Duration.millis(20),
      p99Latency: Duration.millis(250),
      timeout: Duration.seconds(2),
      cacheHitRatio: 0.99,
      quota: Rate.perSecond(150_000),
    },
  }),
  windowed("correlate", {
    input: topic("enriched", 1 / 16, MemorySize.bytes(1_400), 1680),
    keys: 40_000_000,
    windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), Duration.minutes(10))],
    statePerKey: MemorySize.bytes(512),
    recoveryObjective: { running: Duration.minutes(5) },
    pins: { maxParallelism: 20_160 },
  }),
]);
const environment = { ...production, pins: {} };

function timeOfCall() {
  const started = performance.now();
  planPlatform(petabyte, environment);
  return performance.now() - started;
}

const first = timeOfCall();
for (let call = 0; call < WARM_UP; call++) {
  timeOfCall();
}
console.log(JSON.stringify({ first, warm: timeOfCall() }));

import * as flink from "cdktf-flink";
import { production } from "../stacks/environments/production";

// A petabyte of logs a day: 11.6 GB/s, 19.3 million lines a second. Every limit is checked and shown; nothing is declared.
const { Duration, MemorySize, Rate } = flink;
const job = {
  image: "registry.example/signals:2.0.0",
  jarUri: "local:///opt/flink/usrlib/signals.jar",
  entryClass: "com.example.Signals",
};
const lineSize = MemorySize.bytes(600);
const lines = Rate.perDay(1e15 / lineSize.inBytes);
const topic = (name: string, share: number, recordSize: flink.MemorySize, partitions: number) =>
  flink.kafka({ topic: name, partitions, records: lines.times(share), recordSize, rackAware: true });

const workload = flink.workload("petabyte", job, [
  flink.stateless("normalize", { input: topic("raw", 1, lineSize, 2560) }),
  flink.asyncIo("enrich", {
    input: topic("signals", 1 / 2, MemorySize.bytes(900), 2880),
    lookup: {
      meanLatency: Duration.millis(20),
      p99Latency: Duration.millis(250),
      timeout: Duration.seconds(2),
      cacheHitRatio: 0.99,
      quota: Rate.perSecond(150_000),
    },
  }),
  flink.windowed("correlate", {
    input: topic("enriched", 1 / 16, MemorySize.bytes(1_400), 1680),
    keys: 40_000_000,
    windows: [flink.tumbling(Duration.minutes(10)), flink.sliding(Duration.hours(1), Duration.minutes(10))],
    statePerKey: MemorySize.bytes(512),
    recoveryObjective: { running: Duration.minutes(5) },
    pins: { maxParallelism: 20_160 },
  }),
]);

const started = process.hrtime.bigint();
const plan = flink.planPlatform(workload, { ...production, pins: {} });
const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;

for (const { name, nodes, instanceType, zones } of plan.nodePools) {
  console.log(`${name}: ${nodes} × ${instanceType} in ${zones.join(", ")}`);
}
for (const { verdict, stage = "all", message } of plan.checks) {
  console.log(`${verdict} ${stage}: ${message}`);
}
console.log(`$${Math.round(plan.cost?.monthly ?? 0)} a month, planned in ${Math.round(milliseconds)} ms`);

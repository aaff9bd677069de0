import {
  asyncIo,
  Duration,
  kafka,
  kafkaSink,
  MemorySize,
  Rate,
  sliding,
  stateless,
  tumbling,
  windowed,
  workload,
} from "cdktf-flink";

/** Exactly once: a transaction has to outlive a slow checkpoint and a recovery, and the brokers have to allow it. */
const transactions = { transactionTimeout: Duration.hours(1), brokerTransactionTimeout: Duration.hours(1) };

/** Sentra's three stages at full load. One fat JAR runs them all; the argument says which. */
export const signals = workload(
  "sentra",
  {
    image: "registry.sentra.example/signal-engine:1.4.2",
    jarUri: "local:///opt/flink/usrlib/sentra-engine.jar",
    entryClass: "com.sentra.SignalEngine",
  },
  [
    // Raw syslog lines to Sentra JSON signals.
    stateless("normalize", {
      input: kafka({
        topic: "raw-logs",
        partitions: 512,
        records: Rate.perSecond(1_200_000),
        recordSize: MemorySize.bytes(600),
        rackAware: true,
      }),
      sink: kafkaSink({ topic: "signals", recordSize: MemorySize.bytes(900), recordsPerInput: 0.5, ...transactions }),
      job: { args: ["--stage", "normalize"] },
      // What the library chooses grows with the load, and Flink restores nothing under another maximum.
      pins: { maxParallelism: 720 },
    }),
    // Geo-IP, threat intelligence and identity, by AsyncFunction.
    asyncIo("enrich", {
      input: kafka({
        topic: "signals",
        partitions: 512,
        records: Rate.perSecond(600_000),
        recordSize: MemorySize.bytes(900),
        rackAware: true,
      }),
      sink: kafkaSink({
        topic: "enriched",
        recordSize: MemorySize.bytes(1_400),
        recordsPerInput: 1 / 6,
        ...transactions,
      }),
      job: { args: ["--stage", "enrich"] },
      lookup: {
        meanLatency: Duration.millis(35),
        p99Latency: Duration.millis(400),
        timeout: Duration.seconds(2),
        cacheHitRatio: 0.97,
        failureRatio: 0.01,
        maxAttempts: 2,
        // Threat intelligence is bought by the call: without the cache it would be 600,000 a second.
        quota: Rate.perSecond(20_000),
      },
      checkpointInterval: Duration.minutes(1),
      pins: { maxParallelism: 720 },
    }),
    // Signals by host or user over ten minutes and one hour.
    windowed("correlate", {
      input: kafka({
        topic: "enriched",
        partitions: 256,
        records: Rate.perSecond(100_000),
        recordSize: MemorySize.bytes(1_400),
        rackAware: true,
      }),
      sink: kafkaSink({ topic: "alerts", recordSize: MemorySize.bytes(800), recordsPerInput: 0.01, ...transactions }),
      recoveryObjective: { running: Duration.minutes(5), caughtUp: Duration.minutes(30) },
      job: { args: ["--stage", "correlate"] },
      keys: 6_000_000,
      windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), Duration.minutes(5))],
      statePerKey: MemorySize.kibibytes(4),
      stateTtl: Duration.hours(2),
      checkpointInterval: Duration.minutes(3),
      // 20,160 = 64 × 315: the playbook's parallelism gets equal key groups, and most others do too.
      pins: { maxParallelism: 20_160 },
    }),
  ],
);

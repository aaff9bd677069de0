import { describe, expect, test } from "vitest";
import { resolveEnvironment } from "../../lib/environment/check-environment";
import type { Environment } from "../../lib/environment/environment";
import { touchedKeys } from "../../lib/sizing/key-use";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { stageLoad } from "../../lib/sizing/stage-load";
import { stageTraffic, trafficPlan } from "../../lib/sizing/traffic";
import { windowState } from "../../lib/sizing/window-state";
import type { Bandwidth } from "../../lib/units/bandwidth";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import { kafka, kafkaSink } from "../../lib/workload/kafka";
import type { Stage } from "../../lib/workload/stage";
import { sliding } from "../../lib/workload/windows";
import {
  asyncIoStage,
  planOf,
  statelessStage,
  validEnvironment,
  validInput,
  validWorkload,
  windowedStage,
} from "../support/valid";

/* The worked examples of docs/sizing.md. */

function verdict(code: string, stage: Stage, change: Partial<Environment> = {}) {
  return planPlatform(validWorkload(stage), validEnvironment(change)).checks.find((check) => check.code === code);
}

const loadOf = (stage: Stage) => stageLoad(stage, resolveEnvironment(validEnvironment(), "shop"));

describe("traffic", () => {
  test("is what Ververica's sizing method computes for its five machines", () => {
    // "How to size your Apache Flink cluster": 1 M messages/s of 2 KB, 500 M keys, 5-minute windows every minute, 40 B of
    // state and result per key, a checkpoint of everything every minute, five machines.
    const stage = windowedStage({
      input: kafka({
        topic: "t",
        partitions: 320,
        records: Rate.perSecond(1_000_000),
        recordSize: MemorySize.bytes(2000),
      }),
      keys: 500_000_000,
      windows: [sliding(Duration.minutes(5), Duration.minutes(1))],
      statePerKey: MemorySize.bytes(40),
      sink: kafkaSink({ topic: "out" }),
    });
    const machine = trafficPlan(stageTraffic(loadOf(stage)), 5, {
      interval: Duration.minutes(1),
      incrementalSize: MemorySize.bytes(500_000_000 * 5 * 40),
    });
    const megabytes = (bandwidth: Bandwidth) => Math.round(bandwidth.inBytesPerSecond / 1e6);
    expect(megabytes(machine.kafkaIn)).toBe(400);
    expect(megabytes(machine.shuffle)).toBe(320);
    expect(megabytes(machine.sinkOut)).toBe(67);
    expect(megabytes(machine.checkpoint)).toBe(333);
    // Without the 40 MB/s of its network-attached disks: 720 in, 720 out.
    expect(megabytes(machine.totalIn)).toBe(720);
    expect(megabytes(machine.totalOut)).toBe(720);
  });

  test("crosses zones where brokers are elsewhere, unless consumers are rack-aware", () => {
    // 100,000/s × 500 B = 50 MB/s in and out; two of three brokers are in other zones.
    const sink = kafkaSink({ topic: "out" });
    const crossZone = (rackAware: boolean) =>
      planOf(statelessStage({ input: kafka({ ...validInput, rackAware }), sink })).source.crossZone.inBytesPerSecond;
    expect(crossZone(false)).toBeCloseTo((2 / 3) * 100e6, 0);
    expect(crossZone(true)).toBeCloseTo((2 / 3) * 50e6, 0);
  });
});

describe("keys in use", () => {
  const summed = (keys: number, uses: number) => {
    const harmonic = Array.from({ length: keys }, (_, i) => 1 / (i + 1)).reduce((sum, share) => sum + share, 0);
    return Array.from({ length: keys }, (_, i) => 1 - (1 - 1 / ((i + 1) * harmonic)) ** uses).reduce(
      (sum, touched) => sum + touched,
      0,
    );
  };

  test.each([
    [10_000, 100],
    [10_000, 10_000],
    [10_000, 60_000],
    [200_000, 20_000],
  ])("of %i keys %i uses touch what the sum over all ranks says, within 3 %", (keys, uses) => {
    const ratio = touchedKeys(keys, uses, "zipf") / summed(keys, uses);
    expect(ratio).toBeGreaterThan(0.97);
    expect(ratio).toBeLessThan(1.03);
  });

  test("all alike are touched as balls fall into boxes", () => {
    expect(touchedKeys(1000, 1000, "uniform")).toBeCloseTo(1000 * (1 - Math.exp(-1)), 6);
    expect(touchedKeys(1000, 1e9, "uniform")).toBeCloseTo(1000, 6);
  });
});

describe("async I/O", () => {
  test("has a ceiling by its capacity, and repeats what fails", () => {
    // 16 × 125 places ÷ (10 % × 20 ms).
    expect(planOf(asyncIoStage()).asyncIo?.ceiling.inPerSecond).toBeCloseTo(1_000_000, 3);
    const lookup = {
      meanLatency: Duration.millis(20),
      p99Latency: Duration.millis(200),
      timeout: Duration.seconds(1),
      cacheHitRatio: 0.9,
      failureRatio: 0.1,
      maxAttempts: 3,
      callsPerRecord: 2,
    };
    // 10,000 records/s × 2 calls × (1 + 0.1 + 0.01) attempts.
    const plan = planOf(asyncIoStage({ lookup })).asyncIo;
    expect(plan?.lookups.inPerSecond).toBeCloseTo(20_000, 3);
    expect(plan?.requests.inPerSecond).toBeCloseTo(22_200, 3);
    expect(plan?.ceiling.inPerSecond).toBeCloseTo(1_000_000 / 1.11, 3);
  });

  test("needs a cache where the service has a quota, and says how good a one", () => {
    const lookup = {
      meanLatency: Duration.millis(20),
      p99Latency: Duration.millis(200),
      timeout: Duration.seconds(1),
      quota: Rate.perSecond(500),
    };
    expect(verdict("LookupQuotaExceeded", asyncIoStage({ lookup }))).toMatchObject({
      verdict: "fail",
      wayOut: expect.stringContaining("its hit ratio must be at least 99.5 %"),
    });
    expect(verdict("LookupQuotaExceeded", asyncIoStage({ lookup: { ...lookup, cacheHitRatio: 0.995 } }))).toMatchObject(
      { verdict: "pass" },
    );
  });

  test("has what waits in its checkpoints", () => {
    // 200 in flight at the mean × 500 B; 16 × 125 places at most.
    expect(planOf(asyncIoStage()).asyncIo?.waiting.mean.inBytes).toBe(200 * 500);
    expect(planOf(asyncIoStage()).asyncIo?.waiting.most.inBytes).toBe(16 * 125 * 500);
  });
});

describe("state outside windows", () => {
  test("is bounded by its TTL", () => {
    const ttlState = { newKeys: Rate.perSecond(1000), size: MemorySize.bytes(200) };
    const state = windowState(loadOf(windowedStage({ stateTtl: Duration.hours(2), ttlState })));
    expect(state.outsideWindows.inBytes).toBe(1000 * 7200 * (200 + 32));
    expect(state.columnFamilies).toBe(3);
    const longer = windowState(loadOf(windowedStage({ stateTtl: Duration.hours(4), ttlState })));
    expect(longer.outsideWindows.inBytes).toBe(2 * state.outsideWindows.inBytes);
  });

  test("is refused without one", () => {
    const ttlState = { newKeys: Rate.perSecond(1000), size: MemorySize.bytes(200) };
    expect(() => windowedStage({ ttlState })).toThrow("grows for ever");
  });
});

describe("skew", () => {
  test("takes more slots, and more state to the busiest", () => {
    const [even, skewed] = [planOf(windowedStage()), planOf(windowedStage({ skew: 2 }))];
    expect(skewed.parallelism).toBeGreaterThan(1.9 * even.parallelism);
    expect(skewed.state?.perSlot.inBytes).toBeCloseTo(
      (2 * even.parallelism * (even.state?.perSlot.inBytes ?? 0)) / skewed.parallelism,
      -2,
    );
  });
});

describe("Kafka's transactions", () => {
  const withSink = (transactionTimeout?: Duration, brokerTransactionTimeout?: Duration) =>
    statelessStage({
      sink: kafkaSink({
        topic: "out",
        ...(transactionTimeout && { transactionTimeout }),
        ...(brokerTransactionTimeout && { brokerTransactionTimeout }),
      }),
    });

  test("are longer than brokers allow, if the job says nothing", () => {
    expect(verdict("TransactionTimeoutAboveBroker", withSink())).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("1 h"),
    });
    expect(verdict("TransactionTimeoutAboveBroker", withSink(Duration.minutes(15)))).toMatchObject({ verdict: "pass" });
  });

  test("have to outlive a checkpoint and a recovery", () => {
    expect(verdict("TransactionTimeoutBelowRecovery", withSink(Duration.minutes(5)))).toMatchObject({
      verdict: "warn",
    });
    expect(verdict("TransactionTimeoutBelowRecovery", withSink(Duration.hours(1), Duration.hours(1)))).toMatchObject({
      verdict: "pass",
    });
  });

  test("are none of our business at least once", () => {
    expect(
      verdict(
        "TransactionTimeoutAboveBroker",
        statelessStage({ sink: kafkaSink({ topic: "out", guarantee: "at-least-once" }) }),
      ),
    ).toBeUndefined();
  });
});

describe("recovery", () => {
  test("adds up, and is held against its objective", () => {
    const { recovery } = planOf(windowedStage());
    expect(recovery.running.inMillis).toBe(
      recovery.detection.inMillis + recovery.restart.inMillis + recovery.restore.inMillis,
    );
    expect(recovery.caughtUp.inMillis).toBe(recovery.running.inMillis + recovery.catchUp.inMillis);
    const within = (running: Duration) => windowedStage({ recoveryObjective: { running } });
    expect(verdict("RecoveryObjectiveRunning", within(Duration.hours(1)))).toMatchObject({ verdict: "pass" });
    expect(verdict("RecoveryObjectiveRunning", within(Duration.seconds(10)))).toMatchObject({ verdict: "fail" });
    const back = windowedStage({ recoveryObjective: { caughtUp: Duration.minutes(1) } });
    expect(verdict("RecoveryObjectiveCaughtUp", back)).toMatchObject({ verdict: "fail" });
  });

  test("never ends where less is processed than arrives", () => {
    const stage = (change: object) => statelessStage({ pins: { parallelism: 4 }, ...change });
    expect(verdict("NeverCatchesUp", stage({}))).toMatchObject({ verdict: "warn" });
    expect(verdict("NeverCatchesUp", stage({ measuredRatePerCore: Rate.perSecond(24_000) }))).toMatchObject({
      verdict: "fail",
    });
  });
});

describe("high availability in Kubernetes", () => {
  test("asks little of the API server, until there are many clusters", () => {
    // (two JobManagers + 1) ÷ 5 s, and 4 requests for each checkpoint.
    const { apiLoad } = planPlatform(validWorkload(statelessStage()), validEnvironment());
    expect(apiLoad?.requests.inPerSecond).toBeCloseTo(3 / 5 + 4 / 60, 6);
    expect(
      planPlatform(validWorkload(), validEnvironment({ highAvailability: { type: "none" } })).apiLoad,
    ).toBeUndefined();
  });
});

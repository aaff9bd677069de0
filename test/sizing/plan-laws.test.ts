import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import { InvalidInputError } from "../../lib/errors";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { StagePlan } from "../../lib/sizing/platform-plan";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import { kafka } from "../../lib/workload/kafka";
import { asyncIo, type Stage, stateless, windowed } from "../../lib/workload/stage";
import { sliding, tumbling } from "../../lib/workload/windows";
import { validEnvironment, validWorkload } from "../support/valid";

/** A cluster without AWS: choosing nodes takes fifty times as long as all the rest, and has laws of its own. */
const storage = {
  type: "s3-compatible",
  bucketName: "state",
  endpoint: "http://s3:9000",
  credentialsSecret: "s3",
} as const;

function planOf(stage: Stage, change: Partial<Environment> = {}): StagePlan {
  const { aws: _, ...environment } = validEnvironment(change);
  const [planned] = planPlatform(validWorkload(stage), { ...environment, storage }).stages;
  if (planned === undefined) {
    throw new Error("a workload has a stage");
  }
  return planned;
}

describe("laws", () => {
  const rate = fc.double({ min: 1, max: 5_000_000, noNaN: true }).map(Rate.perSecond);
  const input = fc
    .record({
      partitions: fc.integer({ min: 1, max: 1024 }),
      records: rate,
      bytes: fc.integer({ min: 10, max: 100_000 }),
    })
    .map(({ partitions, records, bytes }) =>
      kafka({ topic: "t", partitions, records, recordSize: MemorySize.bytes(bytes) }),
    );
  const pins = fc.record(
    {
      parallelism: fc.integer({ min: 1, max: 3000 }),
      maxParallelism: fc.integer({ min: 1, max: 40_000 }),
      slotsPerTaskManager: fc.integer({ min: 1, max: 16 }),
      taskManagerMemory: fc.integer({ min: 1, max: 200_000 }).map(MemorySize.mebibytes),
    },
    { requiredKeys: [] },
  );
  const stage: fc.Arbitrary<(withPins: object) => Stage> = fc.oneof(
    input.map((from) => (given: object) => stateless("s", { input: from, pins: given })),
    fc.tuple(input, fc.double({ min: 0, max: 1, noNaN: true })).map(
      ([from, cacheHitRatio]) =>
        (given: object) =>
          asyncIo("s", {
            input: from,
            pins: given,
            lookup: {
              meanLatency: Duration.millis(30),
              p99Latency: Duration.millis(300),
              timeout: Duration.seconds(2),
              cacheHitRatio,
            },
          }),
    ),
    fc.tuple(input, fc.integer({ min: 1, max: 50_000_000 }), fc.integer({ min: 1, max: 20_000 })).map(
      ([from, keys, bytes]) =>
        (given: object) =>
          windowed("s", {
            input: from,
            pins: given,
            keys,
            statePerKey: MemorySize.bytes(bytes),
            windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), Duration.minutes(5))],
          }),
    ),
  );

  test("ten thousand workloads get a sound plan or a coded error", () => {
    let planned = 0;
    fc.assert(
      fc.property(stage, pins, (make, given) => {
        try {
          const plan = planOf(make(given));
          planned++;
          const { memory, replicas, slotsPerTaskManager } = plan.taskManagers;
          expect(replicas * slotsPerTaskManager).toBe(plan.parallelism);
          expect(plan.parallelism).toBeLessThanOrEqual(plan.maxParallelism);
          expect(plan.maxParallelism).toBeLessThanOrEqual(32_768);
          const parts = [
            memory.frameworkHeap,
            memory.taskHeap,
            memory.frameworkOffHeap,
            memory.taskOffHeap,
            memory.network,
            memory.managed,
            memory.jvmMetaspace,
            memory.jvmOverhead,
          ];
          expect(MemorySize.sum(parts).equals(memory.process)).toBe(true);
          expect(memory.network.inBytes).toBeGreaterThanOrEqual(plan.network.minimumBuffers * 32_768);
          expect(plan.recovery.caughtUp.inMillis).toBeGreaterThanOrEqual(plan.recovery.running.inMillis);
          expect(plan.checkpoints.fullSize.inBytes).toBeGreaterThanOrEqual(plan.checkpoints.incrementalSize.inBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
      { numRuns: 10_000 },
    );
    expect(planned).toBeGreaterThan(1000);
  });

  test("more load never needs fewer slots", () => {
    fc.assert(
      fc.property(stage, fc.double({ min: 0.01, max: 1, noNaN: true }), (make, share) => {
        const full = planOf(make({}));
        expect(planOf(make({}), { loadFactor: share }).parallelism).toBeLessThanOrEqual(full.parallelism);
      }),
      { numRuns: 500 },
    );
  });

  test("the same input gives the same plan, byte for byte", () => {
    fc.assert(
      fc.property(stage, (make) => {
        const [first, second] = [planOf(make({})), planOf(make({}))];
        expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      }),
      { numRuns: 100 },
    );
  });

  test("on AWS every pod fits its node in both views, and the bill adds up", () => {
    fc.assert(
      fc.property(stage, pins, (make, given) => {
        try {
          const { stages, nodePools, cost } = planPlatform(validWorkload(make(given)), validEnvironment());
          for (const { name, taskManagers } of stages) {
            const pool = nodePools.find((each) => each.name === name);
            for (const { cpu, memory, pods } of Object.values(pool?.allocatable ?? {})) {
              const count = pool?.podsPerNode ?? 0;
              expect(count * taskManagers.cpu.inMillis).toBeLessThan(cpu.inMillis);
              expect(count * taskManagers.memory.process.inBytes).toBeLessThan(memory.inBytes);
              expect(count).toBeLessThan(pods);
            }
            expect((pool?.nodes ?? 0) * (pool?.podsPerNode ?? 0)).toBeGreaterThanOrEqual(
              pool === undefined ? 0 : taskManagers.replicas,
            );
          }
          const sum = (cost?.items ?? []).reduce((total, { monthly }) => total + monthly, 0);
          expect(sum).toBeCloseTo(cost?.monthly ?? 0, 6);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

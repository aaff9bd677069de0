import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import { kafka } from "../../lib/workload/kafka";
import type { Stage } from "../../lib/workload/stage";
import { session, sliding, tumbling } from "../../lib/workload/windows";
import {
  asyncIoStage,
  planOf,
  statelessStage,
  validEnvironment,
  validInput,
  validWorkload,
  windowedStage,
} from "../support/valid";

const findingsOf = (stage: Stage, change: Partial<Environment> = {}) =>
  planPlatform(validWorkload(stage), validEnvironment(change))
    .checks.filter(({ verdict }) => verdict !== "pass")
    .map(({ code }) => code);

describe("a stateless stage", () => {
  test("has as many slots as its busiest subtask needs, in whole TaskManagers", () => {
    // 100,000/s ÷ (24,000 × 0.9375 × 0.7) = 6.3; with 64 partitions, 7 subtasks would give one of them 10 × 1,562/s = 15,625/s ≤ 15,750/s.
    const { parallelism, taskManagers, stateBackend } = planOf(statelessStage());
    expect(parallelism).toBe(8);
    expect(taskManagers.replicas * taskManagers.slotsPerTaskManager).toBe(8);
    expect(stateBackend).toBe("hashmap");
  });

  test("wastes no managed memory", () => {
    expect(planOf(statelessStage()).taskManagers.memory.managed.inBytes).toBe(0);
  });

  test("never has more slots than partitions feed", () => {
    const input = kafka({ ...validInput, partitions: 3 });
    expect(planOf(statelessStage({ input })).parallelism).toBe(3);
    expect(findingsOf(statelessStage({ input }))).toContain("PartitionsLimitThroughput");
  });

  test("believes a measurement more than a planning figure", () => {
    expect(planOf(statelessStage({ measuredRatePerCore: Rate.perSecond(240_000) })).parallelism).toBe(1);
  });
});

describe("an async I/O stage", () => {
  test("has capacity by Little's law", () => {
    // 10,000 calls/s × 20 ms = 200 in flight; the tail: 10,000 ÷ 16 × 200 ms = 125 per subtask.
    expect(planOf(asyncIoStage())).toMatchObject({
      parallelism: 16,
      asyncIo: { inFlight: 200, capacityPerSubtask: 125 },
    });
  });

  test("never gives less than Flink's own capacity", () => {
    const lookup = { meanLatency: Duration.millis(1), p99Latency: Duration.millis(2), timeout: Duration.seconds(1) };
    expect(planOf(asyncIoStage({ lookup })).asyncIo?.capacityPerSubtask).toBe(100);
  });

  test("has heap for what waits", () => {
    const pins = { slotsPerTaskManager: 4 };
    const heapFor = (recordSize: MemorySize) =>
      planOf(asyncIoStage({ input: kafka({ ...validInput, recordSize }), pins })).taskManagers.memory.taskHeap;
    // 125 waiting records of 1 MiB, four times as large as objects, in each of four slots.
    expect(heapFor(MemorySize.mebibytes(1)).inGibibytes).toBeGreaterThan(
      heapFor(validInput.recordSize).inGibibytes + 1.9,
    );
  });
});

describe("a windowed stage", () => {
  test("counts state by keys and open panes", () => {
    const windows = [
      tumbling(Duration.minutes(10)),
      sliding(Duration.hours(1), Duration.minutes(5)),
      session(Duration.minutes(5)),
    ];
    // 1 + 12 + 1 panes of 2 KiB for a million keys, and 80 B beside each.
    expect(planOf(windowedStage({ windows })).state?.total.inBytes).toBe(1_000_000 * 14 * 2128);
    // Ten minutes late: one more tumbling pane, two more sliding ones, two more sessions.
    expect(planOf(windowedStage({ windows, allowedLateness: Duration.minutes(10) })).state?.total.inBytes).toBe(
      1_000_000 * 19 * 2128,
    );
  });

  test("divides RocksDB's memory as Flink does", () => {
    // M = 1,583,769,214: cache 1,319,807,678, write buffers 527,923,071 (executed on Flink 2.2.1).
    const { state, taskManagers } = planOf(windowedStage());
    expect(state?.managedPerSlot.equals(taskManagers.memory.managed.dividedBy(taskManagers.slotsPerTaskManager))).toBe(
      true,
    );
    expect(state?.blockCache.isGreaterThan(state.writeBuffers)).toBe(true);
  });

  test("has at least 256 MiB for RocksDB in every slot, and overhead for what exceeds it", () => {
    const { state, taskManagers } = planOf(windowedStage({ keys: 1 }));
    expect(state?.managedPerSlot.inMebibytes).toBeGreaterThanOrEqual(256);
    expect(taskManagers.memory.jvmOverhead.inGibibytes).toBeGreaterThanOrEqual(1);
  });

  test("gives RocksDB what a pinned size leaves", () => {
    const pins = { maxParallelism: 2520, taskManagerMemory: MemorySize.gibibytes(13), slotsPerTaskManager: 4 };
    const { memory } = planOf(windowedStage({ pins })).taskManagers;
    expect(memory.process.inGibibytes).toBe(13);
    expect(memory.taskHeap.inGibibytes).toBeGreaterThanOrEqual(4);
    expect(memory.managed.inGibibytes).toBeGreaterThan(5);
  });

  test("spreads key groups evenly where that costs little", () => {
    const { parallelism, maxParallelism } = planOf(windowedStage());
    expect(maxParallelism % parallelism).toBe(0);
  });
});

describe("network memory", () => {
  test.each([
    // P, shuffles, slots: minimum and target buffers, from Flink's own classes.
    [64, 1, 4, 744, 1088],
    [64, 3, 4, 2232, 3264],
    [1024, 1, 1, 3072, 4112],
    [2048, 1, 1, 6144, 8208],
    [4096, 1, 1, 12_288, 16_400],
    [4096, 3, 4, 147_384, 196_800],
    // What real processes start with, and one buffer fewer is refused.
    [4, 1, 4, 24, 128],
    [8, 1, 4, 72, 192],
    [4, 2, 2, 40, 128],
  ])(
    "at parallelism %i with %i shuffles and %i slots",
    (parallelism, shuffles, slotsPerTaskManager, minimumBuffers, targetBuffers) => {
      const input = kafka({ ...validInput, partitions: 4096 });
      const stage = statelessStage({
        input,
        shuffles,
        pins: { parallelism, slotsPerTaskManager, maxParallelism: 27_720 },
      });
      expect(planOf(stage).network).toEqual({ shuffles, minimumBuffers, targetBuffers });
    },
  );

  test("never falls below Flink's minimum of 64 MiB", () => {
    expect(planOf(statelessStage()).taskManagers.memory.network.inMebibytes).toBe(64);
  });
});

describe("the plan of an environment", () => {
  test("has the same max parallelism everywhere, so that a savepoint fits", () => {
    const stage = windowedStage({ pins: {} });
    expect(planOf(stage, { loadFactor: 0.001 }).maxParallelism).toBe(planOf(stage).maxParallelism);
  });

  test("follows its own pins before the team's", () => {
    const stage = statelessStage({ pins: { parallelism: 16 } });
    expect(planOf(stage).parallelism).toBe(16);
    expect(planOf(stage, { pins: { parse: { parallelism: 32 } } }).parallelism).toBe(32);
    expect(planOf(stage, { pins: { parse: { parallelism: 32 } } }).reasons.parallelism.code).toBe("pinned");
  });

  test("runs the build it promotes", () => {
    expect(planOf(statelessStage(), { image: "registry.example/job:2.0" }).job.image).toBe("registry.example/job:2.0");
  });

  test("has two JobManagers where there is high availability, one elsewhere", () => {
    expect(planOf(statelessStage()).jobManager.replicas).toBe(2);
    expect(planOf(statelessStage(), { highAvailability: { type: "none" } }).jobManager.replicas).toBe(1);
  });

  test.each<[string, string, Stage, Partial<Environment>]>([
    ["one TaskManager", "SingleTaskManager", statelessStage(), { loadFactor: 0.01 }],
    ["no high availability", "NoHighAvailability", statelessStage(), { highAvailability: { type: "none" } }],
    ["a parallelism below the load", "ParallelismBelowLoad", statelessStage({ pins: { parallelism: 4 } }), {}],
    ["idle subtasks", "IdleSourceSubtasks", statelessStage({ pins: { parallelism: 128 } }), {}],
    ["a max parallelism that may move", "MaxParallelismNotPinned", windowedStage({ pins: {} }), {}],
    [
      "an unusual interval",
      "CheckpointIntervalUnusual",
      statelessStage({ checkpointInterval: Duration.seconds(5) }),
      {},
    ],
    ["an image that may change", "ImageTagMutable", statelessStage({ job: { image: "registry.example/job" } }), {}],
    [
      "an image that may change",
      "ImageTagMutable",
      statelessStage({ job: { image: "registry.example:5000/job:latest" } }),
      {},
    ],
    [
      "too little for RocksDB",
      "RocksDbMemoryBelowWanted",
      windowedStage({ keys: 300_000_000, pins: { maxParallelism: 2520, taskManagerMemory: MemorySize.gibibytes(9) } }),
      {},
    ],
  ])("warns of %s", (_, code, stage, change) => {
    expect(findingsOf(stage, change)).toContain(code);
  });

  test("has nothing to say about a sound one", () => {
    const input = kafka({ ...validInput, partitions: 256 });
    const fenced = { security: { egress: [] } };
    const image = `registry.example/job@sha256:${"0123456789abcdef".repeat(4)}`;
    expect(findingsOf(statelessStage({ input }), fenced)).toEqual([]);
    expect(findingsOf(windowedStage({ input, job: { image } }), fenced)).toEqual([]);
  });

  test.each<[string, Partial<Environment>, readonly string[]]>([
    ["jobs that may connect anywhere", {}, ["EgressOpen"]],
    ["a namespace without network policies", { security: "open" }, ["NetworkOpen"]],
    [
      "REST that nobody reaches, where stop needs it",
      { runtime: { type: "standalone" }, security: { egress: [] } },
      ["RestUnreachable"],
    ],
    [
      "nothing, where stop comes from the API server",
      { runtime: { type: "standalone" }, security: { egress: [], apiServerCidrs: ["10.0.0.10/32"] } },
      [],
    ],
  ])("tells of %s", (_, change, codes) => {
    const input = kafka({ ...validInput, partitions: 256 });
    expect(findingsOf(statelessStage({ input }), change)).toEqual(codes);
  });

  test("explains every number", () => {
    for (const stage of planPlatform(validWorkload(), validEnvironment()).stages) {
      for (const [number, { message }] of Object.entries(stage.reasons)) {
        expect(message, number).toMatch(/\S{3}/);
      }
    }
  });
});

import { describe, expect, test } from "vitest";
import { managedFlinkStage } from "../../../lib/sizing/cost/managed-flink";
import { planCost } from "../../../lib/sizing/cost/plan-cost";
import { chooseNodePool } from "../../../lib/sizing/nodes/choose-node-pool";
import { planPlatform } from "../../../lib/sizing/plan-platform";
import { Bandwidth } from "../../../lib/units/bandwidth";
import { Cpu } from "../../../lib/units/cpu";
import { Duration } from "../../../lib/units/duration";
import { MemorySize } from "../../../lib/units/memory-size";
import { kafka } from "../../../lib/workload/kafka";
import { costOf, noTraffic, planned, taskManager } from "../../support/priced";
import { statelessStage, validEnvironment, validInput, validWorkload, windowedStage } from "../../support/valid";

const gigabytes = (amount: number) => MemorySize.bytes(amount * 1e9);
const item = (cost: ReturnType<typeof costOf>, what: string, stage?: string) =>
  cost.items.find((each) => each.what === what && each.stage === stage)?.monthly ?? 0;

describe("by hand", () => {
  const stage = windowedStage({
    checkpointInterval: Duration.minutes(2),
    pins: { parallelism: 72, maxParallelism: 2520, slotsPerTaskManager: 4 },
  });
  const plan = planned([stage]);
  const cost = costOf(plan, {
    correlate: {
      checkpointBytesPerInterval: gigabytes(2),
      fullSize: gigabytes(100),
      putsPerCheckpoint: 500,
      crossZone: Bandwidth.megabytesPerSecond(10),
      exchangedAcrossZones: Bandwidth.megabytesPerSecond(5),
      taskManager,
    },
  });

  test("nodes and volumes run 730 hours", () => {
    const pool = plan.nodePools[0]?.hourlyPrice ?? { instances: 0, volumes: 0 };
    expect(item(cost, "nodes", "correlate")).toBeCloseTo(pool.instances * 730, 6);
    expect(item(cost, "volumes", "correlate")).toBeCloseTo(pool.volumes * 730, 6);
    expect(item(cost, "nodes")).toBeCloseTo((plan.nodePools[1]?.hourlyPrice.instances ?? 0) * 730, 6);
  });

  test("S3 keeps the state 1.3 times, a savepoint, and a day of deleted checkpoints", () => {
    // 720 checkpoints a day × 2 GB = 1,440 GB; 100 × 2.3 = 230 GB; 1,670 GB × $0.023.
    expect(item(cost, "S3 storage", "correlate")).toBeCloseTo(1670 * 0.023, 6);
  });

  test("requests", () => {
    // 730 × 30 = 21,900 checkpoints × 500 = 10.95 million PUTs × $0.005 per thousand.
    expect(item(cost, "S3 requests", "correlate")).toBeCloseTo(54.75, 6);
    // A twentieth reaches KMS: 547,500 × $0.03 per ten thousand; the key is another dollar.
    expect(item(cost, "KMS", "correlate")).toBeCloseTo(1.6425, 6);
    expect(item(cost, "KMS")).toBe(1);
  });

  test("traffic between zones is billed on either side", () => {
    // 10 MB/s × 2,628,000 s = 26,280 GB × $0.02.
    expect(item(cost, "cross-zone traffic", "correlate")).toBeCloseTo(525.6, 6);
  });

  test("the control plane", () => {
    expect(item(cost, "EKS control plane")).toBeCloseTo(73, 9);
  });

  test("per million events", () => {
    // 100,000/s × 2,628,000 s = 262,800 million.
    expect(cost.perMillionEvents).toBeCloseTo(cost.monthly / 262_800, 12);
    expect(cost.stages).toEqual([
      {
        stage: "correlate",
        monthly: expect.closeTo(cost.monthly - item(cost, "nodes") - item(cost, "volumes") - 1 - 73, 6),
        perMillionEvents: expect.any(Number),
      },
    ]);
  });

  test("prices and what is missing are stated", () => {
    expect(cost.prices).toBe(
      "us-east-1, USD without tax: instances of 2026-07-20, all else of 2026-11-22; gp3 storage, gp3 IOPS, gp3 throughput, S3 storage, S3 requests, KMS requests, KMS keys are from memory",
    );
    expect(cost.notCounted).toContain("NAT, VPC endpoints and load balancers");
  });

  test("the playbook's shape is priced for the same parallelism, under the same constraints", () => {
    const [playbook] = cost.comparisons;
    const [{ parallelism } = { parallelism: 0 }] = plan.stages;
    const { nodePool } = chooseNodePool([
      {
        slots: 4,
        replicas: parallelism / 4,
        cpu: Cpu.cores(4),
        memory: MemorySize.gibibytes(16),
        disk: plan.stages[0]?.taskManagers.disk ?? MemorySize.ZERO,
        ...taskManager,
      },
    ]);
    const [ours = { instances: 0, volumes: 0 }] = plan.nodePools.map(({ hourlyPrice }) => hourlyPrice);
    const theirs = nodePool.hourlyPrice;
    expect(playbook?.what).toBe("playbook");
    expect(playbook?.monthly).toBeCloseTo(
      cost.monthly + 730 * (theirs.instances + theirs.volumes - ours.instances - ours.volumes),
      6,
    );
    // 0.4 of 16 GiB less metaspace and overhead, in four slots: Flink's own arithmetic.
    expect(playbook?.message).toContain("correlate would have 1.5 GiB for RocksDB per slot instead of");
  });
});

describe("managed Flink", () => {
  test.each<[slots: number, gibibytes: number, parallelism: number, expected: object]>([
    // 64 × 937.5m = 60 cores; 16 × 8 GiB = 128 GiB are 32 units: cores decide, one slot each.
    [4, 8, 64, { units: 64, parallelismPerUnit: 1 }],
    // 16 × 32 GiB = 512 GiB are 128 units, more than slots: the parallelism grows.
    [4, 32, 64, { units: 128, parallelismPerUnit: 1 }],
  ])("%i slots and %i GiB in each TaskManager, parallelism %i", (slots, size, parallelism, expected) => {
    const [plan] = planPlatform(
      validWorkload(
        statelessStage({
          pins: { parallelism, slotsPerTaskManager: slots, taskManagerMemory: MemorySize.gibibytes(size) },
        }),
      ),
      validEnvironment(),
    ).stages;
    expect(plan && managedFlinkStage(plan)).toEqual(expected);
  });

  test("is priced with its disks, snapshots and one more unit for each application", () => {
    const plan = planned([statelessStage({ pins: { parallelism: 64, slotsPerTaskManager: 4 } })]);
    const managed = costOf(plan, { parse: { ...noTraffic, fullSize: gigabytes(10) } }).comparisons[1];
    // 65 × $0.11 × 730 + 64 × 50 GB × $0.10 + 10 GB × $0.023
    expect(managed?.monthly).toBeCloseTo(5219.5 + 320 + 0.23, 6);
    expect(managed?.message).toBe(
      "64 units (parse 64 with 1 slot each) and 1 that orchestrate, at $0.11 an hour, 50 GB each; no cluster to run",
    );
  });

  test("says where its limits are", () => {
    const plan = planned([
      statelessStage({ input: kafka({ ...validInput, partitions: 512 }), pins: { parallelism: 512 } }),
    ]);
    expect(costOf(plan, {}).comparisons[1]?.message).toContain(
      "parse is beyond its parallelism of 256; parse needs a quota above 64 units",
    );
  });
});

describe("what cannot be known is not stated", () => {
  test("without an account or nodes there is no cost", () => {
    const plan = planned([statelessStage()]);
    expect(planCost({ ...plan, nodePools: [] }, {})).toBeUndefined();
    const { aws: _, ...environment } = plan.environment;
    expect(planCost({ ...plan, environment }, {})).toBeUndefined();
  });

  test("a playbook that fits no allowed node is named, not guessed", () => {
    const none = planned([statelessStage()], {
      nodes: { type: "existing", constraints: { instanceTypes: ["c7i.2xlarge"] } },
    });
    const cost = costOf(none, { parse: noTraffic });
    expect(cost.comparisons.map(({ what }) => what)).toEqual(["managed Flink"]);
    expect(cost.notCounted.at(-1)).toContain("the playbook's TaskManagers: no instance type that is allowed");
  });

  test("a server of one's own is not S3", () => {
    const storage = {
      type: "s3-compatible",
      bucketName: "state",
      endpoint: "http://minio:9000",
      credentialsSecret: "minio",
    } as const;
    const cost = costOf(planned([statelessStage()], { storage }), { parse: { ...noTraffic, fullSize: gigabytes(1) } });
    expect(cost.items.map(({ what }) => what)).not.toContain("S3 storage");
    expect(cost.notCounted).toContain("the S3-compatible server that keeps state");
  });

  test("what runs beside the chosen nodes is named with its size", () => {
    const beside = planned([statelessStage()], {
      runtime: { type: "standalone" },
      highAvailability: { type: "zookeeper", ensemble: { type: "declared" } },
    });
    const { replicas, disk } = beside.stages[0]?.taskManagers ?? {};
    const { notCounted } = costOf(beside, { parse: noTraffic });
    expect(notCounted).toContainEqual(
      expect.stringContaining(`the volumes that TaskManagers claim (${replicas} × ${disk})`),
    );
    expect(notCounted).toContainEqual(
      expect.stringMatching(/^the ensemble zookeeper: 3 servers with .* 5 GiB and 10 GiB/),
    );
  });

  test("Auto Mode takes its fee", () => {
    const plan = planned([statelessStage()]);
    const auto = { ...plan, environment: { ...plan.environment, nodes: { type: "auto-mode" } as const } };
    const [ours, theirs] = [costOf(plan, {}), costOf(auto, {})];
    expect(item(theirs, "nodes", "parse")).toBeCloseTo(item(ours, "nodes", "parse") * 1.12, 6);
  });
});

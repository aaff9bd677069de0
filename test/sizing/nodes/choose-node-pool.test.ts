import { describe, expect, test } from "vitest";
import type { NodeConstraints } from "../../../lib/environment/nodes";
import { InvalidInputError } from "../../../lib/errors";
import { nodesFor, type TaskManagerShape } from "../../../lib/sizing/nodes/candidate";
import { chooseNodePool } from "../../../lib/sizing/nodes/choose-node-pool";
import { instanceType } from "../../../lib/sizing/nodes/instance-catalogue";
import { nodeConstraints } from "../../../lib/sizing/nodes/node-rules";
import { Bandwidth } from "../../../lib/units/bandwidth";
import { Cpu } from "../../../lib/units/cpu";
import { MemorySize } from "../../../lib/units/memory-size";

/** Sequential requests of 64 KiB. */
const requestsOf = (throughput: Bandwidth) => throughput.inBytesPerSecond / 65_536;

const shapeOf = ({
  diskThroughput = Bandwidth.megabytesPerSecond(50),
  ...change
}: Partial<TaskManagerShape> = {}): TaskManagerShape => ({
  slots: 4,
  replicas: 16,
  cpu: Cpu.millis(3750),
  memory: MemorySize.mebibytes(14_000),
  disk: MemorySize.gibibytes(40),
  diskThroughput,
  diskRequests: requestsOf(diskThroughput),
  network: Bandwidth.megabytesPerSecond(40),
  ...change,
});

describe("a choice by hand", () => {
  const only: NodeConstraints = { architectures: ["arm64"], instanceTypes: ["m7g.2xlarge"] };

  test("16 TaskManagers of 3.75 cores and 14,000 MiB on m7g.2xlarge", () => {
    const { nodePool } = chooseNodePool([shapeOf()], only);
    // 2 × 40 GiB + 20 GiB of images, + 1 GiB, ÷ 0.9 = 112.2 → 113 GiB; 100 MB/s are 1,526 IOPS: all included.
    expect(nodePool).toMatchObject({ instanceType: "m7g.2xlarge", nodes: 8, podsPerNode: 2, slotsLostPerNode: 8 });
    expect(nodePool.storage).toEqual({
      type: "gp3",
      size: MemorySize.gibibytes(113),
      iops: 3000,
      throughput: Bandwidth.megabytesPerSecond(125),
    });
    expect(nodePool.hourlyPrice.instances).toBeCloseTo(8 * 0.3264, 9);
    expect(nodePool.hourlyPrice.volumes).toBeCloseTo((8 * 113 * 0.08) / 730, 9);
    expect(nodePool.utilization.cpu).toBeCloseTo((16 * 3750) / (8 * 7910), 9);
    expect(nodePool.utilization.memory).toBeCloseTo((16 * 14_000) / (8 * 30_504), 9);
    expect(nodePool.reasons.instanceType.message).toMatch(
      /^the cheapest of [\d,]+ combinations of type, shape and storage: 8 × \(\$0\.33 \+ \$0\.012 volume\) = \$2\.71 an hour$/,
    );
    expect(nodePool.reasons.nodes.message).toBe(
      "16 pods, 2 on a node: 7.91 cores less 0.25 cores of DaemonSets hold 2 × 3.75 cores",
    );
  });

  test("throughput beyond what a volume brings is bought", () => {
    // Two pods at 150 MB/s: 300 MB/s are 4,578 requests of 64 KiB. 0.08 × 113 + 0.005 × 1,578 + 0.04 × 175 = $23.93.
    const { nodePool } = chooseNodePool([shapeOf({ diskThroughput: Bandwidth.megabytesPerSecond(150) })], {
      ...only,
      localNvme: "never",
    });
    expect(nodePool.storage).toMatchObject({ iops: 4578, throughput: Bandwidth.megabytesPerSecond(300) });
    expect(nodePool.hourlyPrice.volumes).toBeCloseTo((8 * 23.93) / 730, 9);
  });

  test("local NVMe is taken where a volume that does the same costs more", () => {
    const busy = { architectures: ["arm64"], families: ["m7g", "m7gd"], maxSlotsLostPerNode: 8 } as const;
    const quiet = chooseNodePool([shapeOf({ diskThroughput: Bandwidth.megabytesPerSecond(1) })], busy);
    expect(quiet.nodePool).toMatchObject({ instanceType: "m7g.2xlarge", storage: { type: "gp3" } });
    const large = { disk: MemorySize.gibibytes(180), diskThroughput: Bandwidth.megabytesPerSecond(110) };
    const stateful = chooseNodePool([shapeOf(large)], busy);
    // A volume of that kind costs $65 a month and node (0.08 × 424 + 0.005 × 357 + 0.04 × 95); m7gd costs $74 more.
    expect(stateful.nodePool.storage.type).toBe("gp3");
    const huge = { disk: MemorySize.gibibytes(180), diskThroughput: Bandwidth.megabytesPerSecond(118) };
    const cheaper = chooseNodePool([shapeOf(huge)], { ...busy, hourlyPrices: { "m7gd.2xlarge": 0.35 } });
    expect(cheaper.nodePool).toMatchObject({ instanceType: "m7gd.2xlarge", storage: { type: "nvme" } });
  });

  test("says what else there was", () => {
    const { nodePool, shape } = chooseNodePool(
      [shapeOf(), shapeOf({ slots: 2, replicas: 32, cpu: Cpu.millis(1875), memory: MemorySize.gibibytes(8) })],
      {
        families: ["m7i", "m7g", "m6id"],
        maxSlotsLostPerNode: 8,
      },
    );
    expect(shape.slots).toBe(4);
    expect(nodePool.instanceType).toBe("m7i.2xlarge");
    expect(
      nodePool.alternatives.map(({ instanceType, slotsPerTaskManager }) => [instanceType, slotsPerTaskManager]),
    ).toEqual([
      ["m7i.2xlarge", 2],
      ["m6id.2xlarge", 4],
      ["m7g.2xlarge", 4],
    ]);
    const [cut, nvme, arm] = nodePool.alternatives.map(({ message }) => message);
    expect(cut).toMatch(/^files on gp3: \$[\d.]+ an hour dearer \(\d+ %\)$/);
    expect(nvme).toContain("files on local NVMe");
    expect(arm).toContain("cheaper (18 %), ruled out: it is arm64, and architectures does not list that");
  });

  test("spot is a share of the price, and a stated price is taken as it is", () => {
    const onDemand = chooseNodePool([shapeOf()], only).nodePool;
    const spot = chooseNodePool([shapeOf()], { ...only, capacityType: "spot" }).nodePool;
    expect(spot.hourlyPrice.instances).toBeCloseTo(onDemand.hourlyPrice.instances * 0.4, 9);
    expect(spot.capacityType).toBe("spot");
    const stated = chooseNodePool([shapeOf()], { ...only, capacityType: "spot", hourlyPrices: { "m7g.2xlarge": 0.1 } });
    expect(stated.nodePool.hourlyPrice.instances).toBeCloseTo(0.8, 9);
  });

  test("unusual types are chosen only where somebody names them", () => {
    expect(chooseNodePool([shapeOf()], { instanceTypes: ["m5.2xlarge"] }).nodePool.instanceType).toBe("m5.2xlarge");
    expect(chooseNodePool([shapeOf()], { families: ["m7i-flex"] }).nodePool.instanceType).toMatch(/^m7i-flex\./);
    expect(
      chooseNodePool([shapeOf({ diskThroughput: Bandwidth.megabytesPerSecond(10) })], { families: ["t3"] }).nodePool
        .instanceType,
    ).toBe("t3.2xlarge");
    expect(instanceType(chooseNodePool([shapeOf()]).nodePool.instanceType).unusual).toBeUndefined();
  });

  test("pods of three zones need whole nodes in each", () => {
    expect(nodesFor(16, 2, 1)).toBe(8);
    // 6, 5 and 5 pods.
    expect(nodesFor(16, 2, 3)).toBe(3 + 3 + 3);
    expect(nodesFor(2, 4, 3)).toBe(2);
    expect(chooseNodePool([shapeOf()], only, ["a", "b", "c"]).nodePool.nodes).toBe(9);
  });

  test("a stage's constraints win over those of all pools, field by field", () => {
    const nodes = {
      type: "existing",
      constraints: { architectures: ["arm64"], maxSlotsLostPerNode: 8 },
      stageConstraints: { correlate: { maxSlotsLostPerNode: 16 } },
    } as const;
    expect(nodeConstraints(nodes, "correlate")).toEqual({ architectures: ["arm64"], maxSlotsLostPerNode: 16 });
    expect(nodeConstraints(nodes)).toEqual(nodes.constraints);
  });
});

describe("what no node carries is refused with the nearest miss", () => {
  test.each<[string, Partial<TaskManagerShape>, NodeConstraints, string]>([
    [
      "memory",
      { memory: MemorySize.gibibytes(30) },
      { instanceTypes: ["m7i.2xlarge"] },
      "no instance type that is allowed carries 16 pods of 3.75 cores, 30 GiB and 40 GiB of disk; nearest is m7i.2xlarge: it has 28.2 GiB for pods, and one needs 30 GiB. Way out: use fewer slots per TaskManager, or allow larger types [NoNodeFits]",
    ],
    [
      "more memory than any type has",
      { memory: MemorySize.tebibytes(4) },
      {},
      "and one needs 4 TiB. Way out: use fewer slots per TaskManager, or allow larger types [NoNodeFits]",
    ],
    [
      "slots lost",
      { slots: 8 },
      { maxSlotsLostPerNode: 4 },
      "nearest is c5n.2xlarge: a node takes 8 slots with it, and maxSlotsLostPerNode is 4. Way out: raise maxSlotsLostPerNode to 8, or use fewer slots per TaskManager [NoNodeFits]",
    ],
    [
      "network",
      { network: Bandwidth.megabytesPerSecond(400) },
      { families: ["m7i"], maxSlotsLostPerNode: 4 },
      "Way out: ",
    ],
    [
      "disk",
      { disk: MemorySize.tebibytes(200) },
      { localNvme: "required" },
      "its instance store has 96.2 TiB for pods, and one needs 200 TiB. Way out: raise the parallelism",
    ],
    [
      "a volume larger than there is",
      { disk: MemorySize.tebibytes(20) },
      { localNvme: "never", maxSlotsLostPerNode: 4 },
      "one pod needs a volume of 22,779 GiB, and gp3 ends at 16,384. Way out: raise the parallelism",
    ],
    [
      "disk throughput",
      { diskThroughput: Bandwidth.megabytesPerSecond(2000) },
      { localNvme: "never", maxSlotsLostPerNode: 4 },
      "one pod needs 2 GB/s of disk, and it sustains 1 GB/s; one pod needs 30,518 IOPS, and its volume sustains 16,000",
    ],
  ])("%s", (_, change, constraints, message) => {
    expect(() => chooseNodePool([shapeOf(change)], constraints)).toThrow(InvalidInputError);
    expect(() => chooseNodePool([shapeOf(change)], constraints)).toThrow(message);
  });

  test.each<[NodeConstraints, string]>([
    [{ instanceTypes: ["m7g.2xlrge"] }, 'no instance type "m7g.2xlrge"'],
    [{ families: ["m77g"] }, 'there is no instance family "m77g" in the catalogue; the nearest names are m7g,'],
    [{ hourlyPrices: { "m7g.huge": 1 } }, 'no instance type "m7g.huge"'],
  ])("names that are none: %j", (constraints, message) => {
    expect(() => chooseNodePool([shapeOf()], constraints)).toThrow(message);
  });
});

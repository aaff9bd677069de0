import { describe, expect, test } from "vitest";
import { allocatable, ephemeralStorage, gibibytesFor } from "../../../lib/sizing/nodes/allocatable";
import { cataloguePrices, instanceCatalogue, instanceType } from "../../../lib/sizing/nodes/instance-catalogue";
import { DEFAULT_RESERVE, podsInRoom, podsPerNode } from "../../../lib/sizing/nodes/pods-per-node";
import { Cpu } from "../../../lib/units/cpu";
import { MemorySize } from "../../../lib/units/memory-size";
import published from "../../data/ec2-allocatable.json";

const gigabytes = (amount: number) => MemorySize.bytes(amount * 1e9);
const podOf = (millis: number, mebibytes: number, disk = MemorySize.ZERO) => ({
  cpu: Cpu.millis(millis),
  memory: MemorySize.mebibytes(mebibytes),
  disk,
});

describe("the catalogue", () => {
  test("has every published type, once, with prices of a stated day", () => {
    const names = instanceCatalogue().map(({ name }) => name);
    expect(names).toHaveLength(869);
    expect(new Set(names)).toEqual(new Set(published.rows.map(([name]) => name)));
    expect(cataloguePrices()).toMatchObject({ region: "us-east-1", pricesOf: "2026-07-20" });
  });

  test("knows what a type is", () => {
    const { memory, measuredMemory, networkBaseline, ebsBaseline, instanceStore, ...rest } =
      instanceType("m6gd.2xlarge");
    expect(rest).toMatchObject({ architecture: "arm64", cpu: Cpu.cores(8), hourlyPrice: 0.3616, unusual: undefined });
    expect([memory, measuredMemory].map(String)).toEqual(["32 GiB", "30.6 GiB"]);
    expect([networkBaseline, ebsBaseline].map(String)).toEqual(["313 MB/s", "297 MB/s"]);
    expect(instanceStore).toMatchObject({ measured: true, size: gigabytes(474) });
  });

  test.each([
    ["m6i.large", "previous generation"],
    ["m7g.metal", "bare metal"],
    ["t3.large", "burstable"],
    ["m7i-flex.large", "flex"],
    ["m7i.large", undefined],
  ])("%s is %s", (name, kind) => {
    expect(instanceType(name).unusual).toBe(kind);
  });

  test("names what is near an unknown type", () => {
    expect(() => instanceType("m7g.2xlrge")).toThrow(
      'there is no instance type "m7g.2xlrge" in the catalogue; the nearest names are m7g.2xlarge, ',
    );
    expect(() => instanceType("m7g.2xlrge")).toThrow("[InstanceTypeUnknown]");
  });
});

describe("allocatable", () => {
  test("equals what is published, for every type and in both views", () => {
    const ours = instanceCatalogue().map((type) => {
      const [karpenter, measured] = [allocatable(type, "karpenter"), allocatable(type, "measured")];
      return [
        type.name,
        karpenter.cpu.inMillis,
        karpenter.memory.inMebibytes,
        type.measuredMemory === undefined ? null : measured.memory.inMebibytes,
        karpenter.pods,
      ];
    });
    const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    expect(ours.sort(byName)).toEqual([...published.rows].sort(byName));
  });

  test("where nobody measured, the more cautious figure holds in both views", () => {
    const unmeasured = instanceType("m8gd.2xlarge");
    expect(allocatable(unmeasured, "measured")).toEqual(allocatable(unmeasured, "karpenter"));
  });

  test("disk is what eviction and kubelet leave", () => {
    // Karpenter's own example: a root volume of 20 GiB has 17 GiB for pods.
    const root = { type: "gp3", size: MemorySize.gibibytes(20) } as const;
    expect(ephemeralStorage(root, "karpenter")).toEqual(MemorySize.gibibytes(17));
    expect(ephemeralStorage(root, "measured")).toEqual(MemorySize.gibibytes(17));
    const nvme = { type: "nvme", size: gigabytes(474) } as const;
    expect(ephemeralStorage(nvme, "karpenter").inBytes).toBe(474e9 * 0.9 - 1024 ** 3);
    expect(ephemeralStorage(nvme, "measured").inBytes).toBe(474e9 * 0.98 * 0.9 - 1024 ** 3);
  });

  test.each([
    [17, 20],
    [17.1, 21],
    [89, 100],
    [449, 500],
  ])("pods can use %d GiB of a volume of %i GiB", (needed, size) => {
    expect(gibibytesFor(needed * 1024 ** 3)).toBe(size);
  });
});

/**
 * Pods per node for TaskManagers round the playbook's 16 GiB and 4 cores, DaemonSets taking 250m, 400 MiB and 6 pods:
 * computed independently of this library from the same sources, 2026-11-22.
 */
const KNOWN_FITS = [
  [
    4000,
    16384,
    "measured",
    "m6g.4xlarge:3 m7g.4xlarge:3 m8g.4xlarge:3 m6gd.4xlarge:3 m6i.4xlarge:3 m9g.4xlarge:3 m7i.4xlarge:3 r6g.4xlarge:3 m8i.4xlarge:3 m7gd.4xlarge:3 r7g.4xlarge:3 r6gd.4xlarge:3",
  ],
  [
    4000,
    16384,
    "measured",
    "m6gd.4xlarge:3 m7gd.4xlarge:3 r6gd.4xlarge:3 m8gd.4xlarge:3 m6id.4xlarge:3 m9gd.4xlarge:3 m8id.4xlarge:3 m6gd.2xlarge:1 r7gd.4xlarge:3 r8gd.4xlarge:3 r6id.4xlarge:3 i4g.4xlarge:3",
  ],
  [
    4000,
    16384,
    "karpenter",
    "m6g.4xlarge:3 m7g.4xlarge:3 m8g.4xlarge:3 m6gd.4xlarge:3 m6i.4xlarge:3 m9g.4xlarge:3 m7i.4xlarge:3 r6g.4xlarge:3 m8i.4xlarge:3 m7gd.4xlarge:3 r7g.4xlarge:3 r6gd.4xlarge:3",
  ],
  [
    3750,
    16384,
    "measured",
    "r6g.2xlarge:2 r6g.4xlarge:4 m6g.4xlarge:3 r7g.2xlarge:2 r7g.4xlarge:4 m7g.4xlarge:3 r6gd.2xlarge:2 r6gd.4xlarge:4 r8g.2xlarge:2 r8g.4xlarge:4 m8g.4xlarge:3 m6gd.4xlarge:3",
  ],
  [
    3750,
    15000,
    "measured",
    "m7g.2xlarge:2 m8g.2xlarge:2 m6i.2xlarge:2 m7i.2xlarge:2 r6g.2xlarge:2 r6g.4xlarge:4 m6g.4xlarge:3 m7gd.2xlarge:2 r7g.2xlarge:2 r7g.4xlarge:4 m7g.4xlarge:3 r6gd.2xlarge:2",
  ],
  [
    3750,
    15000,
    "measured",
    "m7gd.2xlarge:2 r6gd.2xlarge:2 r6gd.4xlarge:4 m6id.2xlarge:2 m6gd.4xlarge:3 r7gd.2xlarge:2 r7gd.4xlarge:4 m7gd.4xlarge:3 r8gd.2xlarge:2 r8gd.4xlarge:4 r6id.2xlarge:2 r6id.4xlarge:4",
  ],
  [
    3750,
    14000,
    "karpenter",
    "m6g.2xlarge:2 m6g.4xlarge:4 m7g.2xlarge:2 m7g.4xlarge:4 m8g.2xlarge:2 m8g.4xlarge:4 m6gd.2xlarge:2 m6gd.4xlarge:4 m6i.2xlarge:2 m6i.4xlarge:4 m9g.2xlarge:2 m7i.2xlarge:2",
  ],
  [
    3600,
    14000,
    "measured",
    "m6g.2xlarge:2 m6g.4xlarge:4 m6g.xlarge:1 m7g.2xlarge:2 m7g.4xlarge:4 m7g.xlarge:1 m8g.2xlarge:2 m8g.4xlarge:4 m8g.xlarge:1 m6gd.2xlarge:2 m6gd.4xlarge:4 m6gd.xlarge:1",
  ],
  [
    3600,
    13500,
    "karpenter",
    "m6g.2xlarge:2 m6g.4xlarge:4 m6g.xlarge:1 m7g.2xlarge:2 m7g.4xlarge:4 m7g.xlarge:1 m8g.2xlarge:2 m8g.4xlarge:4 m8g.xlarge:1 m6gd.2xlarge:2 m6gd.4xlarge:4 m6gd.xlarge:1",
  ],
  [
    3750,
    7000,
    "measured",
    "c6g.2xlarge:2 c6g.4xlarge:4 c7g.2xlarge:2 c7g.4xlarge:4 c6gd.2xlarge:2 c6gd.4xlarge:4 m6g.2xlarge:2 m6g.4xlarge:4 c8g.2xlarge:2 c8g.4xlarge:4 m7g.2xlarge:2 m7g.4xlarge:4",
  ],
  [
    3750,
    28000,
    "measured",
    "r6g.2xlarge:2 r6g.4xlarge:4 r7g.2xlarge:2 r7g.4xlarge:4 r6gd.2xlarge:2 r6gd.4xlarge:4 r8g.2xlarge:2 r8g.4xlarge:4 r6i.2xlarge:2 r6i.4xlarge:4 r7i.2xlarge:2 r7i.4xlarge:4",
  ],
] as const;

describe("pods per node", () => {
  test.each(KNOWN_FITS)("of %im and %i MiB, %s view", (millis, mebibytes, view, expected) => {
    const counts = expected.split(" ").map((each) => {
      const [name = ""] = each.split(":");
      const { cpu, memory, pods } = allocatable(instanceType(name), view);
      const room = { millis: cpu.inMillis, bytes: memory.inBytes, pods, storeBytes: 0 };
      return `${name}:${podsInRoom(podOf(millis, mebibytes), room, DEFAULT_RESERVE, undefined).pods}`;
    });
    expect(counts.join(" ")).toBe(expected);
  });

  test("is the lesser of both views", () => {
    // Two fit in measured memory (30,504 MiB), one in Karpenter's first estimate (29,258 MiB).
    expect(podsPerNode(podOf(3750, 15_000), instanceType("m7g.2xlarge"))).toEqual({ pods: 1, limitedBy: "memory" });
    expect(podsPerNode(podOf(3750, 14_000), instanceType("m7g.2xlarge"))).toEqual({ pods: 2, limitedBy: "cpu" });
  });

  test("says what limits it", () => {
    const type = instanceType("m7gd.2xlarge");
    const store = { type: "nvme", size: gigabytes(474) } as const;
    expect(podsPerNode(podOf(10, 10), type)).toEqual({ pods: 52, limitedBy: "pods" });
    expect(podsPerNode(podOf(3750, 14_000, MemorySize.gibibytes(250)), type, DEFAULT_RESERVE, store)).toEqual({
      pods: 1,
      limitedBy: "disk",
    });
    expect(podsPerNode(podOf(8000, 14_000), type)).toEqual({ pods: 0, limitedBy: "cpu" });
  });

  test("DaemonSets are the caller's", () => {
    const busy = { cpu: Cpu.millis(500), memory: MemorySize.gibibytes(1), pods: 10 };
    expect(podsPerNode(podOf(3750, 14_000), instanceType("m7g.2xlarge"), busy).pods).toBe(1);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeConstraints } from "../../../lib/environment/nodes";
import { allocatable } from "../../../lib/sizing/nodes/allocatable";
import type { TaskManagerShape } from "../../../lib/sizing/nodes/candidate";
import { chooseNodePool } from "../../../lib/sizing/nodes/choose-node-pool";
import { instanceCatalogue } from "../../../lib/sizing/nodes/instance-catalogue";
import type { InstanceType } from "../../../lib/sizing/nodes/instance-type";
import { Bandwidth } from "../../../lib/units/bandwidth";
import { Cpu } from "../../../lib/units/cpu";
import { MemorySize } from "../../../lib/units/memory-size";

const GIBI = 1024 ** 3;

const total = ({ nodePool }: ReturnType<typeof chooseNodePool>) =>
  nodePool.hourlyPrice.instances + nodePool.hourlyPrice.volumes;

/* The same question asked naively, with nothing shared but what a type has to give. */

interface Naive {
  readonly price: number;
  readonly podsPerNode: number;
}

function naive(shape: TaskManagerShape, type: InstanceType, storage: "nvme" | "gp3", most: number): Naive | undefined {
  if (storage === "nvme" && type.instanceStore === undefined) {
    return undefined;
  }
  const views = [allocatable(type, "karpenter"), allocatable(type, "measured")];
  const store = Math.floor((type.instanceStore?.size.inBytes ?? 0) * 0.98 * 0.9 - GIBI - 20 * GIBI);
  const holds = (pods: number) =>
    views.every(
      (view) =>
        pods * shape.cpu.inMillis + 250 <= view.cpu.inMillis &&
        pods * shape.memory.inMebibytes + 400 <= view.memory.inMebibytes &&
        pods + 6 <= view.pods,
    ) &&
    (storage === "gp3" || pods * shape.disk.inBytes <= store);
  let pods = 0;
  while (pods < shape.replicas && holds(pods + 1)) {
    pods++;
  }
  const rate = pods * shape.diskThroughput.inBytesPerSecond;
  const iops = Math.ceil(pods * shape.diskRequests);
  const size = Math.max(
    Math.ceil((pods * shape.disk.inGibibytes + 21) / 0.9 - 1e-9),
    Math.ceil(Math.max(3000, iops) / 500),
  );
  const carried =
    storage === "nvme"
      ? rate <= (type.instanceStore?.throughput.inBytesPerSecond ?? 0)
      : rate <= Math.min(1e9, type.ebsBaseline.inBytesPerSecond) &&
        iops <= Math.min(16_000, type.ebsBaselineIops) &&
        size <= 16_384;
  if (
    pods === 0 ||
    pods * shape.slots > most ||
    pods * shape.network.inBytesPerSecond > type.networkBaseline.inBytesPerSecond ||
    !carried
  ) {
    return undefined;
  }
  const monthly =
    storage === "nvme"
      ? 20 * 0.08
      : size * 0.08 + Math.max(0, iops - 3000) * 0.005 + Math.max(0, Math.ceil(rate / 1e6) - 125) * 0.04;
  return { price: Math.ceil(shape.replicas / pods) * (type.hourlyPrice + monthly / 730), podsPerNode: pods };
}

describe("laws", () => {
  const usual = instanceCatalogue().filter(({ unusual }) => unusual === undefined);
  const types = fc.uniqueArray(fc.constantFrom(...usual), {
    minLength: 1,
    maxLength: 12,
    selector: ({ name }) => name,
  });
  const shape: fc.Arbitrary<TaskManagerShape> = fc
    .record({
      slots: fc.integer({ min: 1, max: 16 }),
      replicas: fc.integer({ min: 1, max: 200 }),
      millis: fc.integer({ min: 100, max: 16_000 }),
      mebibytes: fc.integer({ min: 700, max: 120_000 }),
      gibibytes: fc.integer({ min: 0, max: 1000 }),
      disk: fc.integer({ min: 0, max: 400 }),
      requests: fc.integer({ min: 0, max: 8000 }),
      network: fc.integer({ min: 0, max: 400 }),
    })
    .map(({ slots, replicas, millis, mebibytes, gibibytes, disk, requests, network }) => ({
      slots,
      replicas,
      cpu: Cpu.millis(millis),
      memory: MemorySize.mebibytes(mebibytes),
      disk: MemorySize.gibibytes(gibibytes),
      diskThroughput: Bandwidth.megabytesPerSecond(disk),
      diskRequests: requests,
      network: Bandwidth.megabytesPerSecond(network),
    }));
  const shapes = fc.array(shape, { minLength: 1, maxLength: 5 });
  const both: NodeConstraints = { architectures: ["amd64", "arm64"], maxSlotsLostPerNode: 400 };
  const priceOf = (of: readonly TaskManagerShape[], constraints: NodeConstraints, among?: readonly InstanceType[]) => {
    try {
      return total(chooseNodePool(of, constraints, [], among));
    } catch (error) {
      expect(error).toMatchObject({ code: "NoNodeFits" });
      return Number.POSITIVE_INFINITY;
    }
  };

  test("nothing cheaper exists: a naive search finds the same price", () => {
    let chosen = 0;
    fc.assert(
      fc.property(shapes, types, fc.constantFrom(8, 32, 400), (of, among, most) => {
        const prices = of.flatMap((each) =>
          among.flatMap((type) =>
            (["nvme", "gp3"] as const).flatMap((storage) => naive(each, type, storage, most)?.price ?? []),
          ),
        );
        const ours = priceOf(of, { ...both, maxSlotsLostPerNode: most }, among);
        if (prices.length === 0) {
          expect(ours).toBe(Number.POSITIVE_INFINITY);
        } else {
          chosen++;
          expect(ours).toBeCloseTo(Math.min(...prices), 9);
        }
      }),
      { numRuns: 2000 },
    );
    expect(chosen).toBeGreaterThan(300);
  });

  test("pods fit their node in both views, and nodes hold all pods", () => {
    fc.assert(
      fc.property(shapes, types, (of, among) => {
        try {
          const { shape: won, nodePool } = chooseNodePool(of, both, [], among);
          for (const view of Object.values(nodePool.allocatable)) {
            expect(nodePool.podsPerNode * won.cpu.inMillis + 250).toBeLessThanOrEqual(view.cpu.inMillis);
            expect(nodePool.podsPerNode * won.memory.inMebibytes + 400).toBeLessThanOrEqual(view.memory.inMebibytes);
          }
          expect(nodePool.nodes * nodePool.podsPerNode).toBeGreaterThanOrEqual(won.replicas);
          expect(nodePool.slotsLostPerNode).toBe(Math.min(nodePool.podsPerNode, won.replicas) * won.slots);
          expect(nodePool.slotsLostPerNode).toBeLessThanOrEqual(400);
        } catch (error) {
          expect(error).toMatchObject({ code: "NoNodeFits" });
        }
      }),
      { numRuns: 500 },
    );
  });

  const constraint: fc.Arbitrary<NodeConstraints> = fc.oneof(
    fc.constant<NodeConstraints>({ localNvme: "required" }),
    fc.constant<NodeConstraints>({ localNvme: "never" }),
    fc.integer({ min: 1, max: 31 }).map((maxSlotsLostPerNode) => ({ maxSlotsLostPerNode })),
    fc.constant<NodeConstraints>({ architectures: ["amd64"] }),
    fc
      .uniqueArray(fc.constantFrom(...usual.map(({ family }) => family)), { minLength: 1, maxLength: 6 })
      .map((families) => ({
        families,
      })),
    fc
      .uniqueArray(fc.constantFrom(...usual.map(({ name }) => name)), { minLength: 1, maxLength: 6 })
      .map((instanceTypes) => ({
        instanceTypes,
      })),
  );

  test("a constraint never lowers the price, and more pods never do", () => {
    fc.assert(
      fc.property(shapes, constraint, constraint, (of, first, second) => {
        const free = priceOf(of, both, usual);
        const bound = priceOf(of, { ...both, ...first }, usual);
        expect(bound).toBeGreaterThanOrEqual(free - 1e-9);
        expect(priceOf(of, { ...both, ...second, ...first }, usual)).toBeGreaterThanOrEqual(bound - 1e-9);
        const more = of.map((each) => ({ ...each, replicas: each.replicas + 3 }));
        expect(priceOf(more, { ...both, ...first }, usual)).toBeGreaterThanOrEqual(bound - 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  test("the order of types and shapes does not matter, and asking twice gives the same bytes", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(shape, { minLength: 1, maxLength: 3, selector: ({ slots }) => slots }),
        types,
        (of, among) => {
          const ask = (order: readonly TaskManagerShape[], catalogue: readonly InstanceType[]) => {
            try {
              return JSON.stringify(chooseNodePool(order, both, [], catalogue));
            } catch (error) {
              return String(error);
            }
          };
          expect(ask(of, among)).toBe(ask(of, among));
          expect(ask(of.toReversed(), among.toReversed())).toBe(ask(of, among));
        },
      ),
      { numRuns: 300 },
    );
  });
});

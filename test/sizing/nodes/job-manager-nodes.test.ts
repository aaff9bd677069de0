import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseJobManagerNodes, type JobManagerPods } from "../../../lib/sizing/nodes/job-manager-nodes";
import { Cpu } from "../../../lib/units/cpu";
import { MemorySize } from "../../../lib/units/memory-size";

const jobManager = (gibibytes = 2, replicas = 2): JobManagerPods => ({
  replicas,
  cpu: Cpu.cores(1),
  memory: MemorySize.gibibytes(gibibytes),
});

test("three stages with a standby each take two small nodes, on-demand and without NVMe", () => {
  const nodes = chooseJobManagerNodes([jobManager(), jobManager(), jobManager()], {
    capacityType: "spot",
    localNvme: "required",
    maxSlotsLostPerNode: 1,
  });
  // 3 cores and 6 GiB: c6a.xlarge has 3,920m less 250m, and 6,584 MiB less 400 MiB in the cautious view.
  expect(nodes).toMatchObject({
    instanceType: "c6a.xlarge",
    nodes: 2,
    podsPerNode: 3,
    slotsLostPerNode: 0,
    capacityType: "on-demand",
    storage: { type: "gp3" },
  });
  expect(nodes.hourlyPrice.instances).toBeCloseTo(2 * 0.153, 9);
  expect(nodes.reasons.nodes.message).toBe(
    "a node takes at most one JobManager of a stage: 2 replicas × 1 node for 3 stages",
  );
});

test("where one node cannot hold a JobManager of every stage there are several for each replica", () => {
  const nodes = chooseJobManagerNodes([jobManager(9), jobManager(9), jobManager(9)], { instanceTypes: ["m7i.xlarge"] });
  expect(nodes).toMatchObject({ nodes: 6, podsPerNode: 1 });
});

test("no allowed node is refused", () => {
  expect(() => chooseJobManagerNodes([jobManager(40)], { instanceTypes: ["m7i.xlarge"] })).toThrow(
    "nearest is r5a.2xlarge: instanceTypes does not list it. Way out: add r5a.2xlarge to instanceTypes [NoNodeFits]",
  );
});

test("every JobManager has a place, and no two of a stage share a node", () => {
  const stages = fc.array(
    fc.record({ gibibytes: fc.integer({ min: 1, max: 20 }), replicas: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(stages, (given) => {
      const pods = given.map(({ gibibytes, replicas }) => jobManager(gibibytes, replicas));
      const { nodes, podsPerNode, allocatable } = chooseJobManagerNodes(pods);
      const most = Math.max(...given.map(({ replicas }) => replicas));
      expect(nodes % most).toBe(0);
      expect((nodes / most) * podsPerNode).toBeGreaterThanOrEqual(given.length);
      const largest = Math.max(...given.map(({ gibibytes }) => gibibytes));
      const whole = given.reduce((sum, { gibibytes }) => sum + gibibytes, 0);
      const held = podsPerNode === given.length ? Math.min(whole, largest * podsPerNode) : largest * podsPerNode;
      expect(held * 1024 + 400).toBeLessThanOrEqual(allocatable.karpenter.memory.inMebibytes);
    }),
    { numRuns: 60 },
  );
});

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { NodePlacement, Taint } from "../../lib/environment/placement";
import { declare, group, nodePoolOf, nodesOf, nodesOnly, podsOf } from "../support/declared-nodes";
import { declaredNodes, planWithNodes } from "../support/node-pools";
import type { Synthesized } from "../support/synthesized";
import { statelessStage } from "../support/valid";

const word = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const placements: fc.Arbitrary<NodePlacement> = fc.record({
  labels: fc.dictionary(word, word, { minKeys: 1, maxKeys: 3 }),
  taints: fc.uniqueArray(
    fc.record({
      key: word,
      value: word,
      effect: fc.constantFrom<Taint["effect"]>("NoSchedule", "NoExecute", "PreferNoSchedule"),
    }),
    { minLength: 1, maxLength: 3, selector: ({ key }) => key },
  ),
});

describe.each(declaredNodes.map((nodes) => [nodes.type, nodes] as const))("nodes of type %s", (type, nodes) => {
  let stack: Synthesized;
  beforeAll(() => {
    stack = declare(nodes);
  });

  test("carry exactly the labels and taints their pods select and tolerate", () => {
    fc.assert(
      fc.property(placements, placements, (taskManagers, jobManagers) => {
        const placed = declare(nodes, {
          stages: [statelessStage()],
          pools: { parse: { placement: taskManagers }, jobmanagers: { placement: jobManagers } },
        });
        expect(nodesOf(placed, type, "parse")).toEqual(podsOf(placed, "parse", "taskManager"));
        expect(nodesOf(placed, type, "jobmanagers")).toEqual(podsOf(placed, "parse", "jobManager"));
      }),
      { numRuns: 8 },
    );
  });

  test("keep other pods away, and no two pools share a label", () => {
    const pools = ["parse", "enrich", "correlate", "jobmanagers"].map((pool) => nodesOf(stack, type, pool));
    const labels = pools.flatMap((pool) => Object.entries(pool.labels).map(([key, value]) => `${key}=${value}`));
    expect(new Set(labels).size).toBe(labels.length);
    for (const pool of pools) {
      expect(pool.taints.map(({ key, value }) => ({ [key]: value }))).toEqual([pool.labels]);
      expect(pool.taints[0]?.effect).toBe("NoSchedule");
    }
  });

  test("have addresses that do not move", () => {
    const pools = ["correlate", "enrich", "jobmanagers", "parse"];
    const expected = {
      existing: [],
      "managed-node-groups": [
        ...pools.map((pool) => `aws_eks_node_group.shop-${pool}`),
        "aws_iam_role.shop-nodes",
        ...pools.map((pool) => `aws_launch_template.shop-${pool}`),
      ],
      karpenter: [
        ...pools.map((pool) => `kubernetes_manifest.node-class-shop-${pool}`),
        ...pools.map((pool) => `kubernetes_manifest.node-pool-shop-${pool}`),
      ],
      "auto-mode": pools.map((pool) => `kubernetes_manifest.node-pool-shop-${pool}`),
    };
    const addresses = stack.addresses().filter((address) => /node-|node_|-nodes|launch_template/.test(address));
    expect(addresses).toEqual(expected[type]);
  });

  test("are in the zones of their pool, and of its type and architecture only", () => {
    if (type === "managed-node-groups") {
      expect(group(stack, "parse")).toMatchObject({
        instance_types: ["m7g.2xlarge"],
        ami_type: "AL2023_ARM_64_STANDARD",
        subnet_ids: ["subnet-0aaaaaaaaaaaaaaaa"],
      });
      expect(group(stack, "jobmanagers").subnet_ids).toEqual(["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"]);
      return;
    }
    const requirements = (zones: string[]) => [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: ["m7g.2xlarge"] },
      { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
      { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: zones },
    ];
    expect(nodePoolOf(stack, "parse").template.spec.requirements).toEqual(requirements(["eu-west-1a"]));
    expect(nodePoolOf(stack, "jobmanagers").template.spec.requirements).toEqual(
      requirements(["eu-west-1a", "eu-west-1b"]),
    );
  });

  test("are bought as the plan says: JobManagers on demand beside TaskManagers on spot", () => {
    const mixed = declare(nodes, { pools: { parse: { capacityType: "spot" } } });
    const bought = (pool: string) =>
      type === "managed-node-groups"
        ? group(mixed, pool).capacity_type
        : nodePoolOf(mixed, pool).template.spec.requirements.find(({ key }) => key === "karpenter.sh/capacity-type");
    const [onDemand, spot] = type === "managed-node-groups" ? ["ON_DEMAND", "SPOT"] : ["on-demand", "spot"];
    expect(JSON.stringify(bought("jobmanagers"))).toContain(`"${onDemand}"`);
    expect(JSON.stringify(bought("parse"))).toContain(`"${spot}"`);
  });

  test("have names within every limit, and unlike ones stay unlike", () => {
    const workloads = ["security-signal-processing", "security-signal-processinh"].map((name) => {
      const plan = { ...planWithNodes(nodes, { environment: { name: "production-eu-west-1" } }), workload: name };
      return nodesOnly(plan);
    });
    const names = workloads.flatMap((long) => [
      ...Object.values(long.all("aws_eks_node_group")).map(({ node_group_name_prefix: prefix }) => prefix as string),
      ...Object.values(long.all("kubernetes_manifest")).map((resource) => {
        const { kind, metadata } = resource.manifest as { kind: string; metadata: { name: string } };
        return `${kind}/${metadata.name}`;
      }),
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(8);
    for (const name of names) {
      expect(name.replace(/^\w+\//, "").length).toBeLessThanOrEqual(type === "managed-node-groups" ? 37 : 63);
    }
    for (const { name } of workloads.flatMap((long) => Object.values(long.all("aws_iam_role")))) {
      expect((name as string).length).toBeLessThanOrEqual(64);
    }
  });
});

test("nodes that exist already are left alone", () => {
  const stack = declare({ type: "existing" });
  expect(stack.addresses().filter((address) => /node|launch_template/.test(address))).toEqual([]);
});

import { describe, expect, test } from "vitest";
import type { Nodes } from "../../lib/environment/nodes";
import { autoModeChecks } from "../../lib/sizing/nodes/auto-mode-checks";
import type { NodePoolPlan } from "../../lib/sizing/nodes/node-pool-plan";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { Bandwidth } from "../../lib/units/bandwidth";
import { MemorySize } from "../../lib/units/memory-size";
import { declare, manifest, nodeClassOf, nodePoolOf } from "../support/declared-nodes";
import { autoMode, gp3, karpenter, nodePool, nvme } from "../support/node-pools";
import { validEnvironment, validWorkload } from "../support/valid";

describe("a Karpenter node", () => {
  const stack = declare(karpenter());

  test("stays until a person changes it, and then goes although its pods ask not to be disturbed", () => {
    const { template: nodes, disruption } = nodePoolOf(stack, "parse");
    expect(nodes.spec).toMatchObject({ expireAfter: "Never", terminationGracePeriod: "1h" });
    expect(disruption).toEqual({
      consolidationPolicy: "WhenEmpty",
      consolidateAfter: "15m",
      budgets: [{ nodes: "100%" }],
    });
    expect(nodePoolOf(stack, "jobmanagers").disruption).toMatchObject({ budgets: [{ nodes: "1" }] });
  });

  test("has room beside it for its replacement", () => {
    expect(nodePoolOf(stack, "parse").limits).toEqual({ cpu: "64" });
  });

  test("finds subnets, security groups, role and image as the environment names them", () => {
    const discovery = (value: string) => [{ tags: { "karpenter.sh/discovery": value } }];
    expect(nodeClassOf(stack, "parse")).toMatchObject({
      role: "karpenter-nodes",
      amiSelectorTerms: [{ alias: "al2023@v20250807" }],
      subnetSelectorTerms: discovery("main"),
      securityGroupSelectorTerms: discovery("main"),
    });
    const tagged = declare(karpenter({ discoveryTag: "flink" }));
    expect(nodeClassOf(tagged, "parse").subnetSelectorTerms).toEqual(discovery("flink"));
  });

  test("has a class that is declared before its pool and outlives it", () => {
    expect(stack.all("kubernetes_manifest")["node-pool-shop-parse"]?.depends_on).toEqual([
      "kubernetes_manifest.node-class-shop-parse",
    ]);
    expect(nodePoolOf(stack, "parse").template.spec.nodeClassRef).toEqual({
      group: "karpenter.k8s.aws",
      kind: "EC2NodeClass",
      name: manifest(stack, "node-class-shop-parse").metadata.name,
    });
  });
});

describe("an Auto Mode node", () => {
  test("lives as long as AWS allows, and is not replaced for every new image", () => {
    const { template: nodes, disruption } = nodePoolOf(declare(autoMode()), "parse");
    expect(nodes.spec).toMatchObject({ expireAfter: "480h", terminationGracePeriod: "24h" });
    expect(disruption).toMatchObject({ budgets: [{ nodes: "0", reasons: ["Drifted"] }] });
  });

  test("is of the class the environment names, or of the one EKS makes", () => {
    const nodeClass = (change = {}) => nodePoolOf(declare(autoMode(change)), "parse").template.spec.nodeClassRef;
    expect(nodeClass()).toEqual({ group: "eks.amazonaws.com", kind: "NodeClass", name: "default" });
    expect(nodeClass({ nodeClass: "flink" })).toMatchObject({ name: "flink" });
  });

  test("is warned of: AWS replaces it, and the job restarts", () => {
    const checks = (nodes: Nodes) =>
      planPlatform(validWorkload(), validEnvironment({ nodes })).checks.filter(({ code }) => /^AutoMode/.test(code));
    expect(checks(autoMode())).toMatchObject([{ code: "AutoModeReplacesNodes", verdict: "warn" }]);
    expect(checks(karpenter())).toEqual([]);
  });

  test("has the volume of its class, which a plan may not exceed", () => {
    const codes = (pool: NodePoolPlan, change = {}) => autoModeChecks(autoMode(change), [pool]).map(({ code }) => code);
    const large = { ...gp3, size: MemorySize.gibibytes(200) };
    expect(codes(nodePool("parse"))).toEqual(["AutoModeReplacesNodes"]);
    expect(codes(nodePool("parse", { storage: nvme }))).toEqual(["AutoModeReplacesNodes"]);
    expect(codes(nodePool("parse", { storage: large }), { nodeClass: "flink" })).toEqual(["AutoModeReplacesNodes"]);
    for (const storage of [large, { ...gp3, iops: 4000 }, { ...gp3, throughput: Bandwidth.megabytesPerSecond(250) }]) {
      expect(codes(nodePool("parse", { storage }))).toEqual(["AutoModeReplacesNodes", "AutoModeVolumeTooSmall"]);
    }
    expect(autoModeChecks(autoMode(), [nodePool("parse", { storage: large })])[1]).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("nodes of parse need a volume of 200 GiB"),
    });
  });
});

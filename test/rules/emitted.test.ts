import { describe, expect, test } from "vitest";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { checkFiles } from "../../lib/rules/check-files";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { synthesize } from "../support/synthesized";
import { plannedFirst } from "../support/terraform-plan";
import { asyncIoStage, statelessStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

const pins = { maxParallelism: 2520, slotsPerTaskManager: 4 };
const RUNTIMES = ["operator", "standalone"] as const;
const KINDS = {
  none: { type: "none" },
  kubernetes: { type: "kubernetes" },
  external: {
    type: "zookeeper",
    ensemble: { type: "external", quorum: ["zk-0:2181", "zk-1:2181", "zk-2:2181"], rootPath: "/flink" },
  },
  declared: { type: "zookeeper", ensemble: { type: "declared" } },
} as const satisfies Readonly<Record<string, Environment["highAvailability"]>>;

/** What the rules say of a platform of three kinds of stage, in one stack, before anything of it exists. */
function told(change: Partial<Environment>): readonly string[] {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(statelessStage(), asyncIoStage(), windowedStage({ pins })), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws", "helm"] });
    new FlinkPlatform(stack, "Flink", { plan, foundation: new FlinkFoundation(stack, "Foundation", { plan }) });
  });
  const text = JSON.stringify(plannedFirst(stacks["test-all"]?.terraform ?? {}));
  const { findings, counts } = checkFiles([{ name: "plan.json", text }]);
  expect(counts.clusters).toBe(3);
  return findings.map(({ rule }) => rule);
}

describe.each(RUNTIMES)("what we declare for the runtime %s", (type) => {
  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("with high availability %s breaks no rule", (kind) => {
    const withoutHa = kind === "none" ? ["ha-off", "ha-off", "ha-off"] : [];
    expect(told({ runtime: { type }, highAvailability: KINDS[kind] })).toEqual(withoutHa);
  });

  test("with Flink 1.20 breaks no rule", () => {
    expect(told({ runtime: { type }, flinkVersion: "1.20" })).toEqual([]);
  });
});

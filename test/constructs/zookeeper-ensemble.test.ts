import { expect, test } from "vitest";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import type { DeclaredZooKeeperEnsemble } from "../../lib/environment/high-availability";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

function declared(change: Partial<DeclaredZooKeeperEnsemble> = {}, other: Partial<Environment> = {}): Synthesized {
  const environment = validEnvironment({
    highAvailability: { type: "zookeeper", ensemble: { type: "declared", ...change } },
    ...other,
  });
  const plan = planPlatform(validWorkload(statelessStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "foundation", providers: ["kubernetes", "aws"] });
    new FlinkFoundation(stack, "Flink", { plan });
  });
  return stacks["test-foundation"] as Synthesized;
}

test("a declared ensemble is kept when the foundation is destroyed", () => {
  expect(declared().only("kubernetes_stateful_set_v1")).toMatchObject({
    lifecycle: { prevent_destroy: true },
    spec: { persistent_volume_claim_retention_policy: [{ when_deleted: "Retain", when_scaled: "Retain" }] },
  });
});

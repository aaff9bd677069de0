import { FlinkApplication } from "../../lib/constructs/compute/flink-application";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkApp } from "../../lib/constructs/terraform/flink-app";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { Workload } from "../../lib/workload/workload";
import { validEnvironment, validWorkload, windowedStage } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever Kubernetes takes, and tests change any part of it
export type Json = Record<string, any>;

/** What a test changes: paths below `metadata` and `spec`; every other key is a Flink setting. `undefined` removes. */
export type Edits = Readonly<Record<string, unknown>>;

/** The FlinkDeployments that the constructs emit, without writing a stack. */
export function emittedManifests(workload: Workload, environment: Environment): readonly Json[] {
  const plan = planPlatform(workload, environment);
  const stack = new FlinkStack(new FlinkApp(), {
    environment,
    part: "signals",
    providers: ["kubernetes"],
  });
  new FlinkPlatform(stack, "Flink", { plan, foundation: FlinkFoundation.fromPlan(stack, "Foundation", plan) });
  return stack.node
    .findAll()
    .filter((construct) => construct instanceof FlinkApplication)
    .map(({ node }) => (node.defaultChild as unknown as { manifestInput: Json }).manifestInput);
}

const pins = { maxParallelism: 2520, slotsPerTaskManager: 4 };
const VALID = emittedManifests(validWorkload(windowedStage({ pins })), validEnvironment())[0] as Json;

/** A valid manifest, but for the edits. */
export function manifest(edits: Edits = {}): Json {
  const copy: Json = structuredClone(VALID);
  for (const [path, value] of Object.entries(edits)) {
    const isSetting = !/^(metadata|spec)(\.|$)/.test(path);
    const parts = isSetting ? ["spec", "flinkConfiguration", path] : path.split(".");
    const last = parts.pop() as string;
    const parent = parts.reduce((node, part) => {
      node[part] ??= {};
      return node[part];
    }, copy);
    if (value === undefined) {
      delete parent[last];
    } else {
      parent[last] = value;
    }
  }
  return copy;
}

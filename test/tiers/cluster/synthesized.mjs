import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiled } from "../flink/containers/java.mjs";
import { kubernetesObjects } from "./kubernetes-objects.mjs";

const { FlinkApp, planPlatform } = compiled("lib/index");
const { FoundationStack } = compiled("stacks/foundation-stack");
const { SignalsStack } = compiled("stacks/signals-stack");

/** Sentra's workload and environments. */
export const { workload, environments } = compiled("stacks/platform");

/** Sentra's environment of a name, in a namespace of its own. */
export function environmentIn(namespace, name = "local", change = {}) {
  const environment = environments.find((each) => each.name === name);
  return { ...environment, ...change, kubernetes: { ...environment.kubernetes, ...change.kubernetes, namespace } };
}

/**
 * Both stacks of an environment, synthesized: the plan, and for each stack its Terraform and its Kubernetes objects, in
 * the order they are applied in.
 */
export function synthesized(environment, schema, load = workload) {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-cluster-"));
  try {
    const plan = planPlatform(load, environment);
    const app = new FlinkApp({ outdir, stateLock: false });
    const foundation = new FoundationStack(app, plan);
    const signals = new SignalsStack(app, plan);
    signals.addDependency(foundation);
    app.synth();
    const [first, second] = [foundation, signals].map(({ node }) => {
      const terraform = JSON.parse(readFileSync(join(outdir, "stacks", node.id, "cdk.tf.json"), "utf8"));
      return { name: node.id, terraform, objects: kubernetesObjects(terraform, schema) };
    });
    return { plan, foundation: first, signals: second, objects: [...first.objects, ...second.objects].sort(byOrder) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Namespaces first: all else is in one. */
function byOrder(one, other) {
  return Number(other.kind === "Namespace") - Number(one.kind === "Namespace");
}

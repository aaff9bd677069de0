import { NodePools } from "../../lib/constructs/nodes/node-pools";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Nodes } from "../../lib/environment/nodes";
import type { Taint } from "../../lib/environment/placement";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import { type PlanWithNodes, planWithNodes } from "./node-pools";
import { type Synthesized, synthesize } from "./synthesized";

/* Nodes as Terraform has them, read back whatever they are declared with. */

export type Tree = Readonly<Record<string, unknown>>;

/** What is read of a pool's nodes, in whichever resources they are declared. */
export interface DeclaredNodes {
  readonly labels: Tree;
  readonly taints: readonly Taint[];
}

function synthesizePlan(plan: PlatformPlan): Synthesized {
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, {
      environment: plan.environment,
      part: "flink",
      providers: ["kubernetes", "aws"],
    });
    new FlinkPlatform(stack, "Flink", { plan });
  });
  return Object.values(stacks)[0] as Synthesized;
}

export const declare = (nodes: Nodes, change?: PlanWithNodes) => synthesizePlan(planWithNodes(nodes, change));

/** The nodes alone, of a plan whose other parts may be anything. */
export function nodesOnly(plan: PlatformPlan): Synthesized {
  const stacks = synthesize((app) => {
    const { environment } = plan;
    const stack = new FlinkStack(app, { environment, part: "nodes", providers: ["kubernetes", "aws"] });
    new NodePools(stack, "Nodes", { plan });
  });
  return Object.values(stacks)[0] as Synthesized;
}

export const group = (stack: Synthesized, pool: string) => stack.all("aws_eks_node_group")[`shop-${pool}`] as Tree;
export const template = (stack: Synthesized, pool: string) => stack.all("aws_launch_template")[`shop-${pool}`] as Tree;
export const manifest = (stack: Synthesized, address: string) =>
  (stack.all("kubernetes_manifest")[address] as { manifest: { metadata: Tree; spec: Tree } }).manifest;
export const nodePoolOf = (stack: Synthesized, pool: string) =>
  manifest(stack, `node-pool-shop-${pool}`).spec as {
    template: { metadata: { labels: Tree }; spec: Tree & { taints: Taint[]; requirements: { key: string }[] } };
    disruption: Tree;
    limits: Tree;
  };
export const nodeClassOf = (stack: Synthesized, pool: string) => manifest(stack, `node-class-shop-${pool}`).spec;

export function nodesOf(stack: Synthesized, type: Nodes["type"], pool: string): DeclaredNodes {
  if (type !== "managed-node-groups") {
    const { metadata, spec } = nodePoolOf(stack, pool).template;
    return { labels: metadata.labels, taints: spec.taints };
  }
  const { labels, taint } = group(stack, pool) as { labels: Tree; taint: (Taint & { effect: string })[] };
  const effects: Record<string, Taint["effect"]> = {
    NO_SCHEDULE: "NoSchedule",
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
  };
  return { labels, taints: taint.map((one) => ({ ...one, effect: effects[one.effect] as Taint["effect"] })) };
}

/** What the pods of a stage select and tolerate. */
export function podsOf(stack: Synthesized, stage: string, process: "jobManager" | "taskManager"): DeclaredNodes {
  const { podTemplate } = manifest(stack, `shop-${stage}`).spec[process] as { podTemplate: { spec: Tree } };
  const { nodeSelector, tolerations } = podTemplate.spec as { nodeSelector: Tree; tolerations: (Taint & Tree)[] };
  return {
    labels: nodeSelector,
    taints: tolerations.map(({ key, value, effect }) => ({ key, value, effect })),
  };
}

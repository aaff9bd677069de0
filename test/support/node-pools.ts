import type { Environment } from "../../lib/environment/environment";
import type { Nodes, NodesOf } from "../../lib/environment/nodes";
import { dedicatedTo, type NodePlacement } from "../../lib/environment/placement";
import type { NodePoolPlan } from "../../lib/sizing/nodes/node-pool-plan";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import { Bandwidth } from "../../lib/units/bandwidth";
import { Cpu } from "../../lib/units/cpu";
import { MemorySize } from "../../lib/units/memory-size";
import type { Stage } from "../../lib/workload/stage";
import { validEnvironment, validWorkload } from "./valid";

/* Nodes written by hand: what declares them is tested apart from what plans them. */

export const managedNodeGroups = (
  change: Partial<NodesOf<"managed-node-groups">> = {},
): NodesOf<"managed-node-groups"> => ({
  type: "managed-node-groups",
  subnets: { "eu-west-1a": "subnet-0aaaaaaaaaaaaaaaa", "eu-west-1b": "subnet-0bbbbbbbbbbbbbbbb" },
  ...change,
});

export const karpenter = (change: Partial<NodesOf<"karpenter">> = {}): NodesOf<"karpenter"> => ({
  type: "karpenter",
  nodeRole: "karpenter-nodes",
  amiAlias: "al2023@v20250807",
  ...change,
});

export const autoMode = (change: Partial<NodesOf<"auto-mode">> = {}): NodesOf<"auto-mode"> => ({
  type: "auto-mode",
  ...change,
});

/** Every way to declare nodes. */
export const declaredNodes: readonly Nodes[] = [managedNodeGroups(), karpenter(), autoMode()];

export const gp3 = {
  type: "gp3",
  size: MemorySize.gibibytes(60),
  iops: 3000,
  throughput: Bandwidth.megabytesPerSecond(125),
} as const;
export const nvme = { type: "nvme", size: MemorySize.gibibytes(426) } as const;

/** Nodes for TaskManagers of a stage. */
export function nodePool(name: string, change: Partial<NodePoolPlan> = {}): NodePoolPlan {
  const allocatable = { cpu: Cpu.millis(7910), memory: MemorySize.mebibytes(29_000), pods: 58 };
  const reason = { code: "price", message: "by hand" } as const;
  return {
    name,
    placement: dedicatedTo(name),
    instanceType: "m7g.2xlarge",
    architecture: "arm64",
    capacityType: "on-demand",
    zones: ["eu-west-1a"],
    nodes: 4,
    podsPerNode: 2,
    slotsLostPerNode: 8,
    allocatable: { karpenter: allocatable, measured: allocatable },
    storage: gp3,
    networkBaseline: Bandwidth.megabitsPerSecond(3750),
    utilization: { cpu: 0.9, memory: 0.9 },
    hourlyPrice: { instances: 1, volumes: 0.1 },
    alternatives: [],
    reasons: { instanceType: reason, nodes: reason, storage: reason },
    ...change,
  };
}

/** Nodes for all JobManagers. */
export const jobManagerPool = (change: Partial<NodePoolPlan> = {}): NodePoolPlan =>
  nodePool("jobmanagers", {
    zones: ["eu-west-1a", "eu-west-1b"],
    nodes: 2,
    slotsLostPerNode: 0,
    ...change,
  });

export interface PlanWithNodes {
  readonly environment?: Partial<Environment>;
  readonly stages?: readonly Stage[];
  /** What differs in a pool, by its name. */
  readonly pools?: Readonly<Record<string, Partial<NodePoolPlan>>>;
}

/** A plan with nodes for every stage and for the JobManagers, whose pods are placed on them. */
export function planWithNodes(
  nodes: Nodes,
  { environment, stages = [], pools = {} }: PlanWithNodes = {},
): PlatformPlan {
  const plan = planPlatform(validWorkload(...stages), validEnvironment({ ...environment, nodes }));
  const nodePools = [
    ...plan.stages.map(({ name }) => nodePool(name, pools[name])),
    jobManagerPool(pools["jobmanagers"]),
  ];
  const placementOf = (pool: string): NodePlacement | undefined =>
    nodePools.find(({ name }) => name === pool)?.placement;
  return {
    ...plan,
    nodePools,
    stages: plan.stages.map((stage) => ({
      ...stage,
      taskManagers: { ...stage.taskManagers, placement: placementOf(stage.name) },
      jobManager: { ...stage.jobManager, placement: placementOf("jobmanagers") },
    })),
  };
}

import type { Nodes } from "../../environment/nodes";
import { check, type StageCheck } from "../check";
import type { NodePoolPlan } from "./node-pool-plan";

/** Kubernetes' own limit for a cluster ("Considerations for large clusters"). */
const NODES_PER_CLUSTER = 5_000;
/** Amazon EKS service quota: nodes per managed node group. */
const NODES_PER_GROUP = 450;

/** How many nodes there are, in all and in each zone, against what a cluster and a node group may have. */
export function nodeCountChecks({ type }: Nodes, pools: readonly NodePoolPlan[]): readonly StageCheck[] {
  if (pools.length === 0) {
    return [];
  }
  const total = pools.reduce((sum, { nodes }) => sum + nodes, 0);
  const checks = [
    check(
      total <= NODES_PER_CLUSTER,
      "NodesPerCluster",
      `${total} nodes${zonesOf(pools)}, and ${NODES_PER_CLUSTER} that a Kubernetes cluster is made for`,
      { verdict: "warn", wayOut: "use larger instances (maxSlotsLostPerNode), or a Kubernetes cluster for each stage" },
    ),
  ];
  if (type === "managed-node-groups") {
    const largest = pools.reduce((a, b) => (b.nodes > a.nodes ? b : a));
    checks.push(
      check(
        largest.nodes <= NODES_PER_GROUP,
        "NodesPerGroup",
        `${largest.nodes} nodes in the group of ${largest.name}, and ${NODES_PER_GROUP} that EKS allows`,
        {
          verdict: "fail",
          wayOut: "use larger instances (maxSlotsLostPerNode), have the quota raised, or use karpenter",
        },
      ),
    );
  }
  return checks;
}

/** `: 42 in eu-west-1a, 1 in eu-west-1b`; pools of several zones are spread evenly. */
function zonesOf(pools: readonly NodePoolPlan[]): string {
  const counts = new Map<string, number>();
  for (const { zones, nodes } of pools) {
    zones.forEach((zone, index) => {
      const share = Math.floor(nodes / zones.length) + (index < nodes % zones.length ? 1 : 0);
      counts.set(zone, (counts.get(zone) ?? 0) + share);
    });
  }
  const words = [...counts].sort().map(([zone, count]) => `${count} in ${zone}`);
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}

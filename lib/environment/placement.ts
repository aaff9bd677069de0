/** A taint of the nodes that pods of the pool tolerate. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/**
 * Where pods run: labels and taints in one object, so that a pod can never select nodes whose taint it does not
 * tolerate.
 */
export interface NodePlacement {
  readonly labels: Readonly<Record<string, string>>;
  /** @default - the nodes have none */
  readonly taints?: readonly Taint[];
}

/** Label and taint of nodes that carry one pool of pods and nothing else. */
export const NODE_POOL_KEY = "flink-node-pool";

/** Where pods of a pool run that has nodes of its own: what its nodes carry, its pods select and tolerate. */
export function dedicatedTo(nodePool: string): NodePlacement {
  return {
    labels: { [NODE_POOL_KEY]: nodePool },
    taints: [{ key: NODE_POOL_KEY, value: nodePool, effect: "NoSchedule" }],
  };
}

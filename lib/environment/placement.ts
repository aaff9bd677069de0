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

/** One line of the bill. Amounts are USD. */
export interface CostItem {
  readonly what:
    | "nodes"
    | "volumes"
    | "S3 storage"
    | "S3 requests"
    | "KMS"
    | "cross-zone traffic"
    | "EKS control plane";
  /** The stage it is for; absent for what all share. */
  readonly stage?: string;
  readonly monthly: number;
  /** The arithmetic, in words. */
  readonly message: string;
}

/** The same load on something else. */
export interface CostComparison {
  readonly what: "playbook" | "managed Flink";
  readonly monthly: number;
  readonly message: string;
}

/** What a plan costs, in USD for a month of 730 hours at the stated load. */
export interface CostPlan {
  readonly monthly: number;
  readonly perMillionEvents: number;
  readonly items: readonly CostItem[];
  readonly comparisons: readonly CostComparison[];
  /** Where prices come from, and of which day. */
  readonly prices: string;
  readonly notCounted: readonly string[];
}

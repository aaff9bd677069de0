/** One line of the bill. Amounts are USD. */
export interface CostItem {
  readonly what:
    | "nodes"
    | "volumes"
    | "S3 storage"
    | "S3 requests"
    | "KMS"
    | "cross-zone traffic"
    | "exchanges across zones"
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

/** What is spent for one stage alone: its TaskManagers' nodes, its state, its traffic. */
export interface CostOfStage {
  readonly stage: string;
  readonly monthly: number;
  /** Events that this stage processes. */
  readonly perMillionEvents: number;
}

/** What a plan costs, in USD for a month of 730 hours at the stated load. */
export interface CostPlan {
  readonly monthly: number;
  /** An event counts once, however many stages it goes through: the busiest stage says how many there are. */
  readonly perMillionEvents: number;
  /** Without what all stages share. */
  readonly stages: readonly CostOfStage[];
  readonly items: readonly CostItem[];
  readonly comparisons: readonly CostComparison[];
  /** Where prices come from, and of which day. */
  readonly prices: string;
  readonly notCounted: readonly string[];
}

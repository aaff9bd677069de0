/** Why a number is what it is. */
export interface Reason {
  readonly code:
    | "pinned"
    | "default"
    | "load"
    | "latency"
    | "state"
    | "topology"
    | "rest"
    | "Flink"
    | "operations"
    | "price";
  readonly message: string;
}

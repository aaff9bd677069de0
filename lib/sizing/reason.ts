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
  /**
   * What the number follows from: other numbers of the stage (`parallelism`), or what the team stated
   * (`input.records`, `statePerKey`).
   */
  readonly from?: readonly string[];
}

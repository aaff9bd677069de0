import type { StateChangeCode } from "../errors";

/**
 * An edit that the state lock refuses, and that is meant. It holds until the lock is updated (`cdktf-flink lock`), and has
 * to be taken out then: one that is left behind would sign the next careless edit.
 */
export interface Acknowledgement {
  /** The code of the refusal. */
  readonly code: StateChangeCode;
  /** The stage the refusal names. @default - none */
  readonly stage?: string;
  /** The address the refusal names. @default - none */
  readonly resource?: string;
  /** Why it may be lost, or how it is kept. Reviewers read it in the plan. */
  readonly reason: string;
}

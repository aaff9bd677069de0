import { STATE_CHANGES, type StateChangeCode } from "../errors";
import type { Environment } from "./environment";
import { requireThat } from "./require-that";

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

/** @throws InvalidInputError `EnvironmentInvalid` */
export function checkAcknowledgements(environment: Environment): void {
  for (const { code, reason } of environment.acknowledge ?? []) {
    requireThat(
      STATE_CHANGES.includes(code),
      "EnvironmentInvalid",
      environment,
      `acknowledge names the code ${JSON.stringify(code)}, which the state lock does not have; copy it from the refusal (docs/state-lock.md lists them)`,
    );
    requireThat(
      typeof reason === "string" && reason.trim() !== "",
      "EnvironmentInvalid",
      environment,
      `acknowledge gives no reason for ${code}; say what becomes of the state`,
    );
  }
}

import { STATE_CHANGES } from "../errors";
import type { Environment } from "./environment";
import { requireThat } from "./require-that";

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

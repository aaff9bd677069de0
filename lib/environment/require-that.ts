import { InvalidInputError } from "../errors";
import type { Environment } from "./environment";

/** A rule of an environment, with the code and the message of what breaks it. */
export function requireThat(
  holds: boolean | undefined,
  code: InvalidInputError["code"],
  environment: Environment,
  message: string,
): void {
  if (holds !== true) {
    throw new InvalidInputError(code, `environment ${JSON.stringify(environment.name)}: ${message}`);
  }
}

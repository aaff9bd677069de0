import type { ErrorCode } from "../errors";

/** An edit by which state would be lost, orphaned or left behind. */
export interface StateChange {
  /** One of the codes an environment can acknowledge; others cannot be. */
  readonly code: ErrorCode;
  /** @default - it concerns the environment, or a resource */
  readonly stage?: string;
  /** Address of what holds state. @default - it concerns the environment, or a stage */
  readonly resource?: string;
  /** What changes, what is lost by it, and the safe way. */
  readonly message: string;
  /** What makes it safe all the same: a documented procedure that is under way. @default - nothing */
  readonly safeBy?: string;
}

/** The three parts of a message: `max parallelism changes from 20160 to 5040; …; …` */
export interface Told {
  readonly what: string;
  readonly lost: string;
  readonly way: string;
}

export function stateChange(
  code: ErrorCode,
  { what, lost, way, ...of }: Told & Pick<StateChange, "stage" | "resource">,
): StateChange {
  return { code, ...of, message: `${what}; ${lost}; ${way}` };
}

/** `changes from a to b` */
export function fromTo(from: string | number | undefined, to: string | number | undefined): string {
  return `changes from ${from ?? "none"} to ${to ?? "none"}`;
}

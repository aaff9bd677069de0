import type { ErrorCode } from "../errors";

/** An edit by which state would be lost, orphaned or left behind. */
export interface StateChange {
  /** One of the codes an environment can acknowledge; others cannot be. */
  readonly code: ErrorCode;
  /** @default - it concerns the environment */
  readonly stage?: string;
  /** What changes, what is lost by it, and the safe way. */
  readonly message: string;
  /** What makes it safe all the same: a documented procedure that is under way. @default - nothing */
  readonly safeBy?: string;
}

/** `production: stage correlate: max parallelism changes from 20160 to 5040; every …; pin …` */
export function stateChange(
  code: ErrorCode,
  {
    stage,
    what,
    lost,
    way,
  }: { readonly stage?: string; readonly what: string; readonly lost: string; readonly way: string },
): StateChange {
  return {
    code,
    ...(stage !== undefined && { stage }),
    message: `${stage === undefined ? "" : `stage ${stage}: `}${what}; ${lost}; ${way}`,
  };
}

/** `changes from a to b` */
export function fromTo(from: string | number | undefined, to: string | number | undefined): string {
  return `changes from ${from ?? "none"} to ${to ?? "none"}`;
}

import { InvalidInputError } from "../errors";
import { requireText, requireWhole } from "../units/literal";

/**
 * What a stage's next run starts from: the path of a savepoint or of a retained checkpoint.
 *
 * With `attempt`, the same path once more: raise it to go back to a savepoint that a run started from already. Without a
 * path the run starts with no state at all.
 */
export type StartFrom = string | { readonly path?: string; readonly attempt: number };

/** A start that was asked for. */
export interface Start {
  /** @default - no state at all */
  readonly path?: string | undefined;
  readonly attempt: number;
}

/** What the presto plugin reads: a bucket and a folder in it. */
const PATH = /^s3p?:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s?#]*[^\s?#/]$/;

/** @throws InvalidInputError `StartFromInvalid` where a run would start with less than was meant */
export function resolveStart(environment: string, stage: string, startFrom: StartFrom): Start {
  const where = `environment ${environment}: startFrom.${stage}`;
  const { path, attempt } = typeof startFrom === "string" ? { path: startFrom, attempt: 1 } : startFrom;
  requireWhole(attempt, `${where}.attempt`, 1);
  if (path === undefined) {
    return { attempt };
  }
  requireText(path, where);
  if (!PATH.test(path)) {
    throw new InvalidInputError(
      "StartFromInvalid",
      `${where} must be the folder of a savepoint or checkpoint in a bucket, such as s3p://bucket/savepoints/${stage}/savepoint-1a2b3c-0123456789ab, got ${JSON.stringify(path)}; copy it from what stop printed`,
    );
  }
  return { path, attempt };
}

import type { Deployment } from "./deployment";

/**
 * How a mistake ends that the operator lets pass.
 *
 * - `fails for ever`: accepted, then every attempt to deploy it throws.
 * - `deployed although wrong`: deployed, and the job does not start, or not as it was meant.
 * - `cannot be deleted`: cleaning it up throws, so the finalizer stays and a `terraform destroy` hangs.
 */
export type MistakeKind = "fails for ever" | "deployed although wrong" | "cannot be deleted";

/** Something wrong that the operator does not say before it is too late. */
export interface UnguardedMistake {
  /** Stable, as the codes of errors are. */
  readonly code: string;
  readonly kind: MistakeKind;
  /** What is wrong, with the value. */
  readonly message: string;
  readonly wayOut: string;
}

/** One kind of mistake, and how to find it. */
export interface MistakeCheck extends Pick<UnguardedMistake, "code" | "kind"> {
  find(deployment: Deployment): readonly Pick<UnguardedMistake, "message" | "wayOut">[];
}

/** A check that finds at most one. */
export function single(
  code: string,
  kind: MistakeKind,
  find: (deployment: Deployment) => readonly [message: string, wayOut: string] | undefined,
): MistakeCheck {
  return {
    code,
    kind,
    find: (deployment) => {
      const found = find(deployment);
      return found === undefined ? [] : [{ message: found[0], wayOut: found[1] }];
    },
  };
}

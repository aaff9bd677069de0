/** `fail`: the platform would not do what was asked of it, and is not synthesized. `warn`: legal but unwise. */
export type Verdict = "pass" | "warn" | "fail";

/** One limit or habit, held against the plan. */
export interface Check {
  readonly code: string;
  /** The stage it is about; absent where it concerns the whole platform. */
  readonly stage?: string;
  readonly verdict: Verdict;
  /** The figures: what is, and what may be. */
  readonly message: string;
  /** The lever that changes the verdict; absent where it passed. */
  readonly wayOut?: string;
}

/** What a function of sizing has to say of one stage; the stage's name is added where stages are put together. */
export type StageCheck = Omit<Check, "stage">;

/** What did not pass, as a person reads it. */
export function objections(checks: readonly Check[]): readonly (Check & { readonly wayOut: string })[] {
  return checks.flatMap((check) => (check.verdict === "pass" ? [] : [{ ...check, wayOut: check.wayOut ?? "" }]));
}

/** `holds` decides between a check that passed, and one with this verdict and way out. */
export function check(
  holds: boolean,
  code: string,
  message: string,
  otherwise: { readonly verdict: "warn" | "fail"; readonly wayOut: string },
): StageCheck {
  return holds ? { code, verdict: "pass", message } : { code, message, ...otherwise };
}

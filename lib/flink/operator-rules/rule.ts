import { InvalidInputError } from "../../errors";

/** Release lines of the Flink Kubernetes Operator whose rules are known here, oldest first. */
export const OPERATOR_LINES = ["1.10", "1.11", "1.12", "1.13", "1.14", "1.15"] as const;

export type OperatorLine = (typeof OPERATOR_LINES)[number];

/** One of the operator's own rules. `Subject` is what it judges: a deployment; later a session job or a snapshot. */
export interface OperatorRule<Subject> {
  /** Its place in the operator's order: of two rules that are broken, the lower number is told. */
  readonly number: number;
  /** First release line with this rule. @default - every line known here */
  readonly since?: OperatorLine;
  /** Last release line with this rule. @default - still there */
  readonly until?: OperatorLine;
  /** A fragment of the operator's message, by which a reader finds it in events, `status.error` and the sources. */
  readonly says: string;
  /** What is wrong, with the value and the way out; `undefined` where the rule holds. */
  check(subject: Subject): string | undefined;
}

/** What the operator would reject. */
export interface OperatorVerdict {
  readonly rule: number;
  readonly message: string;
}

/** The release line of an exact release (`1.15.0`) or of a line (`1.15`). */
export function operatorLine(version: string): OperatorLine {
  const line = OPERATOR_LINES.find((known) => version === known || version.startsWith(`${known}.`));
  if (line === undefined) {
    throw new InvalidInputError(
      "OperatorVersionUnknown",
      `the rules of Flink operator ${JSON.stringify(version)} are not known here; use a release of ${OPERATOR_LINES.join(", ")}`,
    );
  }
  return line;
}

/** Whether `line` is `other` or a later one. */
export function isAtLeast(line: OperatorLine, other: OperatorLine): boolean {
  return OPERATOR_LINES.indexOf(line) >= OPERATOR_LINES.indexOf(other);
}

/** The first rule that fails, in the operator's order. */
export function firstVerdict<Subject>(
  rules: readonly OperatorRule<Subject>[],
  subject: Subject,
  line: OperatorLine,
): OperatorVerdict | undefined {
  for (const { number, since = line, until = line, says, check } of [...rules].sort((a, b) => a.number - b.number)) {
    const wrong = isAtLeast(line, since) && isAtLeast(until, line) ? check(subject) : undefined;
    if (wrong !== undefined) {
      return { rule: number, message: `${wrong} (operator: "${says}")` };
    }
  }
  return undefined;
}

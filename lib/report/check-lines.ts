import type { createColors } from "picocolors";
import type { Check, Verdict } from "../sizing/check";
import { PAGE_WIDTH } from "./page-width";
import { sentence } from "./sentence";
import { wrap } from "./wrap";

type Colors = ReturnType<typeof createColors>;

const MARKS: Readonly<Record<Verdict, string>> = { fail: "✗", warn: "!", pass: "✓" };
/** What fails comes first. */
const ORDER: readonly Verdict[] = ["fail", "warn", "pass"];

/** The same check of several stages. */
export interface CheckGroup extends Check {
  readonly stages: readonly string[];
}

/** Failures, warnings and passes, in this order; what is said of several stages in the same words is said once. */
export function groupedChecks(checks: readonly Check[]): readonly CheckGroup[] {
  const groups = new Map<string, CheckGroup & { readonly stages: string[] }>();
  for (const each of checks) {
    const key = `${each.code} ${each.verdict} ${each.message} ${each.wayOut}`;
    const group = groups.get(key) ?? { ...each, stages: [] };
    groups.set(key, group);
    group.stages.push(...(each.stage === undefined ? [] : [each.stage]));
  }
  return ORDER.flatMap((verdict) => [...groups.values()].filter((group) => group.verdict === verdict));
}

/** `2 checks fail, 1 warns, 24 pass`. */
export function describeVerdicts(checks: readonly Check[]): string {
  const [fail, warn, pass] = ORDER.map((verdict) => checks.filter((check) => check.verdict === verdict).length);
  const parts = [
    [fail, "fails", "fail"],
    [warn, "warns", "warn"],
    [pass, "passes", "pass"],
  ] as const;
  const said = parts.flatMap(([count = 0, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]));
  return said.length === 0 ? "no checks" : `checks: ${said.join(", ")}`;
}

/** Every check with its figures, and the lever of those that do not pass. */
export function checkLines(checks: readonly Check[], colors: Colors): readonly string[] {
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    fail: colors.red,
    warn: colors.yellow,
    pass: colors.green,
  };
  return [
    ...groupedChecks(checks).flatMap(({ verdict, stages, code, message, wayOut }) => {
      const subject = stages.length === 0 ? "" : `${stages.join(", ")}: `;
      const lever = wayOut === undefined ? "" : ` ${sentence(wayOut)}`;
      const passed = verdict === "pass";
      const [first = "", ...rest] = wrap(`${subject}${message}.${lever}${passed ? "" : ` [${code}]`}`, PAGE_WIDTH - 2);
      const text = passed ? colors.dim : String;
      return [`${paint[verdict](MARKS[verdict])} ${text(first)}`, ...rest.map((line) => `  ${text(line)}`)];
    }),
  ];
}

import { ruleList, ruleReport } from "../report/rule-report";
import { ruleSarifLog } from "../report/sarif";
import { RULES } from "../rules/all-rules";
import { checkFiles, type IgnoredRule } from "../rules/check-files";
import { UsageError } from "./project";
import { readText } from "./read-text";
import { type CommandResult, jsonText } from "./result";

export interface CheckCommandOptions {
  readonly ignore?: readonly string[];
  readonly list: boolean;
  readonly format: string;
  readonly strict: boolean;
  readonly color: boolean;
}

/** Checks plans and manifests. Ends with 1 if something reaches the threshold: errors do; with `strict` warnings too. */
export function check(
  files: readonly string[],
  { ignore = [], list, format, strict, color }: CheckCommandOptions,
): CommandResult {
  if (!["text", "json", "sarif"].includes(format)) {
    throw new UsageError(`there is no format ${JSON.stringify(format)}; use text, json or sarif`);
  }
  if (list) {
    const rules = RULES.map(({ check: _, ...rule }) => rule);
    return { output: format === "text" ? ruleList(RULES, color) : jsonText(rules), exitCode: 0 };
  }
  if (files.length === 0) {
    throw new UsageError("no file to check; name a plan (terraform show -json) or manifests, or - for standard input");
  }
  const checked = checkFiles(
    files.map((name) => ({ name: name === "-" ? "stdin" : name, text: readText(name) })),
    { ignore: ignore.map(ignoredRule) },
  );
  const told = checked.findings.filter(({ ignored }) => ignored === undefined);
  const exitCode = told.some(({ severity }) => strict || severity === "error") ? 1 : 0;
  switch (format) {
    case "json":
      return { output: jsonText(checked), exitCode };
    case "sarif":
      return { output: jsonText(ruleSarifLog(RULES, checked)), exitCode };
    default:
      return { output: ruleReport(checked, color), exitCode };
  }
}

/** `rule=reason`, or `rule@resource=reason`. */
function ignoredRule(text: string): IgnoredRule {
  const [, rule = "", resource, reason = ""] = /^([^@=]*)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? [];
  return { rule, reason, ...(resource !== undefined && { resource }) };
}

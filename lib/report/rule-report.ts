import { createColors } from "picocolors";
import type { CheckedFiles, RuleFinding } from "../rules/check-files";
import { RULE_TOPICS, type RuleDescription, type RuleSeverity } from "../rules/rule";
import { counted } from "./counted";
import { PAGE_WIDTH } from "./page-width";
import { wrap } from "./wrap";

const MARKS: Readonly<Record<RuleSeverity, string>> = { error: "✗", warning: "!" };

type Colors = ReturnType<typeof createColors>;

/** What was found in manifests and plans, as a person reads it. */
export function ruleReport({ findings, counts, idle }: CheckedFiles, color = false): string {
  const colors = createColors(color);
  const told = findings.filter(({ ignored }) => ignored === undefined);
  const files = [...new Set(told.map(({ place }) => place.file))];
  const { rules, clusters, objects, resources } = counts;
  const looked = `${counted(clusters, "Flink cluster")}, ${counted(objects, "Kubernetes object")}, ${counted(resources, "Terraform resource")} against ${rules} rules`;
  return [
    ...files.flatMap((file) => [
      colors.bold(file),
      ...told.filter(({ place }) => place.file === file).map((finding) => findingLines(finding, colors)),
      "",
    ]),
    ...ignoredLines(findings, colors),
    ...idle.flatMap(({ rule, resource }) =>
      wrap(`--ignore ${rule}${resource === undefined ? "" : `@${resource}`} hides nothing; remove it.`, PAGE_WIDTH),
    ),
    `${verdict(told, colors)}: ${looked}`,
    "",
  ].join("\n");
}

/** Every rule with its severity, by topic. */
export function ruleList(rules: readonly RuleDescription[], color = false): string {
  const colors = createColors(color);
  const width = Math.max(...rules.map(({ id }) => id.length));
  return RULE_TOPICS.flatMap((topic) => [
    colors.bold(topic),
    ...rules
      .filter((rule) => rule.topic === topic)
      .map(({ id, severity, title }) => `  ${MARKS[severity]} ${id.padEnd(width)}  ${title}`),
    "",
  ])
    .concat(
      `${counted(rules.length, "rule")}: ${MARKS.error} error, ${MARKS.warning} warning; docs/rules.md has reasons and fixes`,
      "",
    )
    .join("\n");
}

function findingLines({ rule, severity, place, message, fix }: RuleFinding, colors: Colors): string {
  const paint = severity === "error" ? colors.red : colors.yellow;
  const where = `${place.line === undefined ? "" : `${place.line}: `}${place.resource}`;
  const [first = "", ...rest] = wrap(`${where}: ${message}. ${fix} [${rule}]`, PAGE_WIDTH - 2);
  return [`${paint(MARKS[severity])} ${first}`, ...rest.map((line) => `  ${line}`)].join("\n");
}

function ignoredLines(findings: readonly RuleFinding[], colors: Colors): readonly string[] {
  const groups = new Map<string, number>();
  for (const { rule, ignored } of findings) {
    if (ignored !== undefined) {
      const group = `${rule}: ${ignored}`;
      groups.set(group, (groups.get(group) ?? 0) + 1);
    }
  }
  return [...groups].flatMap(([group, count]) =>
    wrap(`ignored ${counted(count, "time")}, ${group}`, PAGE_WIDTH).map((line) => colors.dim(line)),
  );
}

function verdict(told: readonly RuleFinding[], colors: Colors): string {
  const [errors, warnings] = (["error", "warning"] as const).map(
    (severity) => told.filter((finding) => finding.severity === severity).length,
  );
  return told.length === 0
    ? colors.green("nothing to say")
    : `${counted(errors ?? 0, "error")}, ${counted(warnings ?? 0, "warning")}`;
}

import { wrap } from "../../lib/report/wrap";
import { RULE_TOPICS, type RuleDescription } from "../../lib/rules/rule";

const WIDTH = 120;
const INTRODUCTION = `# Rules of \`check\`

\`npx cdktf-flink check FILE…\` reads Terraform plans (\`terraform show -json PLAN\`, or the same of a state) and YAML of
Kubernetes, together: a bucket of one file is known to hold the state of a cluster of another. It knows FlinkDeployments,
session jobs, Deployments and StatefulSets that run Flink's image, ConfigMaps with its configuration, disruption budgets,
roles, the provider's typed resources for all of these, S3 buckets with their settings, IAM policies and KMS keys.

- An **error** loses state, or runs nothing, in the ordinary course of things: an update, a lost pod, a drain, this very
  apply. It makes the exit code 1. A **warning** takes a second misfortune, or costs something else; \`--strict\` counts it.
- Only what is in the files is judged. A ConfigMap that is elsewhere lacks nothing, what Terraform knows after the apply
  has no value yet, and what a plan does not show, such as \`prevent_destroy\`, is not asked for. What the operator puts
  under every deployment is known where its ConfigMap \`flink-operator-config\` is among the files.
- What differs between releases of Flink is judged where \`flinkVersion\` or the tag of Flink's own image says which it is.
- A bucket holds state if a cluster among the files uses it, or if its name says flink, checkpoint or savepoint.
- A rule that does not fit is left out with a reason, everywhere or for one resource as findings name it:
  \`--ignore upgrade-mode-stateless="offsets are in the sink"\`, \`--ignore 'ha-off@FlinkDeployment dev/orders=a toy'\`.
  Reasons are printed, and are suppressions in SARIF; one that hides nothing any more is named.

This page is written from the rules; \`npm run golden\` writes it anew.
`;

/** The page that says what each rule means. */
export function rulesPage(rules: readonly RuleDescription[]): string {
  return [
    INTRODUCTION,
    ...RULE_TOPICS.flatMap((topic) => [
      `## ${topic.charAt(0).toUpperCase()}${topic.slice(1)}\n`,
      ...rules.filter((rule) => rule.topic === topic).map(ruleText),
    ]),
  ].join("\n");
}

function ruleText({ id, severity, title, reason, fix, source }: RuleDescription): string {
  const paragraphs = [`**${title}** (${severity}). ${reason}`, `${fix} [Source](${source})`];
  return `### ${id}\n\n${paragraphs.map((text) => `${wrap(text, WIDTH).join("\n")}\n`).join("\n")}`;
}

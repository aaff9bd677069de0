import type { Explanation } from "../flink/advisor/explain";
import { ADVICE_CODES, type Severity } from "../flink/advisor/finding";
import type { CheckedFiles } from "../rules/check-files";
import type { RuleDescription, RuleSeverity } from "../rules/rule";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** The page of all rules, as the published package has it. */
const RULES_PAGE = "https://unpkg.com/cdktf-flink/docs/rules.md";

/** Explained files as a SARIF 2.1.0 log, for code scanning. What is missing from a file is shown at its first line. */
export function sarifLog(explained: readonly (readonly [file: string, explanation: Explanation])[]): unknown {
  return log(
    ADVICE_CODES.map((id) => ({ id })),
    explained.flatMap(([file, { findings }]) =>
      findings.map(({ severity, code, line, message, wayOut }) => ({
        ruleId: code,
        ruleIndex: ADVICE_CODES.indexOf(code),
        level: severity satisfies Severity,
        message: { text: `${message}. ${wayOut}.` },
        locations: [location(file === "-" ? "stdin" : file, line)],
      })),
    ),
  );
}

/** Checked files as a SARIF 2.1.0 log. What was ignored is in it, as suppressed, with the reason. */
export function ruleSarifLog(rules: readonly RuleDescription[], { findings }: CheckedFiles): unknown {
  return log(
    rules.map(({ id, severity, topic, title, reason, fix }) => ({
      id,
      shortDescription: { text: title },
      fullDescription: { text: reason },
      help: { text: `${reason} ${fix}` },
      helpUri: `${RULES_PAGE}#${id}`,
      defaultConfiguration: { level: severity satisfies RuleSeverity },
      properties: { tags: [topic] },
    })),
    findings.map(({ rule, severity, place, message, fix, ignored }) => ({
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: severity,
      message: { text: `${place.resource}: ${message}. ${fix}` },
      locations: [
        {
          ...location(place.file, place.line),
          logicalLocations: [{ fullyQualifiedName: place.resource, kind: "resource" }],
        },
      ],
      suppressions: ignored === undefined ? [] : [{ kind: "external", justification: ignored }],
    })),
  );
}

function log(rules: readonly unknown[], results: readonly unknown[]): unknown {
  return { $schema: SCHEMA, version: "2.1.0", runs: [{ tool: { driver: { name: "cdktf-flink", rules } }, results }] };
}

function location(file: string, line: number | undefined) {
  return { physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line ?? 1 } } };
}

import type { Explanation } from "../flink/advisor/explain";
import { ADVICE_CODES, type Severity } from "../flink/advisor/finding";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** Explained files as a SARIF 2.1.0 log, for code scanning. What is missing from a file is shown at its first line. */
export function sarifLog(explained: readonly (readonly [file: string, explanation: Explanation])[]): unknown {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "cdktf-flink", rules: ADVICE_CODES.map((id) => ({ id })) } },
        results: explained.flatMap(([file, { findings }]) =>
          findings.map(({ severity, code, line, message, wayOut }) => ({
            ruleId: code,
            ruleIndex: ADVICE_CODES.indexOf(code),
            level: severity satisfies Severity,
            message: { text: `${message}. ${wayOut}.` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: file === "-" ? "stdin" : file },
                  region: { startLine: line ?? 1 },
                },
              },
            ],
          })),
        ),
      },
    ],
  };
}

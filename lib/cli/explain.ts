import { type Explanation, explainFlinkConfiguration } from "../flink/advisor/explain";
import { explainFlinkDeployment, isFlinkDeployment } from "../flink/advisor/explain-deployment";
import { adviceReport } from "../report/advice-report";
import { sarifLog } from "../report/sarif";
import { UsageError } from "./project";
import { readText } from "./read-text";

export interface ExplainCommandOptions {
  readonly flink?: string;
  readonly format: string;
  readonly strict: boolean;
  readonly color: boolean;
}

/** What to print, and the exit code: 0 if nothing reaches the threshold, 1 if something does. */
export interface ExplainResult {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

/** Explains files, or standard input for `-`. Errors reach the threshold; with `strict` warnings do too. */
export function explain(
  files: readonly string[],
  { flink, format, strict, color }: ExplainCommandOptions,
): ExplainResult {
  const explained = files.map((file) => [file, explainFile(file, flink)] as const);
  const counts = strict ? ["error", "warning"] : ["error"];
  const reached = explained.some(([, { findings }]) => findings.some(({ severity }) => counts.includes(severity)));
  return { output: render(explained, format, color), exitCode: reached ? 1 : 0 };
}

/** A file as what it holds: a configuration, or a FlinkDeployment. */
export function explainFile(file: string, flinkVersion: string | undefined): Explanation {
  const text = readText(file);
  if (isFlinkDeployment(text)) {
    return explainFlinkDeployment(text);
  }
  return explainFlinkConfiguration(text, {
    ...(flinkVersion !== undefined && { flinkVersion }),
    ...(file !== "-" && { fileName: file }),
  });
}

function render(explained: readonly (readonly [string, Explanation])[], format: string, color: boolean): string {
  switch (format) {
    case "text":
      return explained.map(([file, explanation]) => adviceReport(file, explanation, color)).join("\n");
    case "json":
      return `${JSON.stringify(
        explained.map(([file, explanation]) => ({ file, ...explanation })),
        null,
        2,
      )}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(explained), null, 2)}\n`;
    default:
      throw new UsageError(`there is no format ${JSON.stringify(format)}; use text, json or sarif`);
  }
}

import { type Explanation, explainFlinkConfiguration } from "../flink/advisor/explain";
import { explainFlinkDeployment, isFlinkDeployment } from "../flink/advisor/explain-deployment";
import { adviceReport } from "../report/advice-report";
import { sarifLog } from "../report/sarif";
import { UsageError } from "./project";
import { readText } from "./read-text";
import { type CommandResult, jsonText } from "./result";

export interface ExplainCommandOptions {
  readonly flink?: string;
  readonly format: string;
  readonly strict: boolean;
  readonly color: boolean;
}

/** Explains files, or standard input for `-`. Ends with 1 if something reaches the threshold: errors reach the threshold; with `strict` warnings do too. */
export function explain(
  files: readonly string[],
  { flink, format, strict, color }: ExplainCommandOptions,
): CommandResult {
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
      return jsonText(explained.map(([file, explanation]) => ({ file, ...explanation })));
    case "sarif":
      return jsonText(sarifLog(explained));
    default:
      throw new UsageError(`there is no format ${JSON.stringify(format)}; use text, json or sarif`);
  }
}

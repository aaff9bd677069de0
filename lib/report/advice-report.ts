import { createColors } from "picocolors";
import type { Explanation } from "../flink/advisor/explain";
import type { Advice, Severity } from "../flink/advisor/finding";
import { memoryBar } from "./memory-bar";
import { wrap } from "./wrap";

const WIDTH = 98;
const BAR_WIDTH = 40;
const MARKS: Readonly<Record<Severity, string>> = { error: "✗", warning: "!", note: "·" };

type Colors = ReturnType<typeof createColors>;

/** An explained configuration, as a person reads it. */
export function adviceReport(file: string, { version, findings, memory }: Explanation, color = false): string {
  const colors = createColors(color);
  const paint: Readonly<Record<Severity, (text: string) => string>> = {
    error: colors.red,
    warning: colors.yellow,
    note: colors.dim,
  };
  const lines = findings.map((advice) => adviceLines(file, advice, paint[advice.severity]));
  return [
    colors.bold(`${file}, read by Flink ${version}`),
    ...lines,
    summary(findings, colors),
    ...memoryLines(memory, colors),
    "",
  ].join("\n");
}

function adviceLines(
  file: string,
  { severity, code, line, message, wayOut }: Advice,
  paint: (text: string) => string,
): string {
  const place = line === undefined ? "" : `${file}:${line} `;
  const [first = "", ...rest] = wrap(
    `${place}${message}. ${wayOut.charAt(0).toUpperCase()}${wayOut.slice(1)}. [${code}]`,
    WIDTH - 2,
  );
  return [`${paint(MARKS[severity])} ${first}`, ...rest.map((text) => `  ${text}`)].join("\n");
}

function summary(findings: readonly Advice[], colors: Colors): string {
  const count = (severity: Severity) => findings.filter((advice) => advice.severity === severity).length;
  const [errors, warnings, notes] = [count("error"), count("warning"), count("note")];
  return errors + warnings + notes === 0
    ? colors.green("nothing to say")
    : `${errors} errors, ${warnings} warnings, ${notes} notes`;
}

function memoryLines({ taskManager, jobManager }: Explanation["memory"], colors: Colors): string[] {
  return [
    ...(taskManager === undefined
      ? []
      : [
          `TaskManager ${taskManager.process}: task heap ${taskManager.taskHeap}, managed ${taskManager.managed}, network ${taskManager.network}, overhead ${taskManager.jvmOverhead}`,
          colors.dim(memoryBar(taskManager, BAR_WIDTH)),
        ]),
    ...(jobManager === undefined
      ? []
      : [`JobManager ${jobManager.process}: heap ${jobManager.heap}, overhead ${jobManager.jvmOverhead}`]),
  ];
}

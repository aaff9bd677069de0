import { existsSync, writeFileSync } from "node:fs";
import { explainFile } from "./explain";
import { UsageError } from "./project";

export interface ImportCommandOptions {
  readonly out: string;
  readonly flink?: string;
}

/** Writes the program that declares a configuration file, and returns what to say about it. */
export function importFile(file: string, { out, flink }: ImportCommandOptions): string {
  const { program, settings, leftOut } = explainFile(file, flink).imported;
  if (existsSync(out)) {
    throw new UsageError(`${out} exists and is not overwritten; name another file with --out, or remove it`);
  }
  writeFileSync(out, program);
  const ignored = leftOut
    .map(({ key }) => `  left out, because Flink ignores it, cannot read it, or it is a secret: ${key}\n`)
    .join("");
  return `${out}: ${settings.length} settings of ${file}\n${ignored}State the topic, the load and the image there; they are placeholders.\n`;
}

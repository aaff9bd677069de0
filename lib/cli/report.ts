import { existsSync } from "node:fs";
import { htmlReport } from "../report/html/page";
import { plansOf } from "./plans-of";
import { loadProject, UsageError } from "./project";
import { writeText } from "./write-text";

export interface ReportOptions {
  readonly platform: string;
  readonly out: string;
  readonly force: boolean;
}

/** Writes the plans as one HTML page, and returns what to say about it. */
export function report(names: readonly string[], { platform, out, force }: ReportOptions): string {
  const plans = plansOf(loadProject(platform), names);
  if (existsSync(out) && !force) {
    throw new UsageError(`${out} exists and is not overwritten; name another file with --out, or add --force`);
  }
  writeText(out, htmlReport(plans));
  return `${out}: ${plans.map(({ environment }) => environment.name).join(", ")}\n`;
}

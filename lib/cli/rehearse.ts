import { existsSync } from "node:fs";
import { rehearsal } from "../report/rehearsal/page";
import { planPlatform } from "../sizing/plan-platform";
import { unknownName } from "./nearest";
import { chosenEnvironments, loadProject, UsageError } from "./project";
import { writeText } from "./write-text";

export interface RehearseOptions {
  readonly platform: string;
  /** One stage. @default - all */
  readonly stage?: string;
  /** A file. @default - standard output */
  readonly out?: string;
  readonly force: boolean;
}

/** The failover rehearsal of an environment: the Markdown itself, or what to say about the file it was written to. */
export function rehearse(environment: string, { platform, stage, out, force }: RehearseOptions): string {
  const project = loadProject(platform);
  const [chosen] = chosenEnvironments(project, [environment]);
  const plan = planPlatform(project.workload, chosen as NonNullable<typeof chosen>);
  const names = plan.stages.map(({ name }) => name);
  if (stage !== undefined && !names.includes(stage)) {
    throw new UsageError(unknownName(`there is no stage ${JSON.stringify(stage)}`, stage, names));
  }
  const text = rehearsal(
    plan,
    plan.stages.filter(({ name }) => stage === undefined || name === stage),
  );
  if (out === undefined) {
    return text;
  }
  if (existsSync(out) && !force) {
    throw new UsageError(`${out} exists and is not overwritten; name another file with --out, or add --force`);
  }
  writeText(out, text);
  return `${out}: ${environment}${stage === undefined ? "" : `, ${stage}`}\n`;
}

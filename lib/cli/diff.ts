import { differenceReport } from "../report/difference-report";
import { planDifferences } from "../report/plan-difference";
import { planRecord } from "../report/plan-record";
import { planPlatform } from "../sizing/plan-platform";
import { chosenEnvironments, loadProject } from "./project";
import { jsonText } from "./result";

export interface DiffOptions {
  readonly platform: string;
  readonly json: boolean;
  readonly color: boolean;
}

/** What the second environment has that the first has not, in plain words. */
export function diff(from: string, to: string, { platform, json, color }: DiffOptions): string {
  const project = loadProject(platform);
  const [before, after] = [from, to].map((name) => {
    const [environment] = chosenEnvironments(project, [name]);
    return planRecord(planPlatform(project.workload, environment as NonNullable<typeof environment>));
  }) as [ReturnType<typeof planRecord>, ReturnType<typeof planRecord>];
  const differences = planDifferences(before, after);
  return json
    ? jsonText({ workload: project.workload.name, from, to, differences })
    : differenceReport(`${project.workload.name}: ${from} → ${to}`, differences, color);
}

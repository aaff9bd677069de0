import { differenceReport } from "../report/difference-report";
import { type PlanDifference, planDifferences } from "../report/plan-difference";
import { planRecord } from "../report/plan-record";
import { checkCounts, planReport } from "../report/plan-report";
import type { PlatformPlan } from "../sizing/platform-plan";
import { withInputs } from "../workload/what-if";
import { explainNumber } from "./explain-number";
import { nearest } from "./nearest";
import { plansOf } from "./plans-of";
import { chosenEnvironments, loadProject, type Project, UsageError } from "./project";
import { type CommandResult, jsonText } from "./result";
import { readSavedPlan, SAVED_PLAN, savePlan } from "./saved-plan";

export interface PlanOptions {
  readonly platform: string;
  readonly json: boolean;
  readonly color: boolean;
  /** Inputs that are changed for this run: `correlate.statePerKey=40KiB`. */
  readonly set?: readonly string[];
  /** One number, as `stage.number`. */
  readonly explain?: string;
  /** A file, or the usual one. */
  readonly save?: string | true;
  readonly against?: string | true;
  /** End with 1 where `against` finds a difference. */
  readonly exitCode?: boolean;
}

/** Plans the environments named, or all, without synthesizing. Ends with 1 where a check fails. */
export function plan(names: readonly string[], options: PlanOptions): CommandResult {
  refuseContradictions(options);
  const project = loadProject(options.platform);
  const { set = [], explain, save, against } = options;
  const chosen: Project = { ...project, environments: chosenEnvironments(project, names) };
  const asked = withInputs(chosen, set, nearest);
  const plans = plansOf(asked);
  if (explain !== undefined) {
    return { output: explainNumber(plans, explain, options), exitCode: 0 };
  }
  if (save !== undefined) {
    return { output: saved(fileOf(save, project), asked, plans), exitCode: 0 };
  }
  if (against !== undefined) {
    return compared(fileOf(against, project), names, asked, plans, options);
  }
  const exitCode = plans.some(({ checks }) => checks.some(({ verdict }) => verdict === "fail")) ? 1 : 0;
  return { output: set.length > 0 ? changed(plansOf(chosen), plans, options) : shown(plans, options), exitCode };
}

function shown(plans: readonly PlatformPlan[], { json, color }: PlanOptions): string {
  return json ? jsonText(plans) : plans.map((each) => planReport(each, { color })).join("\n");
}

/** What the inputs that were set change in each environment. */
function changed(before: readonly PlatformPlan[], after: readonly PlatformPlan[], options: PlanOptions): string {
  const { set = [], json, color } = options;
  const all = after.map((each, index) => {
    const without = before[index];
    return {
      plan: each,
      differences: without === undefined ? [] : planDifferences(planRecord(without), planRecord(each)),
    };
  });
  if (json) {
    return jsonText(all.map(({ plan: each, differences }) => ({ ...titled(each), set, differences, plan: each })));
  }
  return all
    .map(({ plan: each, differences }) => {
      const title = `${each.workload} · ${each.environment.name}, with ${set.join(", ")}`;
      return `${differenceReport(title, differences, color)}${checkCounts(each.checks, color)}\n`;
    })
    .join("\n");
}

function saved(file: string, { workload }: Project, plans: readonly PlatformPlan[]): string {
  const environments = Object.fromEntries(plans.map((each) => [each.environment.name, planRecord(each)]));
  savePlan(file, { workload: workload.name, environments });
  return `${file}: ${Object.keys(environments).join(", ")}\n`;
}

/** What changed since a plan was saved. Environments that are not named are compared as far as they are in the file. */
function compared(
  file: string,
  names: readonly string[],
  { workload }: Project,
  plans: readonly PlatformPlan[],
  { json, color, exitCode }: PlanOptions,
): CommandResult {
  const committed = readSavedPlan(file);
  if (committed.workload !== workload.name) {
    throw new UsageError(`${file} is a plan of workload ${committed.workload}, not of ${workload.name}`);
  }
  const all = plans.map((each) => {
    const before = committed.environments[each.environment.name];
    const differences = before === undefined ? undefined : planDifferences(before, planRecord(each));
    return { ...titled(each), differences };
  });
  const known = plans.map(({ environment }) => environment.name);
  const gone = names.length > 0 ? [] : Object.keys(committed.environments).filter((name) => !known.includes(name));
  const different = gone.length > 0 || all.some(({ differences }) => differences?.length !== 0);
  const output = json
    ? jsonText([
        ...all.map((each) => ({ ...each, differences: each.differences ?? "new" })),
        ...gone.map((environment) => ({ workload: workload.name, environment, differences: "gone" })),
      ])
    : [
        ...all.map(({ environment, differences }) =>
          againstReport(file, workload.name, environment, differences, color),
        ),
        ...gone.map((environment) => `${workload.name} · ${environment}: in ${file}, and no longer an environment\n`),
      ].join("\n");
  return { output, exitCode: different && exitCode === true ? 1 : 0 };
}

function againstReport(
  file: string,
  workload: string,
  environment: string,
  differences: readonly PlanDifference[] | undefined,
  color: boolean,
): string {
  return differences === undefined
    ? `${workload} · ${environment}: new, not in ${file}\n`
    : differenceReport(`${workload} · ${environment}, against ${file}`, differences, color);
}

function titled({ workload, environment }: PlatformPlan): { readonly workload: string; readonly environment: string } {
  return { workload, environment: environment.name };
}

/** An environment where a file belongs is one that was meant to be named before the option. */
function fileOf(file: string | true, { environments }: Project): string {
  if (file === true) {
    return SAVED_PLAN;
  }
  if (environments.some(({ name }) => name === file)) {
    throw new UsageError(`${file} is an environment, not a file; name environments before the option`);
  }
  return file;
}

function refuseContradictions({ set = [], explain, save, against, exitCode }: PlanOptions): void {
  const modes = Object.entries({ "--explain": explain, "--save": save, "--against": against })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (modes.length > 1) {
    throw new UsageError(`${modes.join(" and ")} answer different questions; use one at a time`);
  }
  if (set.length > 0 && (save !== undefined || against !== undefined)) {
    throw new UsageError(`--set asks what would be, and ${modes[0]} is about what is; use one of them`);
  }
  if (exitCode === true && against === undefined) {
    throw new UsageError("--exit-code is about --against; without it a failing check ends with 1 anyway");
  }
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { planReport } from "../report/plan-report";
import type { PlatformPlan } from "../sizing/platform-plan";
import { plansOf } from "./plans-of";
import { loadProject, type Project, readAppSettings } from "./project";
import { jsonText } from "./result";
import { runApp } from "./run-app";
import { settleLock } from "./state-lock";

export interface SynthOptions {
  readonly platform: string;
  readonly json: boolean;
  readonly color: boolean;
}

/** Plans the environments, runs the app, and returns what to print: the plans, and where the Terraform is. */
export function synth(names: readonly string[], { platform, json, color }: SynthOptions): string {
  const project = loadProject(platform);
  const plans = plansOf(project, names);
  const { app, output } = readAppSettings();
  runApp(app, output);
  process.stderr.write(settleLock(output, acknowledging(project)));
  if (json) {
    return jsonText(plans.map((plan) => ({ ...plan, terraform: terraformFiles(output, plan) })));
  }
  return plans
    .map((plan) => `${planReport(plan, { color, detail: "brief" })}\n${terraformSection(output, plan)}\n`)
    .join("\n");
}

/** Environments with an edit that the state lock is told to let pass. */
function acknowledging({ environments }: Project): readonly string[] {
  return environments.flatMap(({ name, acknowledge = [] }) => (acknowledge.length > 0 ? [name] : []));
}

function terraformSection(output: string, plan: PlatformPlan): string {
  const files = terraformFiles(output, plan);
  return files.length === 0
    ? `The app declares no stack for ${plan.environment.name}.\n`
    : `Terraform:\n${files.map((file) => `  ${file}\n`).join("")}`;
}

/** Stacks are called `<environment>-<part>`. */
function terraformFiles(output: string, { environment }: PlatformPlan): readonly string[] {
  const stacks = join(output, "stacks");
  if (!existsSync(stacks)) {
    return [];
  }
  return readdirSync(stacks)
    .filter((stack) => stack.startsWith(`${environment.name}-`))
    .sort()
    .map((stack) => join(stacks, stack, "cdk.tf.json"));
}

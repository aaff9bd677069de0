import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { planReport } from "../report/plan-report";
import type { PlatformPlan } from "../sizing/platform-plan";
import { plansOf } from "./plans-of";
import { loadProject, readAppSettings, UsageError } from "./project";
import { jsonText } from "./result";

export interface SynthOptions {
  readonly platform: string;
  readonly json: boolean;
  readonly color: boolean;
}

/** Plans the environments, runs the app, and returns what to print: the plans, and where the Terraform is. */
export function synth(names: readonly string[], { platform, json, color }: SynthOptions): string {
  const plans = plansOf(loadProject(platform), names);
  const { app, output } = readAppSettings();
  runApp(app, output);
  if (json) {
    return jsonText(plans.map((plan) => ({ ...plan, terraform: terraformFiles(output, plan) })));
  }
  return plans
    .map((plan) => `${planReport(plan, { color, detail: "brief" })}\n${terraformSection(output, plan)}\n`)
    .join("\n");
}

/** The command of cdktf.json, as cdktf's own CLI runs it; its output belongs on standard error, ours is the plan. */
function runApp(app: string, output: string): void {
  const { status, signal } = spawnSync(app, {
    shell: true,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, CDKTF_OUTDIR: output },
  });
  if (status !== 0) {
    throw new UsageError(
      `the app of cdktf.json (${app}) ended with ${signal ?? `exit code ${status}`}; its message stands above`,
    );
  }
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

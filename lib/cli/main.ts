#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { isColorSupported } from "picocolors";
import { InvalidInputError } from "../errors";
import { UsageError } from "./project";
import type { CommandResult } from "./result";

/** A command is loaded when it is run, so that each starts as fast as what it needs. */
const program = new Command("cdktf-flink")
  .description("Plans, synthesizes and explains Flink platforms declared with cdktf-flink.")
  .exitOverride();
const color = process.stdout.isTTY === true && isColorSupported;
const PLATFORM = [
  "--platform <file>",
  "compiled file that exports workload and environments",
  "dist/stacks/platform.js",
] as const;

program
  .command("synth")
  .description("synthesize every environment and print the plan of those named, or of all")
  .argument("[environments...]", "names of environments")
  .option(...PLATFORM)
  .option("--json", "print the plans as JSON", false)
  .action((environments: string[], options: { platform: string; json: boolean }) => {
    const { synth } = require("./synth") as typeof import("./synth");
    finish({ output: synth(environments, { ...options, color }), exitCode: 0 });
  });

program
  .command("plan")
  .description("print the plan of the environments named, or of all, without synthesizing; 1 if a check fails")
  .argument("[environments...]", "names of environments")
  .option(...PLATFORM)
  .option("--json", "print JSON", false)
  .option(
    "--set <stage.field=value>",
    "what would change with another input: correlate.statePerKey=40KiB, environment.loadFactor=2; may be repeated",
    (value: string, others: readonly string[] = []) => [...others, value],
  )
  .option("--explain <stage.number>", "why a number is what it is, down to the inputs: correlate.managed")
  .option("--save [file]", "write the numbers to a file that can be committed (default: flink-plan.json)")
  .option("--against [file]", "what changed since a plan was saved (default: flink-plan.json)")
  .option("--exit-code", "with --against: 1 if anything changed")
  .action((environments: string[], options: Omit<import("./plan").PlanOptions, "color">) => {
    const { plan } = require("./plan") as typeof import("./plan");
    const set = options.set && [...options.set, ...environments.filter(isAssignment)];
    const names = environments.filter((name) => set === undefined || !isAssignment(name));
    finish(plan(names, { ...options, ...(set && { set }), color }));
  });

program
  .command("diff")
  .description("say in plain words what one environment has that another has not")
  .argument("<from>", "name of an environment")
  .argument("<to>", "name of an environment")
  .option(...PLATFORM)
  .option("--json", "print JSON", false)
  .action((from: string, to: string, options: { platform: string; json: boolean }) => {
    const { diff } = require("./diff") as typeof import("./diff");
    finish({ output: diff(from, to, { ...options, color }), exitCode: 0 });
  });

program
  .command("report")
  .description("write the plans of the environments named, or of all, as one HTML page that needs nothing else")
  .argument("[environments...]", "names of environments")
  .option(...PLATFORM)
  .requiredOption("--out <file>", "where to write; an existing file is not overwritten")
  .option("--force", "overwrite an existing file", false)
  .action((environments: string[], options: { platform: string; out: string; force: boolean }) => {
    const { report } = require("./report") as typeof import("./report");
    finish({ output: report(environments, options), exitCode: 0 });
  });

program
  .command("rehearse")
  .description(
    "write the failover rehearsal of an environment as Markdown: commands, and what the plan expects to be seen",
  )
  .argument("<environment>", "name of an environment")
  .option(...PLATFORM)
  .option("--stage <stage>", "only this stage")
  .option("--out <file>", "where to write; an existing file is not overwritten (default: standard output)")
  .option("--force", "overwrite an existing file", false)
  .action((environment: string, options: { platform: string; stage?: string; out?: string; force: boolean }) => {
    const { rehearse } = require("./rehearse") as typeof import("./rehearse");
    finish({ output: rehearse(environment, options), exitCode: 0 });
  });

program
  .command("lock")
  .description("record where the environments named, or all, hold their state, in flink-state.lock.json")
  .argument("[environments...]", "names of environments")
  .option("--check", "write nothing; 1 if the file is behind, as CI wants it", false)
  .option("--new", "record environments the file has no entry of, although it knows the workload", false)
  .option("--forget", "take environments out that are destroyed", false)
  .action((environments: string[], options: import("./lock").LockOptions) => {
    const { lock } = require("./lock") as typeof import("./lock");
    finish(lock(environments, options));
  });

program
  .command("explain")
  .description("say what a Flink configuration means, and what is wrong with it")
  .argument("<files...>", "flink-conf.yaml, config.yaml or a FlinkDeployment; - reads standard input")
  .option("--flink <version>", "release line or release that reads it (default: 2.2)")
  .option("--format <format>", "text, json or sarif", "text")
  .option("--strict", "exit with 1 for warnings too", false)
  .action((files: string[], options: { flink?: string; format: string; strict: boolean }) => {
    const { explain } = require("./explain") as typeof import("./explain");
    finish(explain(files, { ...options, color }));
  });

program
  .command("check")
  .description(
    "check Terraform plans and Kubernetes manifests against rules about state, availability and rights; 1 for errors",
  )
  .argument(
    "[files...]",
    "plans (terraform show -json PLAN) and YAML of Kubernetes, judged together; - reads standard input",
  )
  .option("--format <format>", "text, json or sarif", "text")
  .option("--strict", "exit with 1 for warnings too", false)
  .option(
    "--ignore <rule[@resource]=reason>",
    "leave a rule out, everywhere or for one resource, and say why; may be repeated",
    (value: string, others: readonly string[] = []) => [...others, value],
  )
  .option("--list", "list the rules", false)
  .action((files: string[], options: Omit<import("./check").CheckCommandOptions, "color">) => {
    const { check } = require("./check") as typeof import("./check");
    finish(check(files, { ...options, color }));
  });

program
  .command("import")
  .description("write the TypeScript that declares a Flink configuration with this library")
  .argument("<file>", "flink-conf.yaml, config.yaml or a FlinkDeployment; - reads standard input")
  .requiredOption("--out <file>", "where to write; an existing file is not overwritten")
  .option("--flink <version>", "release line or release that reads it (default: 2.2)")
  .action((file: string, options: { out: string; flink?: string }) => {
    const { importFile } = require("./import") as typeof import("./import");
    finish({ output: importFile(file, options), exitCode: 0 });
  });

program
  .command("stop")
  .description("stop a stage's job with a savepoint, through kubectl, and say what starts it again from there")
  .argument("<environment>", "name of an environment on the standalone runtime")
  .argument("<stage>", "name of a stage")
  .option(...PLATFORM)
  .option("--json", "print JSON", false)
  .option("--timeout <duration>", "longest wait for the savepoint (default: the stage's checkpoint timeout + 1 min)")
  .option("--kubeconfig <file>", "instead of the environment's")
  .option("--context <name>", "instead of the environment's")
  .action((environment: string, stage: string, options: import("./stop").StopOptions) => {
    const { stop } = require("./stop") as typeof import("./stop");
    finish(stop(environment, stage, options));
  });

function finish({ output, exitCode }: CommandResult): void {
  process.stdout.write(output);
  process.exitCode = exitCode;
}

/** `--set a.b=1 c.d=2`: what follows the first is no name of an environment, which has no `=`. */
function isAssignment(argument: string): boolean {
  return argument.includes("=");
}

try {
  program.parse();
} catch (error) {
  // Where 1 says that something was found, input a command cannot use is 2; synth has only one way to fail.
  const unusable = process.argv[2] === "synth" ? 1 : 2;
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : unusable;
  } else if (error instanceof InvalidInputError || error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = unusable;
  } else {
    throw error;
  }
}

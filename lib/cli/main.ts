#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { isColorSupported } from "picocolors";
import { InvalidInputError } from "../errors";
import { explain } from "./explain";
import { importFile } from "./import";
import { UsageError } from "./project";
import { synth } from "./synth";

const program = new Command("cdktf-flink")
  .description("Plans, synthesizes and explains Flink platforms declared with cdktf-flink.")
  .exitOverride();
const color = process.stdout.isTTY === true && isColorSupported;

program
  .command("synth")
  .description("synthesize every environment and print the plan of those named, or of all")
  .argument("[environments...]", "names of environments")
  .option("--platform <file>", "compiled file that exports workload and environments", "dist/stacks/platform.js")
  .option("--json", "print the plans as JSON", false)
  .action((environments: string[], { platform, json }: { platform: string; json: boolean }) => {
    process.stdout.write(synth(environments, { platform, json, color }));
  });

program
  .command("explain")
  .description("say what a Flink configuration means, and what is wrong with it")
  .argument("<files...>", "flink-conf.yaml, config.yaml or a FlinkDeployment; - reads standard input")
  .option("--flink <version>", "release line or release that reads it (default: 2.2)")
  .option("--format <format>", "text, json or sarif", "text")
  .option("--strict", "exit with 1 for warnings too", false)
  .action((files: string[], options: { flink?: string; format: string; strict: boolean }) => {
    const { output, exitCode } = explain(files, { ...options, color });
    process.stdout.write(output);
    process.exitCode = exitCode;
  });

program
  .command("import")
  .description("write the TypeScript that declares a Flink configuration with this library")
  .argument("<file>", "flink-conf.yaml, config.yaml or a FlinkDeployment; - reads standard input")
  .requiredOption("--out <file>", "where to write; an existing file is not overwritten")
  .option("--flink <version>", "release line or release that reads it (default: 2.2)")
  .action((file: string, options: { out: string; flink?: string }) => {
    process.stdout.write(importFile(file, options));
  });

try {
  program.parse();
} catch (error) {
  // Of explain a finding is 1, so that input a command cannot use is 2; synth has only one way to fail.
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

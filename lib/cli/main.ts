#!/usr/bin/env node
import { Command } from "commander";
import { isColorSupported } from "picocolors";
import { InvalidInputError } from "../errors";
import { UsageError } from "./project";
import { synth } from "./synth";

const program = new Command("cdktf-flink").description(
  "Plans and synthesizes Flink platforms declared with cdktf-flink.",
);

program
  .command("synth")
  .description("synthesize every environment and print the plan of those named, or of all")
  .argument("[environments...]", "names of environments")
  .option("--platform <file>", "compiled file that exports workload and environments", "dist/stacks/platform.js")
  .option("--json", "print the plans as JSON", false)
  .action((environments: string[], { platform, json }: { platform: string; json: boolean }) => {
    process.stdout.write(
      synth(environments, { platform, json, color: process.stdout.isTTY === true && isColorSupported }),
    );
  });

try {
  program.parse();
} catch (error) {
  if (!(error instanceof InvalidInputError) && !(error instanceof UsageError)) {
    throw error;
  }
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}

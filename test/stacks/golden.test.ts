import { beforeAll, describe, expect, test } from "vitest";
import { stageConfiguration } from "../../lib/flink/stage-configuration";
import { planReport } from "../../lib/report/plan-report";
import { rehearsal } from "../../lib/report/rehearsal/page";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { declareStacks } from "../../stacks/declare-stacks";
import { environments, workload } from "../../stacks/platform";
import { clearGolden, expectGolden, goldenFiles, REWRITES, readGolden } from "../support/golden";
import { type Synthesized, synthesize } from "../support/synthesized";

/** The two that differ most, and one stage of each; the others have the same text and other numbers. */
const REHEARSED = ["production", "local"];

describe.each(environments.map((environment) => [environment.name, environment] as const))(
  "%s",
  (name, environment) => {
    const plan = planPlatform(workload, environment);
    const written = new Set<string>();
    let stacks: readonly Synthesized[];

    beforeAll(() => {
      if (REWRITES) {
        clearGolden(name);
      }
      stacks = Object.values(synthesize(declareStacks)).filter(({ stack }) => stack.startsWith(`${name}-`));
    });

    function golden(file: string, actual: string): void {
      written.add(`${name}/${file}`);
      expectGolden(`${name}/${file}`, actual);
    }

    test("declares the Terraform that was reviewed", () => {
      expect(stacks.map(({ stack }) => stack)).toEqual([`${name}-foundation`, `${name}-signals`]);
      for (const { stack, terraform } of stacks) {
        golden(`${stack}/cdk.tf.json`, `${JSON.stringify(terraform, null, 2)}\n`);
      }
    });

    test("keeps every address: one that is lost is a resource Terraform destroys", () => {
      for (const stack of stacks) {
        golden(
          `${stack.stack}/addresses.txt`,
          stack
            .addresses()
            .map((address) => `${address}\n`)
            .join(""),
        );
      }
    });

    test("renders the Flink configuration of each stage", () => {
      for (const stage of plan.stages) {
        const uri = (prefix: string) => `s3p://${plan.environment.bucketName}/${prefix}`;
        const { checkpoints, savepoints, highAvailability } = stage.prefixes;
        const configuration = stageConfiguration(plan, stage, {
          checkpoints: uri(checkpoints),
          savepoints: uri(savepoints),
          highAvailability: uri(highAvailability),
        });
        golden(`${stage.name}.${plan.environment.flink.configurationFile}`, configuration.toFile());
      }
    });

    test("plans what was reviewed, readable at 100 columns", () => {
      const report = planReport(plan);
      golden("plan.txt", report);
      expect(Math.max(...report.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(100);
    });

    if (REHEARSED.includes(name)) {
      test("writes the rehearsal that was reviewed", () => {
        const largest = plan.stages.filter(({ kind }) => kind === "windowed");
        golden("rehearsal.md", rehearsal(plan, largest));
      });
    }

    test("has no golden file that nothing writes, and no path of a machine in any", () => {
      expect(goldenFiles(name)).toEqual([...written].sort());
      for (const file of written) {
        expect(readGolden(file)).not.toMatch(/\/(home|root|Users|work)\/|(?<![\w)])\/tmp\//);
      }
    });
  },
);

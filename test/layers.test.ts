import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(__dirname, "..");

/** A file for every rule, each breaking one. */
const VIOLATIONS: Readonly<Record<string, readonly [file: string, text: string]>> = {
  "units-uses-only-what-is-left-of-it": ["lib/units/size.ts", 'import "../sizing/plan";'],
  "sizing-uses-only-what-is-left-of-it": ["lib/sizing/plan.ts", 'import "../flink/options";'],
  "flink-uses-only-what-is-left-of-it": ["lib/flink/options.ts", 'import "../constructs/bucket";'],
  "rules-uses-only-what-is-left-of-it": ["lib/rules/rule.ts", 'import "../constructs/bucket";'],
  "state-lock-uses-only-what-is-left-of-it": ["lib/state-lock/record.ts", 'import "../constructs/bucket";'],
  "only-constructs-know-cdktf": ["lib/workload/stage.ts", 'import "constructs";'],
  "providers-through-one-module": ["lib/constructs/bucket.ts", 'import "@cdktf/provider-aws/lib/s3-bucket/index.js";'],
  "report-and-cli-stay-pure": ["lib/report/report.ts", 'import "../constructs/bucket";'],
  "values-touch-no-machine": ["lib/environment/files.ts", 'import "node:fs";'],
  "users-import-by-name": ["examples/example.ts", 'import "../lib/units/size";'],
  "no-cycle": ["lib/constructs/a.ts", 'import "./b";'],
  "no-orphans": ["lib/constructs/alone.ts", "export {};"],
};

let folder: string;
let output: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-flink-layers-"));
  for (const [file, text] of [...Object.values(VIOLATIONS), ["lib/constructs/b.ts", 'import "./a";'] as const]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  for (const module of ["constructs", "@cdktf/provider-aws/lib/s3-bucket"]) {
    mkdirSync(join(folder, "node_modules", module), { recursive: true });
    writeFileSync(join(folder, "node_modules", module, "index.js"), "");
  }
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"]) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  const bin = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  output = spawnSync(process.execPath, [bin, "lib", "examples", "--config", ".dependency-cruiser.cjs"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  }).stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.keys(VIOLATIONS))("the rule %s fires", (rule) => {
  expect(output).toContain(`error ${rule}:`);
});

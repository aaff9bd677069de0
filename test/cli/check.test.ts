import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../lib/rules/all-rules";
import { builtPackage } from "../support/built-package";

const FIXTURES = join(__dirname, "..", "rules", "fixtures");
const ERROR = join(FIXTURES, "ha-type-unknown", "fails.yaml");
const WARNING = join(FIXTURES, "old-key", "fails.yaml");
const PLAN = join(__dirname, "..", "data", "terraform-plans", "replacing.json");

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "cdktf-flink-check-"));
  builtPackage().linkInto(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function check(args: readonly string[], input = "") {
  const bin = join(project, "node_modules", "cdktf-flink", "dist", "lib", "cli", "main.js");
  return spawnSync(process.execPath, [bin, "check", ...args], { cwd: project, encoding: "utf8", input });
}

describe("cdktf-flink check", () => {
  test("says what is wrong, where, and what to do, in lines of at most 100 columns, and ends with 1", () => {
    const { status, stdout, stderr } = check([ERROR, PLAN]);
    expect(stderr).toBe("");
    expect(status).toBe(1);
    expect(stdout).toContain(
      '✗ 8: ConfigMap streams/orders-config: high-availability.type is "kubernets". Write kubernetes,',
    );
    expect(stdout).toContain("✗ aws_s3_bucket.state: orders-flink-state is replaced.");
    expect(stdout).toMatch(
      /\d errors, \d warnings: 1 Flink cluster, 1 Kubernetes object, 1 Terraform resource against/,
    );
    const long = stdout.split("\n").filter((line) => [...line].length > 100 && !line.startsWith("/"));
    expect(long).toEqual([]);
  });

  test("ends with 0 for warnings, unless they count, and for what was ignored with a reason", () => {
    expect(check([WARNING]).status).toBe(0);
    expect(check([WARNING, "--strict"]).status).toBe(1);
    const resource = "ConfigMap streams/orders-config";
    const { status, stdout } = check([
      ERROR,
      "--ignore",
      `ha-type-unknown@${resource}=it is ours = new`,
      "--ignore",
      "old-key=soon",
    ]);
    expect(stdout).toContain("ignored 1 time, ha-type-unknown: it is ours = new");
    expect(stdout).toContain("--ignore old-key hides nothing; remove it.");
    expect(status).toBe(0);
  });

  test("ends with 2 for input it cannot use", () => {
    for (const args of [
      [],
      ["no-such-file"],
      ["-"],
      [ERROR, "--format", "xml"],
      [ERROR, "--ignore", "nope=why"],
      [ERROR, "--ignore", "ha-type-unknown"],
      [ERROR, "--nope"],
    ]) {
      const { status, stderr, stdout } = check(args, "parallelism.default: 4\n");
      expect([status, stdout], args.join(" ")).toEqual([2, ""]);
      expect(stderr).toMatch(/^error: /);
    }
  });

  test("reads standard input, and gives JSON", () => {
    const { findings, counts } = JSON.parse(check(["-", "--format", "json"], readFileSync(ERROR, "utf8")).stdout);
    expect(findings[0]).toEqual({
      rule: "ha-type-unknown",
      severity: "error",
      place: { file: "stdin", line: 8, resource: "ConfigMap streams/orders-config" },
      message: 'high-availability.type is "kubernets"',
      fix: "Write kubernetes, zookeeper or none, or a class with its package.",
    });
    expect(counts).toMatchObject({ clusters: 1, objects: 1, rules: RULES.length });
  });

  test("gives SARIF that code scanning takes, with a page for each rule", () => {
    const { stdout } = check([ERROR, PLAN, "--format", "sarif", "--ignore", "ha-type-unknown=it is ours"]);
    const log = JSON.parse(stdout);
    // The validator speaks a later draft than the schema names; nothing in the schema differs between the two.
    const { $schema: _draft, id: _id, ...schema } = sarifSchema;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const [{ tool, results }] = log.runs;
    const page = readFileSync(join(project, "node_modules", "cdktf-flink", "docs", "rules.md"), "utf8");
    for (const { ruleId, ruleIndex, suppressions } of results) {
      const rule = tool.driver.rules[ruleIndex];
      expect(rule.id).toBe(ruleId);
      expect(rule.helpUri).toBe(`https://unpkg.com/cdktf-flink/docs/rules.md#${ruleId}`);
      expect(page).toContain(`\n### ${ruleId}\n`);
      expect(suppressions).toEqual(
        ruleId === "ha-type-unknown" ? [{ kind: "external", justification: "it is ours" }] : [],
      );
    }
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain("plan-deletes-state-bucket");
  });

  test("lists the rules", () => {
    const { status, stdout } = check(["--list"]);
    expect(status).toBe(0);
    expect(RULES.filter(({ id, title }) => !stdout.includes(id) || !stdout.includes(title))).toEqual([]);
    expect(JSON.parse(check(["--list", "--format", "json"]).stdout)).toHaveLength(RULES.length);
  });
});

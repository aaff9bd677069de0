import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explainFlinkConfiguration } from "../../lib/flink/advisor/explain";
import { explainFlinkDeployment } from "../../lib/flink/advisor/explain-deployment";
import { builtPackage } from "../support/built-package";

const ROOT = join(__dirname, "..", "..");
const PLAYBOOK = join(ROOT, "examples", "playbook", "flink-conf.yaml");
const SOUND = `taskmanager.memory.process.size: 8 gb
taskmanager.memory.managed.size: 0
taskmanager.numberOfTaskSlots: 4
jobmanager.memory.process.size: 1600m
parallelism.default: 16
execution.checkpointing.interval: 60 s
execution.checkpointing.dir: s3p://state/checkpoints
execution.checkpointing.savepoint-dir: s3p://state/savepoints
execution.checkpointing.unaligned.enabled: true
state.backend.type: hashmap
heartbeat.timeout: 60 s
s3.secret-key: abc
`;

const DEPLOYMENT = `kind: FlinkDeployment
metadata: { name: orders }
spec:
  flinkVersion: v2_2
  serviceAccount: flink
  flinkConfiguration:
    execution.checkpointing.dir: s3p://state/checkpoints
    taskmanager.numberOfTaskSlots: "4"
    kubernetes.operator.job.savepoint-on-deletion: "true"
  jobManager: { resource: { cpu: 1, memory: 2Gi } }
  taskManager: { resource: { cpu: 4, memory: 8G } }
  job: { jarURI: local:///opt/flink/usrlib/job.jar, parallelism: 16, upgradeMode: savepoint }
`;

const explained = (text: string) =>
  text === DEPLOYMENT ? explainFlinkDeployment(text) : explainFlinkConfiguration(text);

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "cdktf-flink-explain-"));
  builtPackage().linkInto(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function cli(args: readonly string[], input = "") {
  const bin = join(project, "node_modules", "cdktf-flink", "dist", "lib", "cli", "main.js");
  return spawnSync(process.execPath, [bin, ...args], { cwd: project, encoding: "utf8", input });
}

describe("cdktf-flink explain", () => {
  test("says what is wrong, in lines of at most 100 columns, and ends with 1", () => {
    const { status, stdout } = cli(["explain", PLAYBOOK, "--flink", "1.20"]);
    expect(status).toBe(1);
    expect(stdout).toContain("[UnknownKey]");
    expect(stdout).toContain("TaskManager 16 GiB: task heap");
    expect(
      Math.max(
        ...stdout
          .split("\n")
          .filter((line) => !line.includes(PLAYBOOK))
          .map((line) => [...line].length),
      ),
    ).toBeLessThanOrEqual(130);
  });

  test("ends with 0 where nothing reaches the threshold, and reads standard input", () => {
    const sound = "taskmanager.memory.process.size: 3g\n";
    expect(cli(["explain", "-"], sound).status).toBe(0);
    expect(cli(["explain", "-", "--strict"], sound).status).toBe(1);
  });

  test("ends with 2 for input it cannot use", () => {
    for (const args of [
      ["explain", "no-such-file"],
      ["explain", "-", "--flink", "9.9"],
      ["explain", "-", "--format", "xml"],
      ["explain"],
      ["explain", "-", "--nope"],
    ]) {
      const { status, stderr, stdout } = cli(args);
      expect([status, stdout], args.join(" ")).toEqual([2, ""]);
      expect(stderr).toMatch(/^error: /);
    }
  });

  test("gives JSON with lines", () => {
    const [explained] = JSON.parse(cli(["explain", PLAYBOOK, "--format", "json", "--flink", "1.20"]).stdout);
    expect(explained.findings).toContainEqual(
      expect.objectContaining({ code: "UnknownKey", line: 12, key: "taskmanager.network.netty.numThreads" }),
    );
    expect(explained.memory.taskManager.process).toBe(16 * 1024 ** 3);
  });

  test("gives SARIF that code scanning takes", () => {
    const log = JSON.parse(cli(["explain", PLAYBOOK, "--format", "sarif"]).stdout);
    // The validator speaks a later draft than the schema names; nothing in the schema differs between the two.
    const { $schema: _draft, id: _id, ...schema } = sarifSchema;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    for (const result of log.runs[0].results) {
      expect(log.runs[0].tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });
});

describe("cdktf-flink import", () => {
  const compile = (file: string) =>
    spawnSync(
      process.execPath,
      [
        join(ROOT, "node_modules", "typescript", "bin", "tsc"),
        "--strict",
        "--skipLibCheck",
        "--module",
        "node16",
        "--target",
        "es2022",
        file,
      ],
      { cwd: project, encoding: "utf8" },
    );

  test.each([
    ["sound", SOUND],
    ["playbook", readFileSync(PLAYBOOK, "utf8")],
    ["deployment", DEPLOYMENT],
  ])("writes a program that compiles and synthesizes the same configuration: %s", (name, text) => {
    writeFileSync(join(project, `${name}.yaml`), text);
    const { stdout, status } = cli(["import", `${name}.yaml`, "--out", `${name}.ts`]);
    expect(stdout).toContain(`${name}.ts: `);
    expect(status).toBe(0);
    expect(compile(`${name}.ts`).stdout).toBe("");
    const { stderr } = spawnSync(process.execPath, [`${name}.js`], {
      cwd: project,
      encoding: "utf8",
      env: { ...process.env, CDKTF_OUTDIR: name },
    });
    expect(stderr).toBe("");

    const terraform = JSON.parse(
      readFileSync(join(project, name, "stacks", "imported-signals", "cdk.tf.json"), "utf8"),
    );
    const { spec } = terraform.resource.kubernetes_manifest["imported-job"].manifest;
    const meant = Object.fromEntries(explained(text).imported.settings.map(({ key, value }) => [key, value]));
    const ofSpec = {
      "taskmanager.memory.process.size": spec.taskManager.resource.memory,
      ...(meant["jobmanager.memory.process.size"] && {
        "jobmanager.memory.process.size": spec.jobManager.resource.memory,
      }),
      ...(meant["parallelism.default"] && { "parallelism.default": String(spec.job.parallelism) }),
    };
    const {
      "kubernetes.operator.job.savepoint-on-deletion": _a,
      "kubernetes.operator.pod-template.merge-arrays-by-name": _b,
      ...rest
    } = spec.flinkConfiguration;
    expect({ ...rest, ...ofSpec }).toEqual(meant);
  });

  test("leaves out what Flink ignores or cannot read and what is secret, and says so", () => {
    const { program, leftOut } = explainFlinkConfiguration(`${SOUND}taskmanager.network.netty.numThreads: 8
rest.port: many
pipeline.global-job-parameters: region:eu
`).imported;
    expect(program).toContain('"pipeline.global-job-parameters": "region:eu"');
    expect(leftOut.map(({ key }) => key)).toEqual([
      "s3.secret-key",
      "taskmanager.network.netty.numThreads",
      "rest.port",
    ]);
    expect(program).not.toContain("abc");
  });

  test("overwrites nothing", () => {
    writeFileSync(join(project, "mine.ts"), "precious");
    writeFileSync(join(project, "in.yaml"), SOUND);
    const { status, stderr } = cli(["import", "in.yaml", "--out", "mine.ts"]);
    expect(stderr).toBe("error: mine.ts exists and is not overwritten; name another file with --out, or remove it\n");
    expect(status).toBe(2);
    expect(readFileSync(join(project, "mine.ts"), "utf8")).toBe("precious");
  });
});

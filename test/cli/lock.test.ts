import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtPackage } from "../support/built-package";

const PLATFORM = `
const { workload, stateless, kafka, Rate, MemorySize } = require("cdktf-flink");
const input = kafka({ topic: "t", partitions: 8, records: Rate.perSecond(1000), recordSize: MemorySize.bytes(100) });
exports.workload = workload("shop", { image: "i:1", jarUri: "local:///j.jar", entryClass: "a.B" }, [stateless("parse", { input })]);
exports.environments = ["dev", "production"].map((name) => ({
  name,
  runtime: { type: "standalone" },
  storage: { type: "s3-compatible", bucketName: "state-" + name, endpoint: "http://s3:9000", credentialsSecret: "keys" },
  kubernetes: { kubeconfig: "c", context: "c" },
  terraformState: { type: "local", directory: "/var/tmp/state" },
}));
`;
const MAIN = `
const { FlinkApp, FlinkStack, FlinkPlatform, planPlatform } = require("cdktf-flink");
const { workload, environments } = require("./platform.js");
const app = new FlinkApp();
for (const environment of environments) {
  const stack = new FlinkStack(app, { environment, part: "flink", providers: ["kubernetes"] });
  new FlinkPlatform(stack, "Flink", { plan: planPlatform(workload, environment) });
}
app.synth();
`;
const LOCK = "flink-state.lock.json";

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "cdktf-flink-lock-"));
  builtPackage().linkInto(project);
  writeFileSync(join(project, "main.js"), MAIN);
  writeFileSync(join(project, "cdktf.json"), JSON.stringify({ app: "node main.js", language: "typescript" }));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function cli(args: readonly string[], CI = "") {
  const bin = join(project, "node_modules", "cdktf-flink", "dist", "lib", "cli", "main.js");
  const env = { ...process.env, CI };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: project,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

const synth = (CI?: string) => cli(["synth", "dev", "--json", "--platform", "platform.js"], CI);
const platform = (text: string) => writeFileSync(join(project, "platform.js"), text);
const read = () => readFileSync(join(project, LOCK), "utf8");

/** One project, from its first synth to its last: each test goes on where the one before it ended. */
describe("cdktf-flink lock, in a user's project", () => {
  test("is not written by CI, where check ends with 1", () => {
    platform(PLATFORM);
    expect(synth("true").stderr).toContain("flink-state.lock.json is behind for shop in dev, shop in production");
    expect(cli(["lock", "--check"], "true")).toMatchObject({
      status: 1,
      stdout: `shop · dev: not in ${LOCK}\nshop · production: not in ${LOCK}\n`,
    });
    expect(cli(["lock"], "true")).toMatchObject({ status: 2, stderr: expect.stringContaining("CI writes no lock") });
    expect(existsSync(join(project, LOCK))).toBe(false);
  });

  test("is written by the first synth, and left alone by the next", () => {
    expect(synth()).toMatchObject({
      status: 0,
      stderr: "flink-state.lock.json records shop in dev, shop in production; commit it\n",
    });
    const first = read();
    expect(synth().stderr).toBe("");
    expect(read()).toBe(first);
    expect(cli(["lock", "--check"], "true")).toMatchObject({
      status: 0,
      stdout: "shop · dev: as recorded\nshop · production: as recorded\n",
    });
  });

  test("grows with a stage that is added", () => {
    platform(
      PLATFORM.replace('stateless("parse", { input })', 'stateless("parse", { input }), stateless("route", { input })'),
    );
    expect(synth().stderr).toContain("records shop in dev, shop in production; commit it");
    expect(read()).toContain('"clusterId": "shop-route"');
  });

  test("fails the synth of an edit that loses state, with the reason", () => {
    platform(PLATFORM);
    const { status, stderr } = synth();
    expect(status).toBe(1);
    expect(stderr).toContain(
      "stage route: it is no longer declared; its job is cancelled, and its checkpoints in s3p://state-dev/checkpoints/route",
    );
    expect(stderr).toContain("[StageRemoved]");
    expect(cli(["lock", "dev"]).status).toBe(2);
  });

  test("takes over what is acknowledged, once lock is run, and says a fact a line", () => {
    const acknowledge = 'acknowledge: [{ code: "StageRemoved", stage: "route", reason: "nobody reads it" }],';
    platform(PLATFORM.replace("  name,", `  name, ${acknowledge}`));
    expect(synth().stderr).toContain(
      "flink-state.lock.json is behind for shop in dev, shop in production: once it is applied, npx cdktf-flink lock records it",
    );
    const { status, stdout } = cli(["lock", "dev", "production"]);
    expect(status).toBe(0);
    expect(stdout).toContain("shop · dev: recorded; take out what the environment acknowledges of it\n");
    expect(stdout).toContain("  stacks.dev-flink.stages.route.clusterId: shop-route → none\n");
    expect(synth().stderr).toContain("[AcknowledgementUnused]");
  });

  test("leaves to lock what is acknowledged, even where it only adds to what is recorded", () => {
    const start = "startFrom: { parse: { attempt: 1 } },";
    const acknowledge = 'acknowledge: [{ code: "StartWithoutState", stage: "parse", reason: "a trial" }],';
    platform(PLATFORM.replace("  name,", `  name, ${start} ${acknowledge}`));
    const before = read();
    expect(synth().stderr).toContain("once it is applied, npx cdktf-flink lock records it");
    expect(read()).toBe(before);
    expect(cli(["lock"]).stdout).toContain("  stacks.dev-flink.stages.parse.start: none → no state\n");
    writeFileSync(join(project, LOCK), before);
  });

  test("takes a new environment when it is announced, and forgets one that is gone", () => {
    platform(PLATFORM.replace('"production"]', '"production", "staging"]'));
    expect(synth().stderr).toContain("has no entry of shop in staging");
    expect(cli(["lock", "staging", "--new"]).stdout).toBe(
      "shop · staging: recorded; say deployed: true in the environment with its first apply\n",
    );
    platform(PLATFORM);
    expect(synth().stderr).toContain("records shop in staging, which is no longer declared");
    expect(cli(["lock", "staging", "--forget"]).stdout).toBe("shop · staging: no longer recorded\n");
    expect(synth().status).toBe(0);
  });

  test.each([
    [["--new"], "--new needs the names of environments"],
    [["dev", "--new", "--check"], "--check and --new exclude each other"],
    [["qa"], 'the app declares no environment "qa", but dev, production'],
    [["qa", "--forget"], 'flink-state.lock.json records no environment "qa"'],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = cli(["lock", ...args]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test("and every command refuse two environments of one name", () => {
    platform(PLATFORM.replace('"production"]', '"dev"]'));
    expect(cli(["plan", "--platform", "platform.js"]).stderr).toBe(
      "error: platform.js has two environments called dev, and every command would take one of them; give one another name [DuplicateEnvironment]\n",
    );
  });
});

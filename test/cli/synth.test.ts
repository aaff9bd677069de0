import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  runtime: { type: "operator" },
  highAvailability: { type: "none" },
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
console.log("the app speaks too");
`;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "cdktf-flink-cli-"));
  builtPackage().linkInto(project);
  writeFileSync(join(project, "platform.js"), PLATFORM);
  writeFileSync(join(project, "main.js"), MAIN);
  writeFileSync(join(project, "cdktf.json"), JSON.stringify({ app: "node main.js", language: "typescript" }));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function cli(...args: readonly string[]) {
  const bin = join(project, "node_modules", "cdktf-flink", "dist", "lib", "cli", "main.js");
  return spawnSync(process.execPath, [bin, ...args], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
}

describe("cdktf-flink synth, in a user's project", () => {
  test("prints a table per environment and where the Terraform is, without colour", () => {
    const { status, stdout, stderr } = cli("synth", "--platform", "platform.js");
    expect(stderr).toBe(
      "the app speaks too\nflink-state.lock.json is behind for shop in dev, shop in production: nothing is written here; synthesize outside of CI, and commit the file\n",
    );
    expect(status).toBe(0);
    expect(stdout).toContain("shop · dev");
    expect(stdout).toContain("shop · production");
    expect(stdout).toContain("cdktf.out/stacks/production-flink/cdk.tf.json");
    expect(stdout).toContain("[NoHighAvailability]");
    expect(stdout).not.toContain("\u001b[");
  });

  test("prints only what is asked for, and JSON for machines", () => {
    const { stdout } = cli("synth", "dev", "--json", "--platform", "platform.js");
    const plans = JSON.parse(stdout);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      workload: "shop",
      environment: { name: "dev", flink: "2.2.1" },
      terraform: ["cdktf.out/stacks/dev-flink/cdk.tf.json"],
      stages: [{ name: "parse", parallelism: 1, taskManagers: { memory: { network: 64 * 1024 ** 2 } } }],
    });
  });

  test.each<[string, readonly string[], string]>([
    [
      "an unknown environment",
      ["synth", "stagin", "--platform", "platform.js"],
      'error: there is no environment "stagin"; the platform has dev, production',
    ],
    [
      "a missing platform",
      ["synth"],
      "error: there is no dist/stacks/platform.js; compile the project first (npm run build), or name its platform file with --platform",
    ],
    [
      "a file that is none",
      ["synth", "--platform", "cdktf.json"],
      'error: cdktf.json must export "workload" and a list "environments"',
    ],
    ["an unknown option", ["synth", "--jsn"], "error: unknown option '--jsn'"],
  ])("says what is wrong with %s", (_, args, message) => {
    const { status, stderr, stdout } = cli(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });

  test("passes on the failure of the app, and the coded error of a plan", () => {
    writeFileSync(join(project, "broken.js"), PLATFORM.replace("partitions: 8", "partitions: 0"));
    const { status, stderr } = cli("synth", "--platform", "broken.js");
    expect(status).toBe(1);
    expect(stderr).toBe("error: the partitions of topic t must be at least 1, got 0 [AmountNegative]\n");
    writeFileSync(join(project, "cdktf.json"), JSON.stringify({ app: "node -e 'process.exit(3)'" }));
    expect(cli("synth", "--platform", "platform.js").stderr).toContain(
      "ended with exit code 3; its message stands above",
    );
  });
});

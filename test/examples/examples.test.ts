import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Synthesized } from "../support/synthesized";

const EXAMPLES = join(__dirname, "..", "..", "examples");
const files = readdirSync(EXAMPLES).filter((file) => file.endsWith(".ts"));

const HERE = process.cwd();
let outdir: string;
// In a folder of its own, as a user's project is: Sentra's state lock is not theirs.
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-example-"));
  process.chdir(outdir);
  vi.stubEnv("CDKTF_OUTDIR", outdir);
});
afterEach(() => {
  process.chdir(HERE);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(outdir, { recursive: true, force: true });
});

/** Runs an example as a user would, and reads what it synthesized. */
async function run(file: string): Promise<{ stacks: Synthesized[]; printed: string }> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.resetModules();
  await import(join(EXAMPLES, file));
  const printed = log.mock.calls.flat().join("\n");
  const folder = join(outdir, "stacks");
  const names = readdirSync(outdir).includes("stacks") ? readdirSync(folder) : [];
  const stacks = names.map((name) => new Synthesized(name, readFileSync(join(folder, name, "cdk.tf.json"), "utf8")));
  return { stacks, printed };
}

describe.each(files)("examples/%s", (file) => {
  test("is short, and imports the package by name", () => {
    const text = readFileSync(join(EXAMPLES, file), "utf8");
    expect(text.split("\n").length).toBeLessThanOrEqual(60);
    expect(text).toContain('from "cdktf-flink"');
    expect(text).not.toMatch(/from "\.\.\/lib/);
  });
});

const addressesOf = ({ stacks }: { stacks: Synthesized[] }) => stacks.flatMap((stack) => stack.addresses());

test("minimal declares a whole platform", async () => {
  const addresses = addressesOf(await run("minimal.ts"));
  expect(addresses).toContain("kubernetes_manifest.clicks-parse");
  expect(addresses).toContain("aws_s3_bucket.clicks-checkpoints");
  expect(addresses).toContain("kubernetes_namespace_v1.clicks");
});

test("standalone declares a stage without an operator, from a savepoint", async () => {
  const addresses = addressesOf(await run("standalone.ts"));
  expect(addresses).toContain("kubernetes_deployment_v1.clicks-parse");
  expect(addresses).toContain("kubernetes_stateful_set_v1.clicks-parse-taskmanager");
  expect(addresses.some((address) => address.startsWith("kubernetes_manifest."))).toBe(false);
});

test("plan-only prints pools with their reasons, and declares nothing", async () => {
  const { printed, stacks } = await run("plan-only.ts");
  expect(stacks).toEqual([]);
  expect(printed).toMatch(/correlate: \d+ TaskManagers of/);
  expect(printed).toContain("2,000,000 keys × (40 KiB + 80 B of key, window and timer) × 7 open panes");
});

test("petabyte-day checks every limit, and fails none", async () => {
  const { printed, stacks } = await run("petabyte-day.ts");
  expect(stacks).toEqual([]);
  expect(printed).toMatch(/normalize: \d+ × \S+ in eu-west-1a/);
  for (const limit of ["PUT/s", "partitions of raw", "network memory", "ConfigMap", "watches", "nodes: ", "quota"]) {
    expect(printed).toContain(limit);
  }
  expect(printed).not.toMatch(/^fail/m);
  expect(printed).toMatch(/\$\d+ a month, planned in \d+ ms/);
});

test("existing-infrastructure declares neither bucket nor key nor namespace", async () => {
  const addresses = addressesOf(await run("existing-infrastructure.ts"));
  expect(addresses.filter((address) => /^aws_(s3|kms)|namespace/.test(address))).toEqual([]);
  expect(addresses.filter((address) => address.startsWith("aws_iam_role."))).toHaveLength(2);
});

test("external-zookeeper points Flink at the ensemble", async () => {
  const { stacks } = await run("external-zookeeper.ts");
  expect(stacks[0]?.text).toContain('"high-availability.zookeeper.quorum": "zk-0.zk:2181,zk-1.zk:2181,zk-2.zk:2181"');
});

test("zookeeper-ensemble declares the servers that it tells Flink of, and leaves clusters what they use", async () => {
  const { stacks } = await run("zookeeper-ensemble.ts");
  const [foundation, clusters] = stacks;
  expect(foundation?.addresses()).toContain("kubernetes_stateful_set_v1.sentra-zookeeper");
  expect(foundation?.only("kubernetes_stateful_set_v1")).toMatchObject({ spec: { replicas: "5" } });
  expect(JSON.stringify(foundation?.only("kubernetes_role_v1"))).toContain("configmaps");
  for (const ordinal of [0, 1, 2, 3, 4]) {
    expect(clusters?.text).toContain(`zookeeper-${ordinal}.zookeeper-servers.sentra-production.svc.cluster.local:2181`);
  }
});

test("node-pools declares a node group for every pool it prints", async () => {
  const result = await run("node-pools.ts");
  const printed = result.printed.split("\n").filter((line) => line !== "");
  const groups = addressesOf(result).filter((address) => address.startsWith("aws_eks_node_group."));
  expect(groups).toEqual(printed.map((line) => `aws_eks_node_group.sentra-${line.split(":")[0]}`).sort());
});

test("every example is run by a test", () => {
  const tests = readFileSync(__filename, "utf8");
  expect(files.filter((file) => !tests.includes(`run("${file}")`))).toEqual([]);
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CACHE, CLI_ENVIRONMENT, cdktfCli, VERSION } from "./cli.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const GOLDEN = join(ROOT, "test", "golden");

process.stdout.write(`node test/tiers/cdktf-cli/run.mjs

Asks the stock CLI of CDK for Terraform for the stacks of cdktf.json and compares them with the golden files.
It needs Node 20.9 or newer, dist/ as npm run build leaves it, and cdktf-cli ${VERSION}: 420 MB from npm, installed
apart from the project in ${CACHE}

`);

const results = { synth: synth(), list: list() };
for (const [name, problem] of Object.entries(results)) {
  process.stdout.write(`cdktf ${name}: ${problem ?? "as reviewed"}\n`);
}
const failed = Object.values(results).filter((problem) => problem !== undefined).length;
process.stdout.write(`cdktf-cli: ${2 - failed} proofs passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** What is wrong with the synthesized stacks, if anything. */
function synth() {
  const output = mkdtempSync(join(tmpdir(), "cdktf-flink-cli-"));
  try {
    const { status, stdout, stderr } = cdktf("synth", "--output", output);
    if (status !== 0) {
      return `failed: ${stderr || stdout}`;
    }
    const stacks = readdirSync(join(output, "stacks")).sort();
    const wrong = stacks.find((stack) => parsed(join(output, "stacks", stack)) !== parsed(golden(stack)));
    return stacks.join() !== goldenStacks().join()
      ? `wrote ${stacks.join(", ")}`
      : wrong && `${wrong} differs from its golden file`;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** What is wrong with the list of stacks, if anything. */
function list() {
  const { status, stdout, stderr } = cdktf("list");
  const missing = goldenStacks().filter((stack) => !stdout.includes(stack));
  return status !== 0
    ? `failed: ${stderr || stdout}`
    : missing.length > 0
      ? `does not name ${missing.join(", ")}`
      : undefined;
}

function cdktf(...args) {
  const environment = { ...process.env, ...CLI_ENVIRONMENT };
  const { error, ...result } = spawnSync(cdktfCli(), args, { cwd: ROOT, encoding: "utf8", env: environment });
  return error === undefined ? result : { status: 1, stdout: "", stderr: `it could not be started: ${error.message}` };
}

function goldenStacks() {
  return readdirSync(GOLDEN)
    .flatMap((environment) => readdirSync(join(GOLDEN, environment)))
    .filter((name) => /-(foundation|signals)$/.test(name))
    .sort();
}

function golden(stack) {
  return join(GOLDEN, stack.replace(/-[a-z]+$/, ""), stack);
}

function parsed(folder) {
  return JSON.stringify(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
}

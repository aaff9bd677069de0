import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const USAGE = join(ROOT, "bench", "processes", "usage.cjs");

/**
 * Runs a program in a Node of its own, in the project's folder unless told another: from there it reads its lock.
 *
 * @returns wall time from start to end in ms, user CPU in ms, peak memory in MB, and what the program printed
 */
export function run(program, args = [], { cwd = ROOT, env = {} } = {}) {
  const start = performance.now();
  const { status, signal, output } = spawnSync(process.execPath, ["--require", USAGE, join(ROOT, program), ...args], {
    cwd,
    env: { ...withoutSettings(process.env), ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const wall = performance.now() - start;
  const [, stdout, stderr, usage] = output;
  if (status !== 0) {
    throw new Error(`node ${program} ${args.join(" ")} ended with ${signal ?? `exit code ${status}`}:\n${stderr}`);
  }
  const { userCpu, peakMemory } = JSON.parse(usage);
  return { wall, userCpu, peakMemory: peakMemory / 1e6, stdout };
}

/** Runs a cdktf app, and returns the text of every stack's Terraform besides the figures of {@link run}. */
export function synthesize(program, args = [], cwd = ROOT) {
  return inTemporaryFolder((outdir) => ({
    ...run(program, args, { cwd, env: { CDKTF_OUTDIR: outdir } }),
    stacks: readStacks(join(outdir, "stacks")),
  }));
}

/** Calls with a folder that is gone afterwards. */
export function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-bench-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readStacks(folder) {
  const stacks = existsSync(folder) ? readdirSync(folder).sort() : [];
  return Object.fromEntries(stacks.map((stack) => [stack, readFileSync(join(folder, stack, "cdk.tf.json"), "utf8")]));
}

/** What a shell may have set for Node or cdktf would change what is measured. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(CDKTF_|NODE_)/.test(name)));
}

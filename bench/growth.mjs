import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTemporaryFolder, ROOT, run, synthesize } from "./support/processes.mjs";
import { inTurns } from "./support/statistics.mjs";

const FEW = 100;
const MANY = 1_000;
const LIMIT = 1.3;
const PROGRAM = "bench/processes/growth.cjs";

/** How many pools share an environment, which is two stacks: what grows is stacks, or what is in one. */
const LAYOUTS = [
  { name: "100 per environment", perEnvironment: () => 100 },
  { name: "all in one environment", perEnvironment: (pools) => pools },
  { name: "2 per environment", perEnvironment: () => 2 },
];

/** Time per pool at 100 and at 1,000 pools in one app; the default heap has to be enough. */
export function benchGrowth(report, runs) {
  report.section(
    `${MANY} pools in one app: plan, declare and synthesize, without imports, ${runs} runs in turns with ${FEW} pools`,
  );
  for (const { name, perEnvironment } of LAYOUTS) {
    const [few, many] = inProject(FEW, perEnvironment(FEW), (growFew) =>
      inProject(MANY, perEnvironment(MANY), (growMany) => inTurns(runs, middleOfThree(growFew), growMany)),
    );
    report.measured(`${name}: per pool of ${FEW}`, few.perPool, "ms");
    report.measured(`${name}: per pool of ${MANY}`, many.perPool, "ms");
    report.ratio(`${name}: ratio per pool`, many.perPool, few.perPool, LIMIT);
    // Most of the time is cdktf's own synthesis, which would hide growth of ours.
    report.ratio(`${name}: ratio without synthesis`, many.ownPerPool, few.ownPerPool, LIMIT);
    report.measured(`${name}: peak memory at ${MANY}`, many.peakMemory, "MB");
  }
}

/** A hundred pools take a second or two, which noise alone makes longer or shorter by a half. */
function middleOfThree(grow) {
  return () => Array.from({ length: 3 }, grow).sort((one, other) => one.perPool - other.perPool)[1];
}

/**
 * Calls with what synthesizes once, in a folder with a cdktf.json and the lock of everything declared: without a lock
 * a synth would compare nothing, and one in the tree would be another project's.
 */
function inProject(pools, perEnvironment, use) {
  return inTemporaryFolder((cwd) => {
    const args = [pools, perEnvironment].map(String);
    const app = [process.execPath, join(ROOT, PROGRAM), ...args].map((word) => JSON.stringify(word)).join(" ");
    writeFileSync(join(cwd, "cdktf.json"), JSON.stringify({ app }));
    const environments = Array.from({ length: pools / perEnvironment }, (_, index) => `growth-${index}`);
    // Where CI is set, the command writes no lock.
    run("dist/lib/cli/main.js", ["lock", ...environments, "--new"], { cwd, env: { CI: "" } });
    return use(() => {
      const { peakMemory, stdout } = synthesize(PROGRAM, args, cwd);
      const { plan, declare, synth } = JSON.parse(stdout);
      return { peakMemory, perPool: (plan + declare + synth) / pools, ownPerPool: (plan + declare) / pools };
    });
  });
}

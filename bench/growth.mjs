import { synthesize } from "./support/processes.mjs";
import { inTurns } from "./support/statistics.mjs";

const FEW = 100;
const MANY = 1_000;
const LIMIT = 1.3;

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
    const [few, many] = inTurns(
      runs,
      () => grow(FEW, perEnvironment(FEW)),
      () => grow(MANY, perEnvironment(MANY)),
    );
    report.measured(`${name}: per pool of ${FEW}`, few.perPool, "ms");
    report.measured(`${name}: per pool of ${MANY}`, many.perPool, "ms");
    report.ratio(`${name}: ratio per pool`, many.perPool, few.perPool, LIMIT);
    // Most of the time is cdktf's own synthesis, which would hide growth of ours.
    report.ratio(`${name}: ratio without synthesis`, many.ownPerPool, few.ownPerPool, LIMIT);
    report.measured(`${name}: peak memory at ${MANY}`, many.peakMemory, "MB");
  }
}

function grow(pools, perEnvironment) {
  const { peakMemory, stdout } = synthesize("bench/processes/growth.cjs", [pools, perEnvironment].map(String));
  const { plan, declare, synth } = JSON.parse(stdout);
  return { peakMemory, perPool: (plan + declare + synth) / pools, ownPerPool: (plan + declare) / pools };
}

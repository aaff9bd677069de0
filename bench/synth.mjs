import { differences } from "./support/differences.mjs";
import { run, synthesize } from "./support/processes.mjs";
import { inTurns } from "./support/statistics.mjs";

const OURS = "dist/stacks/main.js";
const HANDWRITTEN = "bench/handwritten/main.cjs";
const DIFFERENCES_SHOWN = 20;

/** Sentra's eight stacks from a cold Node, against the same written by hand in plain cdktf. Returns our Terraform. */
export function benchSynth(report, runs) {
  report.section(`synthesize all environments from a cold Node, ${runs} runs in turns with a hand-written program`);
  // These two do not count: they fill the disk cache, and show that both programs do the same work.
  const { stacks } = synthesize(OURS);
  requireEqual(report, stacks, synthesize(HANDWRITTEN).stacks);
  const [ours, theirs, planning] = inTurns(
    runs,
    () => synthesize(OURS),
    () => synthesize(HANDWRITTEN),
    () => JSON.parse(run("bench/processes/plan-environments.cjs").stdout),
  );
  report.measured("wall time", ours.wall, "ms");
  report.measured("wall time of the hand-written program", theirs.wall, "ms");
  report.ratio("wall time, ratio", ours.wall, theirs.wall, 1.7);
  // The hand-written program has the results of a plan; ours looks for them among 869 instance types.
  report.measured("of it, planning the environments", planning.wall, "ms", 150);
  const declaring = ours.wall.map((wall, turn) => wall - planning.wall[turn]);
  report.ratio("wall time less planning, ratio", declaring, theirs.wall, 1.35);
  report.measured("user CPU", ours.userCpu, "ms");
  report.measured("user CPU of the hand-written program", theirs.userCpu, "ms");
  report.ratio("user CPU, ratio", ours.userCpu, theirs.userCpu);
  report.measured("peak memory", ours.peakMemory, "MB");
  report.measured("peak memory of the hand-written program", theirs.peakMemory, "MB");
  report.ratio("peak memory, ratio", ours.peakMemory, theirs.peakMemory, 1.3);
  return stacks;
}

/** The race counts only while both produce the same Terraform. */
function requireEqual(report, ours, theirs) {
  const found = differences(parsed(ours), parsed(theirs));
  if (found.length === 0) {
    report.note(`both declare the same ${Object.keys(ours).length} stacks`);
    return;
  }
  report.failure(`ours and bench/handwritten declare different Terraform in ${found.length} places, ours first:`);
  for (const difference of found.slice(0, DIFFERENCES_SHOWN)) {
    report.note(`  ${difference}`);
  }
}

function parsed(stacks) {
  return Object.fromEntries(Object.entries(stacks).map(([stack, text]) => [stack, JSON.parse(text)]));
}

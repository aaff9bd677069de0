import { run } from "./support/processes.mjs";
import { repeated } from "./support/statistics.mjs";

/** What a user waits for the plan of a very large workload, in a process that has planned nothing yet. */
export function benchPlan(report, runs) {
  report.section(`plan a petabyte a day, without imports, ${runs} runs in a fresh process`);
  const { first, warm } = repeated(runs, plan);
  report.measured("first call of planPlatform", first, "ms", 200);
  report.measured("warm call", warm, "ms");
}

function plan() {
  return JSON.parse(run("bench/processes/plan.cjs").stdout);
}

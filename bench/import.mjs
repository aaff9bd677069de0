import { run } from "./support/processes.mjs";
import { inTurns } from "./support/statistics.mjs";

/** What `import "cdktf-flink"` costs, against cdktf and the same bindings alone. */
export function benchImport(report, runs) {
  report.section(
    `import "cdktf-flink" in a fresh process, ${runs} runs in turns with cdktf and the same bindings alone`,
  );
  const modules = ["cdktf", ...bindings()];
  const importOurs = () => importFresh(["cdktf-flink"]);
  const importBindings = () => importFresh(modules);
  // One run of each that does not count: it fills the disk cache.
  inTurns(1, importOurs, importBindings);
  const [ours, alone] = inTurns(runs, importOurs, importBindings);
  report.measured("wall time", ours.wall, "ms", 300);
  report.measured(`wall time of the ${modules.length} modules alone`, alone.wall, "ms");
  report.ratio("wall time, ratio", ours.wall, alone.wall, 1.2);
  report.measured("user CPU", ours.userCpu, "ms");
  report.measured("user CPU of the modules alone", alone.userCpu, "ms");
  report.ratio("user CPU, ratio", ours.userCpu, alone.userCpu);
  report.measured("peak memory of the process", ours.peakMemory, "MB", 130);
}

function importFresh(modules) {
  const { peakMemory, stdout } = run("bench/processes/import.cjs", modules);
  return { peakMemory, ...JSON.parse(stdout) };
}

/** The bindings our library loads, as Node is asked for them, so that both sides always load the same. */
function bindings() {
  return JSON.parse(run("bench/processes/bindings.cjs").stdout);
}

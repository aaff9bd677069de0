import { LOAD, planned } from "./load.mjs";
import { LATE, unexplained } from "./outputs.mjs";
import { processLossDetection, recoveryTimes } from "./predictions.mjs";
import { mean } from "./table.mjs";

const MEBI = 2 ** 20;
/** Sliding windows a signal is in. */
const OVERLAP = 12;
const STAGES = ["normalize", "enrich", "correlate"];

/** Fills the table with what was planned and what some runs measured. */
export function compared(table, plan, runs) {
  const [, enrich, correlate] = STAGES.map((name) => plan.stages.find((stage) => stage.name === name));
  accounted(table, runs);
  const ceiling = throughput(table, runs, enrich);
  state(table, runs, correlate);
  for (const stage of plan.stages) {
    memory(table, runs, stage);
  }
  const process = { detection: processLossDetection(), restore: enrich.recovery.restore.inSeconds };
  recovered(table, runs, { name: "enrich", what: "process", rate: LOAD.enrich.rate, capacity: ceiling, ...process });
  const { detection, restore } = correlate.recovery;
  const node = { detection: detection.inSeconds, restore: restore.inSeconds };
  const capacity = mean(runs.map((run) => run.correlate.throughput));
  recovered(table, runs, { name: "correlate", what: "node", rate: LOAD.correlate.rate, capacity, ...node });
  shapes(table, runs, correlate);
  const starved = runs.map((run) => run.starved * 100);
  table.note({ what: "time in which some process waited for a core", unit: "%", measured: starved });
}

/** As a team plans: with the latency it measures. Returns the ceiling. */
function throughput(table, runs, { asyncIo }) {
  const measured = runs.flatMap((run) => run.enrich.throughput);
  const latencies = runs.flatMap((run) => run.enrich.latencies);
  const { ceiling } = planned({ meanLatency: mean(latencies) }).stages.find(({ name }) => name === "enrich").asyncIo;
  const line = { unit: "/s", measured };
  table.close({ what: "enrich: ceiling at the latency seen", predicted: ceiling.inPerSecond, ...line, within: 0.15 });
  table.note({ what: "enrich: ceiling at the latency set", predicted: asyncIo.ceiling.inPerSecond, ...line });
  table.note({ what: "enrich: latency", unit: "ms", predicted: LOAD.lookup.mean.inMillis, measured: latencies });
  return ceiling.inPerSecond;
}

/** Every record is in one output, once. */
function accounted(table, runs) {
  const none = (what, of) => table.equal({ what, unit: "records", predicted: 0, measured: runs.map(of) });
  none("normalize: lines lost", ({ normalize }) => missing(normalize.lines, normalize));
  none("enrich: signals lost", ({ enrich }) => missing(enrich.signals, enrich));
  for (const name of ["correlate", "playbook"]) {
    none(`${name}: signals lost`, (run) => unexplained(run[name]));
    none(`${name}: sliding counts less ${OVERLAP} × tumbling`, (run) => slidingBeyondTumbling(run[name]));
  }
  for (const name of [...STAGES, "playbook"]) {
    none(`${name}: results written twice`, (run) => run[name].results.repeated);
  }
}

function missing(records, { results, rejected }) {
  return records - results.records - rejected.records;
}

/** Both kinds of window get the same signals; watermarks reach one before the other, and so may be late for one alone. */
function slidingBeyondTumbling({ results, rejected: { sums } }) {
  const reached = (window, panes) => results.sums[window] + panes * (sums[LATE[window]] ?? 0);
  return reached("sliding", OVERLAP) - OVERLAP * reached("tumbling", 1);
}

function state(table, runs, stage) {
  const { state: planned, checkpoints } = stage;
  const line = (what, bytes, of) => {
    const measured = runs.flatMap(({ correlate }) => of(correlate)).map((size) => size / MEBI);
    return { what: `correlate: ${what}`, unit: "MiB", predicted: bytes / MEBI, measured };
  };
  table.close({ ...line("live state", planned.total.inBytes, ({ liveSize }) => [liveSize]), within: 0.25 });
  const full = ({ fullSizes }) => fullSizes;
  table.close({ ...line("all files of a checkpoint", checkpoints.fullSize.inBytes, full), within: 0.3 });
  const increment = line(
    "new files of a checkpoint",
    checkpoints.incrementalSize.inBytes,
    ({ incremental }) => incremental,
  );
  table.close({ ...increment, within: 0.3 });
}

function memory(table, runs, { name, taskManagers }) {
  const limit = taskManagers.memory.process.inBytes / MEBI;
  const peaks = runs.flatMap((run) => run[name].peakMemory).map((bytes) => bytes / MEBI);
  table.atMost({ what: `${name}: largest TaskManager`, unit: "MiB", predicted: limit, measured: peaks });
  const errors = runs.map((run) => run[name].outOfMemory.length);
  table.equal({ what: `${name}: OutOfMemoryErrors`, predicted: 0, measured: errors });
}

function recovered(table, runs, { name, what, ...known }) {
  const times = runs.map((run) => run[name].recovered);
  const measured = (part) => times.map((each) => each[part]);
  const predicted = recoveryTimes({ ...known, checkpointAge: mean(measured("checkpointAge")) });
  const line = (text, part) => ({
    what: `${name}, ${what} lost: ${text}`,
    unit: "s",
    predicted: predicted[part],
    measured: measured(part),
    within: 0.3,
  });
  table.note(line("noticed", "detection"));
  table.close(line("all tasks run", "running"));
  // Sooner is no mistake: the prediction lets nothing be processed before all tasks run. Later is one as above.
  table.atMost(line("backlog gone", "caughtUp"));
}

/** The playbook's slots beside ours, on as much memory and the same input: ours stands where predictions do. */
function shapes(table, runs, { taskManagers }) {
  const note = (what, unit, of, scale = 1) =>
    table.note({
      what: `playbook's shape beside ours: ${what}`,
      unit,
      predicted: mean(runs.flatMap(({ correlate }) => of(correlate))) / scale,
      measured: runs.flatMap(({ playbook }) => of(playbook)).map((value) => value / scale),
    });
  note("records per second", "/s", ({ throughput }) => [throughput]);
  note("full checkpoint", "MiB", ({ fullSize }) => [fullSize], MEBI);
  note("full checkpoint takes", "ms", ({ fullMillis }) => [fullMillis]);
  note("TaskManager", "MiB", ({ peakMemory }) => peakMemory, MEBI);
  const limit = taskManagers.memory.process.inBytes / MEBI;
  const peaks = runs.flatMap(({ playbook }) => playbook.peakMemory).map((bytes) => bytes / MEBI);
  table.note({ what: "playbook's shape: largest TaskManager", unit: "MiB", predicted: limit, measured: peaks });
}

import { ask } from "./asking.mjs";
import { compiled } from "./java.mjs";

const { networkPlan } = compiled("lib/sizing/network-memory");
const TOO_FEW = "Insufficient number of network buffers";
/** Every slot holds one subtask of each operator, as in the clusters we plan. */
const JOBS = [
  { exchanges: 1, slots: 4, taskManagers: 1 },
  { exchanges: 1, slots: 4, taskManagers: 2 },
  { exchanges: 2, slots: 2, taskManagers: 2 },
];

/** A job starts on TaskManagers with our minimum of network buffers; with one fewer it fails, and Flink says why. */
export function networkMinimum(release, { alter }) {
  const jobs = JOBS.map((job) => {
    const parallelism = job.slots * job.taskManagers;
    const { minimumBuffers } = networkPlan(job.exchanges, parallelism, job.slots);
    const { minimum } = alter({ minimum: String(minimumBuffers) });
    return { ...job, parallelism, minimum: Number(minimum) };
  });
  const outcomes = ask(
    release,
    jobs.flatMap((job) => [withBuffers(job, job.minimum), withBuffers(job, job.minimum - 1)]),
  );
  const found = jobs.flatMap((job, index) => {
    const [enough, oneFewer] = outcomes.slice(2 * index);
    return isEnough(enough) && !isEnough(oneFewer) ? [] : [difference(release, job)];
  });
  return { summary: `${jobs.length} jobs at their fewest network buffers`, found };
}

function withBuffers(job, buffers) {
  return ["exchanges", { ...job, buffers }];
}

function isEnough({ started, failed = "" }) {
  if (started === undefined && !failed.includes(TOO_FEW)) {
    throw new Error(`a job failed, and not for want of network buffers:\n${failed}`);
  }
  return started !== undefined;
}

/** Says what the least really is, which Flink is asked for once ours is known to be wrong. */
function difference(release, job) {
  const [{ fewest }] = ask(release, [["fewestBuffers", { ...job, buffers: 2 * job.minimum }]]);
  const { exchanges, parallelism, slots, minimum } = job;
  return `network buffers of ${slots} slots, parallelism ${parallelism}, exchanges ${exchanges}: ours ${minimum}, Flink's ${fewest}`;
}

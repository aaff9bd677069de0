import { LOAD } from "./load.mjs";

/* What the tier derives from a plan where the plan speaks of another case. Units: seconds, bytes, records per second. */

const HEARTBEAT = { interval: 10, failures: 2 };
/** The restart strategy's first. */
const BACKOFF = 1;
/** To deploy the tasks of a small job on a TaskManager that has never run it: jar, classes, transactions. Seen: 3 to 9. */
const DEPLOYMENT = 5;

/**
 * Seconds until slots are given anew after the loss of a process whose host still answers.
 *
 * JobMaster and ResourceManager each notice at their second heartbeat in vain. It is the ResourceManager that counts: to
 * it the job has its slots until then. One and a half intervals on average.
 */
export function processLossDetection() {
  return HEARTBEAT.interval * (HEARTBEAT.failures - 1 / 2);
}

/** Seconds until all tasks run where another TaskManager is there already, and until the backlog is gone. */
export function recoveryTimes({ detection, restore, rate, capacity, checkpointAge }) {
  const running = detection + BACKOFF + Math.max(restore, DEPLOYMENT);
  const backlog = rate * (running + checkpointAge);
  return { detection, running, caughtUp: running + backlog / (capacity - rate) };
}

/** RocksDB merges its newest files once there are so many; a checkpoint makes one, and lists them before they merge. */
const FILES_BEFORE_MERGE = 4;
/** Key group, key, window, sequence number and timer, as in docs/sizing.md. */
const ENTRY_OVERHEAD = 80;
/** One tumbling pane, and twelve of a sliding window. */
const PANES = 13;

/** All that is alive, and one to four files that say again what was touched between two checkpoints. */
export function listedFiles({ state, checkpoints }) {
  const { hosts, statePerKey, seenSize, correlate } = LOAD;
  const records = correlate.rate * checkpoints.interval.inSeconds;
  const keys = hosts * (1 - Math.exp(-records / hosts));
  const panes = keys * PANES * (statePerKey.inBytes + ENTRY_OVERHEAD);
  const touched = panes + records * (seenSize.inBytes + ENTRY_OVERHEAD);
  return state.total.inBytes + (touched * (1 + FILES_BEFORE_MERGE)) / 2;
}

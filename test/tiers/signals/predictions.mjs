/* What the tier derives from a plan where the plan speaks of another case. Units: seconds, bytes, records per second. */

const HEARTBEAT = { interval: 10, failures: 2 };
/** The restart strategy's first. */
const BACKOFF = 1;

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
  const running = detection + BACKOFF + restore;
  const backlog = rate * (running + checkpointAge);
  return { detection, running, caughtUp: running + backlog / (capacity - rate) };
}

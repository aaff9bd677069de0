import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_SECONDS = 60;

/** What is committed in a stage's topics, once that is as much as expected, or time is up. */
export async function outputs(driver, expected, topic, kind) {
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const results = await driver.count(topic, kind);
    const rejected = await driver.count(`${topic}-rejected`, "rejected");
    if (results.records + rejected.records >= expected || Date.now() > end) {
      return { results, rejected };
    }
    await sleep(1_000);
  }
}

/** What a stage's TaskManagers took, and whether that was too much for one. */
export function memoryOf(run) {
  return { peakMemory: run.peakMemory, outOfMemory: run.outOfMemory() };
}

/** The job's reasons for a signal after its window, by kind of window. */
export const LATE = { tumbling: "late for the tumbling window", sliding: "late for the sliding window" };

/** Of correlate: signals less those in tumbling windows, the rejected, and the two that ended the windows. */
export function unexplained({ signals, results, rejected: { sums } }) {
  const { [LATE.sliding]: _, ...once } = sums;
  const rejected = Object.values(once).reduce((sum, count) => sum + count, 0);
  return signals - (results.sums.tumbling ?? 0) - rejected - 2;
}

import { setTimeout as sleep } from "node:timers/promises";

const HEARTBEAT_INTERVAL_MILLIS = 10_000;
const LOOK_MILLIS = 200;
const PATIENCE_MILLIS = 120_000;

/**
 * Loses a TaskManager by a signal. Another is there to take its place.
 *
 * Returns seconds since the loss: when the JobManager noticed, when the last subtask ran again, when less than a
 * second's load (`rate` records) was left; and how often the job was restarted on the way.
 */
export async function recovery(run, rate, signal) {
  await sleep(untilMiddleOfHeartbeats(run.resourceManagerStarted()));
  const age = await checkpointAge(run);
  const lost = Date.now();
  await run.loseTaskManager(signal);
  const failures = await firstFailure(run, lost);
  const caughtUp = await run.drained(rate, PATIENCE_MILLIS / 1000);
  const { entries } = (await run.get("/exceptions?maxExceptions=50")).exceptionHistory;
  const since = (time) => (time - lost) / 1000;
  return {
    checkpointAge: age,
    detection: since(failures),
    running: since(await lastRunning(run)),
    caughtUp: since(caughtUp),
    restarts: entries.filter(({ timestamp }) => timestamp >= lost).length,
  };
}

/**
 * The ResourceManager's heartbeats count from its start, and slots are given anew once it knows of the loss, even where
 * the JobMaster knew before. A loss in the middle between two heartbeats is the mean case.
 */
function untilMiddleOfHeartbeats(started) {
  const sinceMiddle = Date.now() - started - HEARTBEAT_INTERVAL_MILLIS / 2;
  return HEARTBEAT_INTERVAL_MILLIS - (sinceMiddle % HEARTBEAT_INTERVAL_MILLIS);
}

/** Seconds since the newest checkpoint began: what is read again begins there. */
async function checkpointAge(run) {
  const checkpoints = await run.checkpoints();
  return (Date.now() - checkpoints.at(-1).trigger_timestamp) / 1000;
}

async function firstFailure(run, lost) {
  const end = Date.now() + PATIENCE_MILLIS;
  while (Date.now() < end) {
    const { entries } = (await run.get("/exceptions?maxExceptions=50")).exceptionHistory;
    const times = entries.map(({ timestamp }) => timestamp).filter((timestamp) => timestamp >= lost);
    if (times.length > 0) {
      return Math.min(...times);
    }
    await sleep(LOOK_MILLIS);
  }
  throw new Error("the JobManager has not noticed that a TaskManager is gone");
}

/** When the last of the current attempts began to run. */
async function lastRunning(run) {
  const { vertices } = await run.get();
  const details = await Promise.all(vertices.map(({ id }) => run.get(`/vertices/${id}/subtasktimes`)));
  return Math.max(...details.flatMap(({ subtasks }) => subtasks.map(({ timestamps }) => timestamps.RUNNING)));
}

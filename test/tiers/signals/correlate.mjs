import { setTimeout as sleep } from "node:timers/promises";
import { LOAD } from "./load.mjs";
import { memoryOf, unexplained } from "./outputs.mjs";
import { playbookShape } from "./playbook-shape.mjs";
import { recovery } from "./recovery.mjs";

const ARGUMENTS = ["--out-of-orderness", "2 min"];
const PATIENCE_SECONDS = 90;
const CHECKPOINTS_BETWEEN_MERGES = 4;
/** Longer than the generated interval between watermarks. */
const WATERMARKS_SECONDS = 2;

/**
 * Correlate on a full topic to where all panes of a sliding window are open; then live, for checkpoints as they come;
 * then without one of its TaskManagers; then to the end of every window.
 */
export async function correlated({ driver, start, say }) {
  const { hosts, slides, prefilled, enrich, correlate } = LOAD;
  const from = prefilled + enrich.count;
  await driver.feed("enriched", "signals", { from, count: slides * hosts - from });
  await driver.allFed();
  const run = await start("correlate", { input: "enriched", output: "results", args: ARGUMENTS });
  try {
    const filled = await caughtUp(run, slides * hosts);
    say(
      `correlate: ${filled.throughput.toFixed(0)} records/s, ${filled.liveSize} live bytes, ${filled.fullSize} in a full checkpoint`,
    );
    await driver.feed("enriched", "signals", { from: slides * hosts, ...correlate });
    const checkpoints = await checkpointsFor(run, correlate.seconds);
    const incremental = checkpoints.map(({ checkpointed_size: bytes }) => bytes);
    const fullSizes = checkpoints.map(({ state_size: bytes }) => bytes);
    say(`correlate: checkpoints of ${fullSizes.join(", ")} bytes, of which new ${incremental.join(", ")}`);
    const recovered = await recovery(run, correlate.rate, "SIGSTOP");
    say(
      `correlate: runs ${recovered.running.toFixed(1)} s after a loss, has caught up after ${recovered.caughtUp.toFixed(1)} s`,
    );
    await driver.allFed();
    await driver.flush("enriched", "signals");
    const counted = await committed(run, driver, "enriched", "results");
    return { ...filled, incremental, fullSizes, recovered, ...counted, ...memoryOf(run) };
  } finally {
    await run.stop();
  }
}

/** As much of the same input on TaskManagers of the playbook's shape. */
export async function correlatedInPlaybookShape({ plan, driver, start, say }) {
  const { replicas } = plan.stages.find(({ name }) => name === "correlate").taskManagers;
  const count = LOAD.slides * LOAD.hosts;
  await driver.feed("playbook", "signals", { from: 0, count });
  await driver.allFed();
  const run = await start("correlate", {
    input: "playbook",
    output: "playbook-results",
    args: [...ARGUMENTS, "--group", "playbook"],
    shape: "playbook",
    alter: (configuration) => playbookShape(configuration, replicas),
  });
  try {
    const filled = await caughtUp(run, count);
    say(`playbook's shape: ${filled.throughput.toFixed(0)} records/s, ${filled.fullSize} bytes in a full checkpoint`);
    await driver.flush("playbook", "signals");
    return { ...filled, ...(await committed(run, driver, "playbook", "playbook-results")), ...memoryOf(run) };
  } finally {
    await run.stop();
  }
}

/** How fast a full topic is read, and the state then. */
async function caughtUp(run, records) {
  const started = Date.now();
  const ended = await run.drained(0);
  const throughput = (records / (ended - started)) * 1000;
  await sleep(WATERMARKS_SECONDS * 1000);
  const full = await run.checkpoint("FULL");
  return {
    throughput,
    fullSize: full.state_size,
    fullMillis: full.end_to_end_duration,
    liveSize: await run.savepointSize(),
  };
}

/** The newest checkpoints of some seconds, as many as lie between two merges of RocksDB's files. */
async function checkpointsFor(run, seconds) {
  await sleep(seconds * 1000);
  const taken = (await run.checkpoints()).filter(({ is_savepoint: savepoint }) => !savepoint);
  return taken.slice(-CHECKPOINTS_BETWEEN_MERGES);
}

/** What is committed once every window has ended, or time is up. */
async function committed(run, driver, input, topic) {
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    await sleep(WATERMARKS_SECONDS * 1000);
    await run.checkpoint("CONFIGURED");
    const counted = {
      signals: (await driver.count(input, "records")).records,
      results: await driver.count(topic, "windows"),
      rejected: await driver.count(`${topic}-rejected`, "rejected"),
    };
    if (unexplained(counted) === 0 || Date.now() > end) {
      return counted;
    }
  }
}

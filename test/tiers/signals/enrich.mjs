import { setTimeout as sleep } from "node:timers/promises";
import { LOAD } from "./load.mjs";
import { memoryOf, outputs } from "./outputs.mjs";
import { recovery } from "./recovery.mjs";

/** Code and connections are cold at first. */
const WARM_UP_SECONDS = 12;
/** The interval between fetches, and the fetch. */
const METRICS_MILLIS = 1_000;
const SAMPLES = 3;
const SAMPLE_SECONDS = 4;
const BEFORE_KILL_SECONDS = 15;

/** Enrich on a full topic, where only its capacity holds it up; then under a live load that it loses a TaskManager in. */
export async function enriched({ driver, start, say, lookupUrl }) {
  const run = await start("enrich", { input: "signals", output: "enriched", args: ["--lookup-url", lookupUrl] });
  try {
    const { throughput, latencies } = await saturated(run, driver);
    const shown = (values) => values.map((value) => value.toFixed(0)).join(", ");
    say(`enrich: ${shown(throughput)} records/s at its ceiling, ${shown(latencies)} ms an attempt`);
    const { rate, count } = LOAD.enrich;
    await run.drained(rate);
    await driver.feed("signals", "signals", { from: LOAD.prefilled, count, rate });
    await sleep(BEFORE_KILL_SECONDS * 1000);
    const recovered = await recovery(run, rate, "SIGKILL");
    say(
      `enrich: runs ${recovered.running.toFixed(1)} s after a loss, has caught up after ${recovered.caughtUp.toFixed(1)} s`,
    );
    await driver.allFed();
    await run.drained(0);
    const { records: signals } = await driver.count("signals", "records");
    const counted = await outputs(driver, signals, "enriched", "signals");
    say(`enrich: ${counted.results.records} enriched and ${counted.rejected.records} failed of ${signals} signals`);
    return { throughput, latencies, recovered, signals, ...counted, ...memoryOf(run) };
  } finally {
    await run.stop();
  }
}

/** Records per second that leave, by the ends of the logs, and milliseconds that an attempt at a record took meanwhile. */
async function saturated(run, driver) {
  const seen = async () => {
    // Flink fetches metrics when it is asked for them, and answers with those of the time before.
    await run.source("lookupWaits", "enrich");
    await sleep(METRICS_MILLIS);
    return looked();
  };
  const looked = async () => ({
    at: performance.now(),
    records: (await driver.ends("enriched")) + (await driver.ends("enriched-rejected")),
    waits: await run.source("lookupWaits", "enrich"),
    millis: await run.source("lookupWaitMillis", "enrich"),
  });
  while ((await looked()).records === 0) {
    await sleep(100);
  }
  await sleep(WARM_UP_SECONDS * 1000);
  const throughput = [];
  const latencies = [];
  let before = await seen();
  for (let sample = 0; sample < SAMPLES; sample++) {
    await sleep(SAMPLE_SECONDS * 1000 - METRICS_MILLIS);
    const after = await seen();
    throughput.push(((after.records - before.records) / (after.at - before.at)) * 1000);
    latencies.push((after.millis - before.millis) / (after.waits - before.waits));
    before = after;
  }
  return { throughput, latencies };
}

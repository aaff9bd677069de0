import { fork } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FlinkProcess } from "../flink/flink-process.mjs";
import { Broker } from "./broker.mjs";
import { correlated, correlatedInPlaybookShape } from "./correlate.mjs";
import { Driver } from "./driver.mjs";
import { enriched } from "./enrich.mjs";
import { LOAD, planned, RELEASE } from "./load.mjs";
import { memoryOf, outputs } from "./outputs.mjs";
import { StageRun } from "./stage-run.mjs";

const LOOKUP_SERVER = fileURLToPath(new URL("lookup-server.mjs", import.meta.url));
const TOPICS = ["raw", "signals", "enriched", "results", "playbook", "playbook-results"];
const HOUR = 3_600_000;

/** Microseconds in which some process waited for a core. */
function starvation() {
  return Number(/^some .*total=(\d+)/.exec(readFileSync("/proc/pressure/cpu", "utf8"))?.[1]);
}

/** Kafka → normalize → Kafka → enrich → Kafka → correlate → Kafka, and what was seen on the way. */
export async function measured({ jar, folder, say }) {
  mkdirSync(folder);
  const plan = planned();
  const before = { waited: starvation(), at: performance.now() };
  const broker = await Broker.start(join(folder, "kafka"));
  const driver = Driver.start(RELEASE, jar, broker.address, folder, {
    hosts: LOAD.hosts,
    spacing: LOAD.slide.inMillis / LOAD.hosts,
    // Whole hours: the windows' panes begin with the load.
    filling: LOAD.slides * LOAD.hosts,
    start: Math.floor(Date.now() / HOUR - 12) * HOUR,
  });
  const flink = new FlinkProcess(RELEASE);
  const lookups = fork(LOOKUP_SERVER, [String(LOAD.lookup.mean.inMillis)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  process.once("exit", () => lookups.kill("SIGKILL"));
  try {
    const lookupPort = await new Promise((resolve) => lookups.stdout.once("data", (text) => resolve(Number(text))));
    await driver.topics(...TOPICS.flatMap((topic) => [topic, `${topic}-rejected`]));
    const start = (name, { input, output, args = [], ...rest }) =>
      StageRun.start({
        flink,
        plan,
        jar,
        stage: plan.stages.find((stage) => stage.name === name),
        folder: join(folder, rest.shape ?? name),
        args: ["--brokers", broker.address, "--input-topic", input, "--output-topic", output, ...args],
        ...rest,
      });
    const context = { plan, driver, start, say, lookupUrl: `http://127.0.0.1:${lookupPort}` };
    const seen = {
      normalize: await normalized(context),
      enrich: await enriched(context),
      correlate: await correlated(context),
      playbook: await correlatedInPlaybookShape(context),
    };
    return { ...seen, starved: (starvation() - before.waited) / 1000 / (performance.now() - before.at) };
  } finally {
    lookups.kill("SIGKILL");
    flink.close();
    driver.close();
    broker.stop();
  }
}

async function normalized({ driver, start, say }) {
  await driver.feed("raw", "lines", { from: 0, count: LOAD.prefilled });
  await driver.allFed();
  const run = await start("normalize", { input: "raw", output: "signals" });
  try {
    await run.drained(0);
    const counted = await outputs(driver, LOAD.prefilled, "signals", "signals");
    say(`normalize: ${counted.results.records} signals, ${counted.rejected.records} malformed lines`);
    return { lines: LOAD.prefilled, ...counted, ...memoryOf(run) };
  } finally {
    await run.stop();
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CannotRun, requireJava } from "../flink/distributions.mjs";
import { Table } from "./table.mjs";

const USAGE = `node test/tiers/signals/run.mjs [--full] [--fault] [--keep FILE] [--from FILE]

Runs examples/signal-engine from the configuration the library generates, on a real Kafka broker and real Flink
processes, loses TaskManagers, and compares what it measures with what was predicted.
--full repeats it all three times. --fault makes every prediction wrong, and must fail. --keep writes what was measured,
--from compares such a file again without measuring.
`;
const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  java, javac and jar 17 or newer, and mvn: from the system's packages;
  Python with pip for Flink (PyPI, 300 MB) and Maven Central for Kafka (45 MB) and the job's libraries: fetched where
  missing, kept in ~/.cache/cdktf-flink and Maven's own cache;
  Linux (it reads /proc), 8 GiB of free memory, 2 GiB of disk, and two cores that have nothing else to do.
`;
const REPETITIONS = { daily: 1, full: 3 };

// Every process we started ends with us, however we end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(1));
}
try {
  process.exitCode = (await compare(options())) === 0 ? 0 : 1;
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\nsignals: could not run\n`);
  process.exitCode = 1;
}
process.exit();

function options() {
  const flags = {
    full: { type: "boolean" },
    fault: { type: "boolean" },
    keep: { type: "string" },
    from: { type: "string" },
  };
  const { full, ...rest } = parseArgs({ options: flags }).values;
  return { ...rest, repetitions: full ? REPETITIONS.full : REPETITIONS.daily };
}

/** Returns how many comparisons failed. */
async function compare({ repetitions, fault, keep, from }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\n`);
  process.stdout.write(`Java ${requireJava()}, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}\n`);
  if (process.platform !== "linux") {
    throw new CannotRun(`it reads /proc, which ${process.platform} does not have`);
  }
  const { planned } = await import("./load.mjs");
  const { compared } = await import("./comparison.mjs");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-signals-"));
  const runs = from === undefined ? await allMeasured(folder, repetitions) : JSON.parse(readFileSync(from, "utf8"));
  if (keep !== undefined) {
    writeFileSync(keep, JSON.stringify(runs, undefined, 2));
  }
  const table = new Table({ fault });
  compared(table, planned(), runs);
  process.stdout.write(`\n${table}signals: ${table.passed} comparisons passed, ${table.failed} failed\n`);
  if (table.failed === 0 || from !== undefined) {
    rmSync(folder, { recursive: true, force: true });
  } else {
    process.stdout.write(`logs are in ${folder}\n`);
  }
  return table.failed;
}

async function allMeasured(folder, repetitions) {
  const { buildJob } = await import("./build.mjs");
  const { measured } = await import("./pipeline.mjs");
  const jar = timed("the job is built and its tests pass", () => buildJob(folder));
  const runs = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    runs.push(await measured({ jar, folder: join(folder, String(repetition)), say }));
  }
  return runs;
}

function timed(what, work) {
  const started = performance.now();
  const result = work();
  say(`${what} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  return result;
}

function say(line) {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

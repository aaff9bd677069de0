import { randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CannotRun } from "./cache.mjs";
import { NEEDS } from "./needs.mjs";
import { Table } from "./table.mjs";

const USAGE = `node test/tiers/cluster/run.mjs [--full] [--only NN[,NN…]] [--seed NUMBER] [--keep]

Runs what is synthesized on a real Kubernetes cluster: Flink, ZooKeeper and an S3 server in containers with their limits.
Takes away what a night takes away, and compares what happens with what was promised.
Without options it runs the proofs that fit into CI. --full runs all of them, which takes an hour; --only runs some.
--seed repeats a run's random order. --keep leaves the cluster and the namespaces as they are at the end.
`;
const PROOFS = new URL("proofs/", import.meta.url);
/** What CI has time for, so that both lanes end at about the same time. The rest takes an hour. */
const QUICK = ["05", "01", "06", "04", "02", "12"];
/** Each of them waits most of the time, for a lease, a session or a JVM. */
const AT_A_TIME = 2;

// Every process we started ends with us, however we end; each call of kubectl listens for that.
process.setMaxListeners(0);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(1));
}
try {
  process.exitCode = (await prove(options())) === 0 ? 0 : 1;
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\ncluster: could not run\n`);
  process.exitCode = 1;
}
process.exit();

function options() {
  const { values } = parseArgs({
    options: {
      full: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      only: { type: "string" },
      seed: { type: "string" },
    },
  });
  return { ...values, seed: values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed) };
}

/** Returns how many lines of the table failed. */
async function prove({ full, keep, only, seed }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\nseed ${seed}\n`);
  const proofs = await chosen(only?.split(",") ?? (full ? undefined : QUICK));
  const { provideCluster } = await import("./cluster.mjs");
  const { contextFor } = await import("./context.mjs");
  for (const { prepare } of proofs) {
    prepare?.();
  }
  const logs = mkdtempSync(join(tmpdir(), "cdktf-flink-cluster-logs-"));
  const cluster = await timed("the cluster", () => provideCluster({ say, keep }));
  const table = new Table(say);
  try {
    const shared = { ...cluster, table, say, seed, full, keep, logs };
    const run = async (proof) => conduct(proof, await contextFor(proof.name, shared));
    await byLanes(
      proofs.filter(({ alone }) => !alone),
      run,
    );
    for (const proof of proofs.filter(({ alone }) => alone)) {
      await run(proof);
    }
  } finally {
    if (table.failed > 0) {
      cluster.saveLogs(logs);
    }
    cluster.stop();
  }
  process.stdout.write(`\n${table}cluster: ${table.passed} comparisons passed, ${table.failed} failed\n`);
  if (table.failed === 0) {
    rmSync(logs, { recursive: true, force: true });
  } else {
    process.stdout.write(`logs are in ${logs}\n`);
  }
  return table.failed;
}

/** So many at a time, in their order. */
async function byLanes(proofs, run) {
  const next = proofs.values();
  const lane = async () => {
    for (const proof of next) {
      await run(proof);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}

/**
 * Every file of proofs, or those whose number is asked for, in that order. Its one function is the proof; it may want to be
 * `alone`, and to `prepare` something before there is a cluster.
 */
async function chosen(numbers) {
  const files = readdirSync(PROOFS)
    .filter((file) => /^\d\d-.*\.mjs$/.test(file))
    .sort();
  const named = (number) => {
    const file = files.find((each) => each.startsWith(`${number.padStart(2, "0")}-`));
    if (file === undefined) {
      throw new CannotRun(`there is no proof ${number}; there are ${files.join(", ")}`);
    }
    return file;
  };
  return Promise.all(
    (numbers?.map(named) ?? files).map(async (file) => {
      const { alone = false, prepare, ...rest } = await import(new URL(file, PROOFS));
      const [prove] = Object.values(rest).filter((each) => typeof each === "function");
      return { name: file.replace(/\.mjs$/, ""), prove, alone, prepare };
    }),
  );
}

/** One proof; an error is a failed line, with its logs. */
async function conduct({ name, prove: proof }, context) {
  say(`${name} begins`);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    await proof(context);
  } catch (error) {
    context.table.add({
      what: name,
      expected: "to come to its end",
      seen: error.message.split("\n")[0],
      passed: false,
    });
    say(`${name}: ${error.stack}`);
  }
  const failed = context.table.failed();
  if (failed > 0) {
    const folder = join(context.logs, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of await context.evidence()) {
      writeFileSync(join(folder, file), text);
    }
  }
  await context.end();
  say(`${name} ${failed === 0 ? "passed" : "FAILED"} (${seconds().toFixed(0)} s)`);
}

async function timed(what, work) {
  const started = performance.now();
  const result = await work();
  say(`${what} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  return result;
}

function say(line) {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

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
/** What CI has time for: manifests, running stages, rights. The rest takes an hour. */
const QUICK = ["01", "02", "04"];

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
  const logs = mkdtempSync(join(tmpdir(), "cdktf-flink-cluster-logs-"));
  const cluster = await timed("the cluster", () => provideCluster({ say, keep }));
  const table = new Table(say);
  try {
    const shared = { ...cluster, table, say, seed, full, keep, logs };
    const waiting = [];
    // A proof that mostly waits runs beside those that follow it.
    for (const proof of proofs) {
      const end = conduct(proof, await contextFor(proof.name, shared));
      proof.waits ? waiting.push(end) : await end;
    }
    await Promise.all(waiting);
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

/** Every file of proofs, or those whose number is asked for; its one function is the proof. */
async function chosen(numbers) {
  const files = readdirSync(PROOFS)
    .filter((file) => /^\d\d-.*\.mjs$/.test(file))
    .sort()
    .filter(
      (file) => numbers === undefined || numbers.some((number) => file.startsWith(`${number.padStart(2, "0")}-`)),
    );
  if (files.length === 0) {
    throw new CannotRun(`there is no proof ${numbers?.join(", ")}; there are ${readdirSync(PROOFS).sort().join(", ")}`);
  }
  return Promise.all(
    files.map(async (file) => {
      const { waits = false, ...rest } = await import(new URL(file, PROOFS));
      const [prove] = Object.values(rest).filter((each) => typeof each === "function");
      return { name: file.replace(/\.mjs$/, ""), prove, waits };
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

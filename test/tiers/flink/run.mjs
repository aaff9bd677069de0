import { parseArgs } from "node:util";
import { offByOne } from "./compare.mjs";
import { CannotRun, FLINK_RELEASES, NEEDS, requireJava } from "./distributions.mjs";
import { FlinkProcess } from "./flink-process.mjs";
import { Random } from "./random.mjs";

const USAGE = `node test/tiers/flink/run.mjs [--full] [--seed N] [--fault]

Asks Flink's own classes and processes whether our arithmetic, our files and our catalogue are theirs.
--full draws more cases from a new seed, --seed repeats or varies a run, --fault puts our side off by one, which must fail.
`;
/** How much is drawn per release. */
const SIZES = { daily: { cases: 20_000, values: 400 }, full: { cases: 100_000, values: 4_000 } };
const SHOWN = 3;

try {
  process.exitCode = (await proveAll(options())) === 0 ? 0 : 1;
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\nflink: could not run\n`);
  process.exitCode = 1;
}

function options() {
  const flags = { full: { type: "boolean" }, seed: { type: "string" }, fault: { type: "boolean" } };
  const { full, seed = full ? String(Date.now() % 2 ** 31) : "1", fault } = parseArgs({ options: flags }).values;
  if (!/^\d{1,10}$/.test(seed)) {
    throw new CannotRun(`--seed takes a whole number, got ${seed}`);
  }
  return { ...(full ? SIZES.full : SIZES.daily), seed: Number(seed), alter: fault ? offByOne : (ours) => ours };
}

/** Returns how many proofs failed. */
async function proveAll({ seed, ...settings }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\n`);
  process.stdout.write(`Java ${requireJava()}, Node ${process.versions.node}; --seed ${seed}\n`);
  const proofs = await loadProofs();
  const { cluster, clusterReleases } = await import("./cluster/cluster.mjs");
  const { zooKeeper } = await import("./zookeeper/zookeeper.mjs");
  const results = [];
  const prove = async (title, proof) => {
    const started = performance.now();
    const result = await proof();
    report(title, result, performance.now() - started);
    results.push(result.found.length === 0);
  };
  for (const [index, release] of FLINK_RELEASES.entries()) {
    const flink = new FlinkProcess(release);
    try {
      for (const [name, proof] of proofs) {
        const random = new Random(seed + index);
        await prove(`Flink ${release} ${name}`, () => proof(flink, { ...settings, random }));
      }
    } finally {
      flink.close();
    }
  }
  for (const release of clusterReleases()) {
    await prove(`Flink ${release} cluster`, () => cluster(release, settings));
  }
  await prove("ZooKeeper", () => zooKeeper(settings));
  const failed = results.filter((passed) => !passed).length;
  process.stdout.write(`flink: ${results.length - failed} proofs passed, ${failed} failed\n`);
  return failed;
}

/** Loaded late: they load dist/, and what is missing there is to be said after what is needed. */
async function loadProofs() {
  const { memory } = await import("./memory.mjs");
  const { bashJavaUtils } = await import("./bash-java-utils.mjs");
  const { configuration } = await import("./configuration.mjs");
  const { reading } = await import("./reading.mjs");
  const { values } = await import("./values.mjs");
  const { optionCatalogue } = await import("./catalogue/option-catalogue.mjs");
  const { containers } = await import("./containers/containers.mjs");
  return Object.entries({
    memory,
    "bash-java-utils": bashJavaUtils,
    configuration,
    reading,
    values,
    "option-catalogue": optionCatalogue,
    containers,
  });
}

function report(title, { summary, found }, milliseconds) {
  const seconds = (milliseconds / 1000).toFixed(1);
  process.stdout.write(`${title.padEnd(30)}${summary}, ${found.length} differences (${seconds} s)\n`);
  process.stdout.write(
    found
      .slice(0, SHOWN)
      .map((difference) => `  ${difference}\n`)
      .join(""),
  );
  if (found.length > SHOWN) {
    process.stdout.write(`  … and ${found.length - SHOWN} more\n`);
  }
}

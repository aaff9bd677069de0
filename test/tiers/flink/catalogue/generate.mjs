import { parseArgs } from "node:util";
import { CannotRun, NEEDS, requireJava } from "../distributions.mjs";

const USAGE = `node test/tiers/flink/catalogue/generate.mjs [--write]

Compares lib/flink/catalogue/data/flink-options.json with what the classes of Flink declare; --write renews it.
`;

try {
  const { write } = parseArgs({ options: { write: { type: "boolean" } } }).values;
  process.stdout.write(`${USAGE}\n${NEEDS}\nJava ${requireJava()}\n`);
  process.exitCode = (await (write ? renew() : compare())) ? 0 : 1;
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

async function renew() {
  const { FlinkVersion } = await import("../library.mjs");
  const { releaseOptions } = await import("./release-options.mjs");
  const { writeCommittedOptions } = await import("./committed-options.mjs");
  const versions = FlinkVersion.lines().map((line) => FlinkVersion.of(line));
  const releases = versions.map((version) => ({ version, options: releaseOptions(version) }));
  process.stdout.write(`${writeCommittedOptions(releases)}\n`);
  return true;
}

/** Returns whether nothing differs. */
async function compare() {
  const { FlinkVersion } = await import("../library.mjs");
  const { optionCatalogue } = await import("./option-catalogue.mjs");
  const results = FlinkVersion.lines().map((release) => optionCatalogue({ release }, { alter: (ours) => ours }));
  for (const { summary, found } of results) {
    process.stdout.write(`${[`${summary}, ${found.length} differences`, ...found].join("\n  ")}\n`);
  }
  return results.every(({ found }) => found.length === 0);
}

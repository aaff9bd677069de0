import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchGrowth } from "./growth.mjs";
import { benchImport } from "./import.mjs";
import { benchPlan } from "./plan.mjs";
import { ROOT } from "./support/processes.mjs";
import { Report } from "./support/report.mjs";
import { benchSynth } from "./synth.mjs";

const { values } = parseArgs({ options: { runs: { type: "string" }, quick: { type: "boolean", default: false } } });
const runs = Number(values.runs ?? (values.quick ? 5 : 21));
if (!Number.isInteger(runs) || runs < 1) {
  throw new Error(`--runs takes a whole number above zero, got ${values.runs}`);
}
if (!existsSync(join(ROOT, "dist"))) {
  throw new Error("there is no dist/; run npm run build first, or use npm run bench");
}

const report = new Report();
report.note(
  `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} before the start; wall times on a busy machine say little`,
);
benchImport(report, runs);
benchPlan(report, runs);
const sentra = benchSynth(report, runs);
// A thousand pools take seconds, of which noise is a small part.
benchGrowth(report, Math.ceil(runs / 7));
// Last and loaded late: it holds the TypeScript compiler, and a large process starts others more slowly.
const { benchLines } = await import("./lines.mjs");
benchLines(report, sentra);
process.exitCode = report.failed ? 1 : 0;

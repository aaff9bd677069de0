import { parseArgs } from "node:util";
import { offByOne } from "../compare.mjs";
import { Random } from "../random.mjs";
import { containers } from "./containers.mjs";

/** `node test/tiers/flink/containers/main.mjs [--release 2.2.1] [--seed 1] [--fault]` */
const { release, seed, fault } = parseArgs({
  options: {
    release: { type: "string", default: "2.2.1" },
    seed: { type: "string", default: "1" },
    fault: { type: "boolean" },
  },
}).values;

const started = performance.now();
const { summary, found } = await containers(
  { release },
  { random: new Random(Number(seed)), alter: fault ? offByOne : (ours) => ours },
);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write([`${summary}, ${found.length} differences (${seconds} s)`, ...found, ""].join("\n"));
process.exitCode = found.length === 0 ? 0 : 1;

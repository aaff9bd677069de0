import { parseArgs } from "node:util";
import { offByOne } from "../compare.mjs";
import { cluster, clusterReleases } from "./cluster.mjs";

/** `node test/tiers/flink/cluster/main.mjs [--release 2.2.1] [--fault]` */
const { release, fault } = parseArgs({
  options: { release: { type: "string" }, fault: { type: "boolean" } },
}).values;

for (const each of release === undefined ? clusterReleases() : [release]) {
  const started = performance.now();
  const { summary, found } = await cluster(each, { alter: fault ? offByOne : (ours) => ours });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    [`Flink ${each}: ${summary}, ${found.length} differences (${seconds} s)`, ...found, ""].join("\n"),
  );
  process.exitCode ||= found.length === 0 ? 0 : 1;
}

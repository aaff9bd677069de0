import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtPackage } from "./built-package";

/** A platform of three stages in two environments; `at` imports only what it needs, so that each command starts fast. */
const PLATFORM = `
const at = (module) => require("./node_modules/cdktf-flink/dist/lib/" + module);
const { stateless, asyncIo, windowed } = at("workload/stage");
const { workload } = at("workload/workload");
const { kafka } = at("workload/kafka");
const { tumbling } = at("workload/windows");
const { Rate } = at("units/rate");
const { MemorySize } = at("units/memory-size");
const { Duration } = at("units/duration");
const input = (topic) => kafka({ topic, partitions: 64, records: Rate.perSecond(100000), recordSize: MemorySize.bytes(500) });
exports.workload = workload("shop", { image: "i:1", jarUri: "local:///j.jar", entryClass: "a.B" }, [
  stateless("parse", { input: input("raw") }),
  asyncIo("enrich", { input: input("parsed"), lookup: { meanLatency: Duration.millis(20), p99Latency: Duration.millis(200), timeout: Duration.seconds(1) } }),
  windowed("correlate", { input: input("enriched"), keys: 1000000, windows: [tumbling(Duration.minutes(10))], statePerKey: MemorySize.kibibytes(2), pins: { maxParallelism: 2520 } }),
]);
const environment = (name, more) => ({
  name,
  storage: { type: "s3-compatible", bucketName: "state-" + name, endpoint: "http://s3:9000", credentialsSecret: "keys" },
  kubernetes: { kubeconfig: "c", context: "c" },
  terraformState: { type: "local", directory: "/var/tmp/state" },
  ...more,
});
exports.environments = [
  environment("dev", { loadFactor: 0.01, highAvailability: { type: "none" } }),
  environment("production", { pins: { correlate: { parallelism: 64 } } }),
];
`;

/** A user's project with the packed package in it. */
export interface CliProject {
  cli(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
  read(file: string): string;
  write(file: string, text: string): void;
  remove(): void;
}

export function cliProject(): CliProject {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-cli-"));
  builtPackage().linkInto(folder);
  writeFileSync(join(folder, "platform.js"), PLATFORM);
  const bin = join(folder, "node_modules", "cdktf-flink", "dist", "lib", "cli", "main.js");
  return {
    cli: (command, ...args) =>
      spawnSync(
        process.execPath,
        [bin, ...(command === undefined ? [] : [command]), ...args, "--platform", "platform.js"],
        {
          cwd: folder,
          encoding: "utf8",
        },
      ),
    read: (file) => readFileSync(join(folder, file), "utf8"),
    write: (file, text) => writeFileSync(join(folder, file), text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The platform file with a figure changed: what the next commit of a project would be. */
export function platformWith(from: string, to: string): string {
  return PLATFORM.replace(from, to);
}

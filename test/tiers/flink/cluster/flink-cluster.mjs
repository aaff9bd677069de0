import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { compiled, distributionFolder } from "../containers/java.mjs";
import { Rest } from "./rest.mjs";

const { LOG4J_CONSOLE_PROPERTIES } = compiled("lib/flink/logging");
const { LOCAL_DIRECTORY } = compiled("lib/flink/stage-configuration");

const LOOPBACK = "127.0.0.1";
const ENTRY_CLASSES = {
  JM: "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
  TM: "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
};
/** What the operator's chart adds to Flink's JVMs; on Java 17 no job could be submitted without. */
const OPENED_PACKAGES = [
  ...["io", "lang", "lang.reflect", "net", "nio", "text", "time", "util"].map((name) => `java.${name}`),
  ...["concurrent", "concurrent.atomic", "concurrent.locks"].map((name) => `java.util.${name}`),
  "sun.nio.ch",
];
const RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

/** A JobManager and a TaskManager, each a process on this machine, started as Flink's scripts start them. */
export class FlinkCluster {
  #processes = [];
  #folder;

  /** Keys that are not as configured, since this machine is no pod. */
  overridden;
  rest;

  /** Starts both from a configuration's own file; everything they write is below the folder. */
  static async start(flink, configuration, folder) {
    const cluster = new FlinkCluster(configuration.toMap(), folder, await freePorts(2));
    try {
      const config = writeConfiguration(configuration, folder);
      for (const role of ["JM", "TM"]) {
        cluster.#run(flink.release, role, config, await startParameters(flink, role, config));
      }
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  constructor(settings, folder, [restPort, rpcPort]) {
    this.#folder = folder;
    this.overridden = overrides(settings, folder, restPort, rpcPort);
    this.rest = new Rest(`http://${LOOPBACK}:${restPort}`, () => this.#requireRunning());
  }

  #run(release, role, config, { jvm, settings }) {
    const logging = [`log.file=${this.#log(role)}`, `log4j.configurationFile=${join(config, "log4j.properties")}`];
    const args = [
      ...jvm,
      ...OPENED_PACKAGES.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      ...[...logging, `java.io.tmpdir=${this.#folder}`].map((property) => `-D${property}`),
      ...["-cp", join(distributionFolder(release), "lib", "*"), ENTRY_CLASSES[role], "--configDir", config],
      ...settings,
      ...Object.entries(this.overridden).flatMap(([key, value]) => ["-D", `${key}=${value}`]),
    ];
    const output = openSync(join(this.#folder, `${role}.out`), "w");
    const child = spawn("java", args, { cwd: this.#folder, stdio: ["ignore", output, output] });
    closeSync(output);
    const killed = () => child.kill("SIGKILL");
    process.once("exit", killed);
    const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
    this.#processes.push({ role, child, ended: ended.then(() => process.off("exit", killed)) });
  }

  #log(role) {
    return join(this.#folder, `${role}.log`);
  }

  #requireRunning() {
    const dead = this.#processes.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (dead !== undefined) {
      const output = readFileSync(join(this.#folder, `${dead.role}.out`), "utf8");
      throw new Error(`the process of the ${dead.role} ended:\n${output.trim().split("\n").slice(-12).join("\n")}`);
    }
  }

  /** Both processes end at once: nothing outlives the folder that they could still save. */
  async stop() {
    for (const { child } of this.#processes) {
      child.kill("SIGKILL");
    }
    await Promise.all(this.#processes.map(({ ended }) => ended));
  }
}

/** The folder that Flink is pointed to: our configuration file, and the logging of our pods. */
function writeConfiguration(configuration, folder) {
  const config = join(folder, "conf");
  mkdirSync(config);
  writeFileSync(join(config, configuration.version.configurationFile), configuration.toFile());
  writeFileSync(join(config, "log4j.properties"), LOG4J_CONSOLE_PROPERTIES);
  return config;
}

/** The JVM flags and settings that Flink's scripts ask BashJavaUtils for and start a process with. */
async function startParameters(flink, role, directory) {
  const [{ printed, rejected }] = await flink.ask([["bash", { command: `GET_${role}_RESOURCE_PARAMS`, directory }]]);
  if (rejected !== undefined) {
    throw new Error(rejected);
  }
  const results = printed.split("\n").filter((line) => line.startsWith(RESULT));
  const [jvm, settings] = results.map((line) => line.slice(RESULT.length).trim().split(/\s+/));
  return { jvm, settings };
}

/** A pod has a network and a volume of its own, and brings its job in the image. */
function overrides(settings, folder, restPort, rpcPort) {
  const onVolume = Object.entries(settings).filter(([, value]) => value.startsWith(LOCAL_DIRECTORY));
  const hosts = ["jobmanager.rpc.address", "jobmanager.bind-host", "rest.address", "rest.bind-address"];
  const anyPort = ["blob.server", "taskmanager.rpc", "taskmanager.data", "metrics.internal.query-service"];
  return {
    ...Object.fromEntries(onVolume.map(([key, value]) => [key, value.replace(LOCAL_DIRECTORY, join(folder, "local"))])),
    ...Object.fromEntries([...hosts, "taskmanager.host", "taskmanager.bind-host"].map((key) => [key, LOOPBACK])),
    ...Object.fromEntries(anyPort.map((of) => [`${of}.port`, "0"])),
    "rest.port": String(restPort),
    "jobmanager.rpc.port": String(rpcPort),
    "web.submit.enable": "true",
    // To see soon what happens, and to see what RocksDB allocates.
    "web.refresh-interval": "200 ms",
    "metrics.fetcher.update-interval": "500 ms",
    "state.backend.rocksdb.metrics.block-cache-capacity": "true",
  };
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise((resolve) => server.listen(0, LOOPBACK, resolve))));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

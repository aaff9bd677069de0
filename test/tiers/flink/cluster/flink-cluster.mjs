import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
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

/** A JobManager and TaskManagers, each a process on this machine, started as Flink's scripts start them. */
export class FlinkCluster {
  #processes = [];
  #folder;

  /** Keys that are not as configured, since this machine is no pod. */
  overridden;
  rest;

  /** Starts them from a configuration's own file; everything they write is below the folder. */
  static async start(flink, configuration, folder, { taskManagers = 1 } = {}) {
    const cluster = new FlinkCluster(configuration.toMap(), folder, await freePorts(2));
    try {
      const config = writeConfiguration(configuration, folder);
      cluster.#run(flink.release, "JM", "JM", config, await startParameters(flink, "JM", config));
      const parameters = await startParameters(flink, "TM", config);
      for (let number = 1; number <= taskManagers; number++) {
        const name = `TM-${number}`;
        const named = [...parameters.settings, "-D", `taskmanager.resource-id=${name}`];
        cluster.#run(flink.release, "TM", name, config, { ...parameters, settings: named });
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

  /** The TaskManagers that run, by their id in Flink, with the id of their process. */
  get taskManagers() {
    const running = this.#processes.filter(({ role, lost }) => role === "TM" && !lost);
    return new Map(running.map(({ name, child }) => [name, child.pid]));
  }

  /**
   * Loses a TaskManager: `SIGKILL` as the kernel does when memory is out, its connections end at once; `SIGSTOP` as when
   * its node is gone, nobody answers any more.
   */
  loseTaskManager(name, signal = "SIGKILL") {
    const found = this.#processes.find((each) => each.name === name);
    found.lost = true;
    found.child.kill(signal);
  }

  #run(release, role, name, config, { jvm, settings }) {
    const logging = [`log.file=${this.#log(name)}`, `log4j.configurationFile=${join(config, "log4j.properties")}`];
    const args = [
      ...jvm,
      ...OPENED_PACKAGES.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      ...[...logging, `java.io.tmpdir=${this.#folder}`].map((property) => `-D${property}`),
      ...["-cp", join(distributionFolder(release), "lib", "*"), ENTRY_CLASSES[role], "--configDir", config],
      ...settings,
      ...Object.entries(this.overridden).flatMap(([key, value]) => ["-D", `${key}=${value}`]),
    ];
    const output = openSync(join(this.#folder, `${name}.out`), "w");
    const child = spawn("java", args, { cwd: this.#folder, stdio: ["ignore", output, output] });
    closeSync(output);
    const killed = () => child.kill("SIGKILL");
    process.once("exit", killed);
    const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
    this.#processes.push({ role, name, child, ended: ended.then(() => process.off("exit", killed)) });
  }

  #log(name) {
    return join(this.#folder, `${name}.log`);
  }

  #requireRunning() {
    const dead = this.#processes.find(
      ({ child, lost }) => !lost && (child.exitCode !== null || child.signalCode !== null),
    );
    if (dead !== undefined) {
      const output = readFileSync(join(this.#folder, `${dead.name}.out`), "utf8");
      throw new Error(`the process of the ${dead.name} ended:\n${output.trim().split("\n").slice(-12).join("\n")}`);
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

/** Below what Linux gives to outgoing connections: such a port would be free now, and taken when a process begins. */
const PORTS = { from: 15_000, to: 32_000 };

export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) {
      ports.add(port);
    }
  }
  return [...ports];
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

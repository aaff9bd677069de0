import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { zookeeperJars } from "../../cluster/images/programs.mjs";
import { compiled } from "../containers/java.mjs";
import { CannotRun } from "../distributions.mjs";

const { zooCfg } = compiled("lib/constructs/coordination/zookeeper-configuration");

/** Below the ports of outgoing connections. */
const PORT = 21_810;
const PATIENCE = 120_000;

/** The servers of an ensemble as processes, from the `zoo.cfg` of the construct: only paths and ports are another machine's. */
export class Ensemble {
  #folder;
  #processes = [];

  constructor(folder) {
    this.#folder = folder;
  }

  /** Every server as `host:port`. */
  get quorum() {
    return this.#processes.map((_, index) => `127.0.0.1:${PORT + index}`);
  }

  /** @param options - Java options of every server */
  async start(ensemble, options) {
    for (const [index] of ensemble.hosts.entries()) {
      this.#processes.push(this.#server(index, zooCfg(ensemble), options));
    }
    const modes = await this.#quorum(ensemble.hosts.length);
    return modes.sort();
  }

  async stop() {
    const ended = this.#processes.map((server) =>
      server.exitCode === null ? new Promise((resolve) => server.once("exit", resolve)) : undefined,
    );
    for (const server of this.#processes) {
      server.kill();
    }
    await Promise.all(ended);
    this.#processes = [];
  }

  #server(index, configuration, options) {
    const folder = join(this.#folder, `server-${index + 1}`);
    for (const each of ["data", "datalog", "conf"]) {
      mkdirSync(join(folder, each), { recursive: true });
    }
    writeFileSync(join(folder, "data", "myid"), String(index + 1));
    const file = join(folder, "conf", "zoo.cfg");
    writeFileSync(file, onThisMachine(configuration, index, folder));
    const log = openSync(join(folder, "log"), "w");
    const classPath = ["-cp", `${join(zookeeperJars(), "*")}`];
    const main = ["org.apache.zookeeper.server.quorum.QuorumPeerMain", file];
    const jvm = ["-Xmx128m", "-XX:+UseSerialGC", ...options, ...classPath, ...main];
    const server = spawn("java", jvm, { stdio: ["ignore", log, log] });
    closeSync(log);
    return server;
  }

  async #quorum(count) {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      const dead = this.#processes.findIndex(({ exitCode }) => exitCode !== null);
      if (dead >= 0) {
        const log = readFileSync(join(this.#folder, `server-${dead + 1}`, "log"), "utf8");
        throw new CannotRun(`ZooKeeper server ${dead + 1} ended:\n${log.split("\n").slice(-8).join("\n")}`);
      }
      const answers = await Promise.all(this.#processes.map((_, index) => fourLetters("srvr", PORT + index)));
      const modes = answers.flatMap((answer) => /^Mode: (\w+)/m.exec(answer)?.[1] ?? []);
      if (modes.length === count) {
        return modes;
      }
      await sleep(1_000);
    }
    throw new CannotRun(`ZooKeeper found no quorum in ${PATIENCE / 1_000} s; its logs are in ${this.#folder}`);
  }
}

function onThisMachine(configuration, index, folder) {
  return configuration
    .replace("dataDir=/data\n", `dataDir=${join(folder, "data")}\n`)
    .replace("dataLogDir=/datalog\n", `dataLogDir=${join(folder, "datalog")}\n`)
    .replace("clientPort=2181\n", `clientPort=${PORT + index}\nclientPortAddress=127.0.0.1\n`)
    .replace(/httpPort=\d+\n/, `httpPort=${PORT + 10 + index}\nmetricsProvider.httpHost=127.0.0.1\n`)
    .replace("quorumListenOnAllIPs=true", "quorumListenOnAllIPs=false")
    .replace(
      /^(server\.(\d+))=.*$/gm,
      (_, key, id) => `${key}=127.0.0.1:${PORT + 20 + Number(id)}:${PORT + 30 + Number(id)}`,
    );
}

/** The answer to a four-letter word; empty where there is none. */
export function fourLetters(word, port) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(word));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../flink/cluster/flink-cluster.mjs";
import { run } from "../flink/containers/java.mjs";

const KAFKA = "4.2.0";
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-flink", "kafka");
const LOOPBACK = "127.0.0.1";

/** Maven copies Kafka and what it needs; the last of these lets it log. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>signals</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** The folder with the jars of a Kafka broker, fetched from Maven Central where it is missing. */
export function brokerJars() {
  const folder = join(CACHE, `${KAFKA}-${createHash("sha256").update(POM).digest("hex").slice(0, 12)}`);
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    process.stdout.write(`fetching Kafka ${KAFKA}\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "pom.xml"), POM);
    const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${join(folder, "lib")}`];
    run("mvn", ["-q", "-B", "-f", join(folder, "pom.xml"), ...goal]);
    writeFileSync(complete, "");
  }
  return join(folder, "lib");
}

/** One broker that is its own controller (KRaft), on loopback. Its transactions may take as long as the jobs' do. */
export class Broker {
  #child;
  #output;

  static async start(folder) {
    const [port, controllerPort] = await freePorts(2);
    const jars = join(brokerJars(), "*");
    mkdirSync(folder);
    const properties = join(folder, "server.properties");
    writeFileSync(properties, settings(folder, port, controllerPort));
    const format = ["format", "--cluster-id", "c2lnbmFscy1vZi1hLXRpZQ", "--config", properties];
    run("java", ["-cp", jars, "kafka.tools.StorageTool", ...format]);
    return new Broker(`${LOOPBACK}:${port}`, jars, properties, folder);
  }

  constructor(address, jars, properties, folder) {
    this.address = address;
    this.#output = join(folder, "broker.out");
    const output = openSync(this.#output, "w");
    const jvm = ["-Xmx512m", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];
    this.#child = spawn("java", [...jvm, "-cp", jars, "kafka.Kafka", properties], {
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    process.once("exit", () => this.stop());
  }

  /** What a broker that ended said last; nothing while it runs. */
  get ended() {
    const { exitCode, signalCode } = this.#child;
    const runs = exitCode === null && signalCode === null;
    return runs ? undefined : readFileSync(this.#output, "utf8").trim().split("\n").slice(-8).join("\n");
  }

  stop() {
    this.#child.kill("SIGKILL");
  }
}

function settings(folder, port, controllerPort) {
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@${LOOPBACK}:${controllerPort}`,
    listeners: `PLAINTEXT://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    "log.dirs": join(folder, "data"),
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": false,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

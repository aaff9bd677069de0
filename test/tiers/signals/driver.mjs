import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { flinkDist, run } from "../flink/containers/java.mjs";
import { brokerJars } from "./broker.mjs";

const SOURCE = fileURLToPath(new URL("SignalsDriver.java", import.meta.url));

/** A JVM that feeds topics and counts what is committed in them. */
export class Driver {
  #java;
  #answers;

  /** `hosts`, event time between lines in ms, the time of line 0, and how many lines fill all panes. */
  static start(release, jar, broker, folder, { hosts, spacing, start, filling }) {
    const slf4j = readdirSync(brokerJars()).filter((name) => name.startsWith("slf4j"));
    const jars = [jar, flinkDist(release), ...slf4j.map((name) => join(brokerJars(), name))];
    const options = ["-Xmx768m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"];
    const classPath = [compiled(folder, jars), ...jars].join(delimiter);
    return new Driver([
      ...options,
      "-cp",
      classPath,
      "SignalsDriver",
      broker,
      ...[hosts, spacing, start, filling].map(String),
    ]);
  }

  constructor(args) {
    this.#java = spawn("java", args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#java.stdin.on("error", () => {});
    this.#answers = createInterface({ input: this.#java.stdout })[Symbol.asyncIterator]();
    process.once("exit", () => this.#java.kill("SIGKILL"));
  }

  topics(...names) {
    return this.#ask("topics", ...names);
  }
  /** Starts feeding; `rate` in records per second, 0 for all at once. */
  feed(topic, kind, { from, count, rate = 0 }) {
    return this.#ask("feed", topic, kind, from, count, rate);
  }
  async fed() {
    return this.#ask("fed");
  }
  async allFed() {
    while (!(await this.fed()).done) {
      await sleep(100);
    }
  }
  flush(topic, kind) {
    return this.#ask("flush", topic, kind);
  }
  async ends(topic) {
    return (await this.#ask("ends", topic)).records;
  }
  /** What is committed: `kind` is records, signals, windows or rejected. */
  count(topic, kind) {
    return this.#ask("count", topic, kind);
  }

  async #ask(...command) {
    this.#java.stdin.write(`${command.join(" ")}\n`);
    const { value, done } = await this.#answers.next();
    const answer = done ? { failed: "its JVM ended" } : JSON.parse(value);
    if (answer.failed !== undefined) {
      throw new Error(`the driver, asked to ${command.join(" ")}: ${answer.failed}`);
    }
    return answer;
  }

  close() {
    this.#java.stdin.end();
  }
}

function compiled(folder, jars) {
  const classes = join(folder, "driver");
  run("javac", ["--release", "17", "-cp", jars.join(delimiter), "-d", classes, SOURCE]);
  return classes;
}

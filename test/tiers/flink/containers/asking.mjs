import { delimiter } from "node:path";
import { CannotRun } from "../distributions.mjs";
import { compiledJava, flinkDist, run } from "./java.mjs";

const DRIVER = ["ContainerAnswers.java", "Exchanges.java"].map((file) => new URL(file, import.meta.url));

/** The driver's answers to `[what, fields]` questions, in their order, from one JVM that ends with the last. */
export function ask(release, questions) {
  const classPath = [compiledJava(release, DRIVER), flinkDist(release)].join(delimiter);
  const jvm = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g", "-cp", classPath, "ContainerAnswers"];
  const input = questions.map(([what, fields]) => `${what}?${new URLSearchParams(fields)}\n`).join("");
  const answers = run("java", jvm, { input, timeout: 300_000 }).trim().split("\n");
  if (answers.length !== questions.length) {
    throw new CannotRun(`${questions.length} questions to Flink ${release} got ${answers.length} answers`);
  }
  return answers.map((answer) => Object.fromEntries(new URLSearchParams(answer)));
}

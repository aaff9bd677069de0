import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotRun } from "../flink/distributions.mjs";

const PROJECT = fileURLToPath(new URL("../../../examples/signal-engine", import.meta.url));
/** Room for Maven; its tests run in a JVM of their own, with a limit in the pom. */
const MAVEN_MEMORY = "-Xmx768m";

/** The job's fat JAR, after its own tests, built below `folder`: two runs do not get into each other's way. */
export function buildJob(folder) {
  const target = join(folder, "job");
  mkdirSync(target);
  const options = ["-q", "-B", "-T1", "-f", join(PROJECT, "pom.xml"), `-Dtarget=${target}`, "package"];
  const environment = { ...process.env, MAVEN_OPTS: MAVEN_MEMORY };
  const { status, stdout, error } = spawnSync("mvn", options, {
    encoding: "utf8",
    env: environment,
    maxBuffer: 2 ** 27,
  });
  if (error !== undefined) {
    throw new CannotRun(`mvn cannot be started (${error.message}); install Maven`);
  }
  if (status !== 0) {
    const said = stdout.split("\n").filter((line) => line.includes("ERROR"));
    throw new Error(`the job does not build, or its tests fail:\n${said.slice(0, 25).join("\n")}`);
  }
  return join(target, "sentra-engine.jar");
}

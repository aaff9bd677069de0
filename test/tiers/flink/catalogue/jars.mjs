import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CannotRun, distribution } from "../distributions.mjs";

const MAVEN_REPOSITORY = join(homedir(), ".m2", "repository");

/**
 * The S3 plugins are not in PyPI's package. Maven Central has them of these releases; the options of 2.0.0 and 2.2.0
 * are the same, so those of 2.1 are too.
 */
const S3_PLUGINS = {
  "1.20": ["flink-s3-fs-presto:1.20.0"],
  "2.0": ["flink-s3-fs-presto:2.0.0"],
  2.1: ["flink-s3-fs-presto:2.0.0"],
  2.2: ["flink-s3-fs-presto:2.2.0"],
  2.3: ["flink-s3-fs-presto:2.3.0", "flink-s3-fs-native:2.3.0"],
};

/** The jars of a Flink release: those every process has on its class path, and plugins. */
export function jarsOf(version) {
  const home = distribution(String(version));
  return {
    classPath: [...jarsIn(join(home, "lib")), ...jarsIn(join(home, "opt"))],
    plugins: [...jarsIn(join(home, "plugins")), ...S3_PLUGINS[version.line].map(fromMaven)],
  };
}

/** The presto plugin of a line (`2.2`). */
export function s3Plugin(line) {
  return fromMaven(S3_PLUGINS[line].find((artifact) => artifact.includes("presto")));
}

function jarsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".jar"))
    .sort()
    .map((path) => join(folder, path));
}

function fromMaven(artifact) {
  const [name, release] = artifact.split(":");
  const jar = join(MAVEN_REPOSITORY, "org", "apache", "flink", name, release, `${name}-${release}.jar`);
  if (!existsSync(jar)) {
    process.stdout.write(`fetching ${artifact}\n`);
    const { stdout, error } = spawnSync(
      "mvn",
      [
        ...["-q", "-B", `-Dmaven.repo.local=${MAVEN_REPOSITORY}`],
        ...["dependency:get", "-Dtransitive=false", `-Dartifact=org.apache.flink:${artifact}`],
      ],
      { encoding: "utf8" },
    );
    if (!existsSync(jar)) {
      throw new CannotRun(`mvn did not fetch ${artifact} (it needs Maven and a network):\n${error?.message ?? stdout}`);
    }
  }
  return jar;
}

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The newest release known of every line the library writes configuration for. */
export const FLINK_RELEASES = ["1.20.4", "2.0.2", "2.1.2", "2.2.1", "2.3.0"];

const PACKAGE = "apache-flink-libraries";
const OLDEST_JAVA = 17;
const DRIVER = fileURLToPath(new URL("FlinkAnswers.java", import.meta.url));
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-flink", "flink");

/** What keeps the tier from running. That is a failure: a proof that did not run proves nothing. */
export class CannotRun extends Error {}

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  java, javac and jar ${OLDEST_JAVA} or newer: a JDK, from the system's packages;
  Flink ${FLINK_RELEASES.join(", ")}: PyPI's package ${PACKAGE}, 300 MB each. What is missing is
  fetched with python3 -m pip download, unpacked with tar, and kept in
  ${CACHE};
  mvn, for the S3 plugins, which are not among Flink's own jars: 100 MB each, in Maven's own cache; and for ZooKeeper.
`;

/** Java's version. */
export function requireJava() {
  return ["java", "javac"].map((command) => {
    const { stdout, stderr, error } = spawnSync(command, ["-version"], { encoding: "utf8" });
    const [, version, major] = /((\d+)[\d.]*)/.exec(`${stdout}${stderr}`) ?? [];
    if (error !== undefined || !(Number(major) >= OLDEST_JAVA)) {
      throw new CannotRun(`${command} is ${version ?? "not here"}; install a JDK of ${OLDEST_JAVA} or newer`);
    }
    return version;
  })[0];
}

/** Arguments of `java` for a process that answers questions about a release, after fetching what that takes. */
export function javaArguments(release) {
  const home = distribution(release);
  const jars = [join(home, "bin", "bash-java-utils.jar"), join(home, "lib", `flink-dist-${release}.jar`)];
  const missing = jars.find((jar) => !existsSync(jar));
  if (missing !== undefined) {
    throw new CannotRun(`${missing} is missing; remove ${home}, and the next run fetches it again`);
  }
  const classPath = [compiledDriver(release, jars), ...jars].join(delimiter);
  // Flink's image sets a UTF-8 locale, by which 1.20 reads its file on Java 17.
  return [
    "-Dfile.encoding=UTF-8",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-cp",
    classPath,
    basename(DRIVER, ".java"),
  ];
}

/** The folder of a release, fetched where it is missing. */
export function distribution(release) {
  return kept(join(CACHE, release), (folder) => {
    process.stdout.write(`fetching Flink ${release}\n`);
    // Only this package must be the source archive: what its build needs may be a wheel.
    const pip = ["-m", "pip", "download", "--no-deps", "--no-binary", PACKAGE, "--dest", folder];
    run("python3", [...pip, `${PACKAGE}==${release}`], "it needs python3 with pip, and a network");
    const [archive] = readdirSync(folder);
    const jars = `${basename(archive, ".tar.gz")}/deps`;
    run("tar", ["-xzf", join(folder, archive), "-C", folder, "--strip-components=2", jars], "it needs tar and gzip");
    rmSync(join(folder, archive));
  });
}

function compiledDriver(release, jars) {
  const source = createHash("sha256").update(readFileSync(DRIVER)).digest("hex").slice(0, 12);
  return kept(join(CACHE, "driver", `${release}-${source}`), (folder) => {
    const options = ["--release", String(OLDEST_JAVA), "-cp", jars.join(delimiter), "-d", folder];
    run("javac", [...options, DRIVER], "the driver does not fit this release");
  });
}

/** A folder of the cache, made where it is missing; under its name only once it is complete. */
function kept(folder, fill) {
  if (!existsSync(folder)) {
    mkdirSync(join(folder, ".."), { recursive: true });
    const unfinished = mkdtempSync(`${folder}.unfinished-`);
    try {
      fill(unfinished);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return folder;
}

function run(command, args, wayOut) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) {
    const said = error?.message ?? stderr.trim().split("\n").slice(-8).join("\n");
    throw new CannotRun(`${command} ${args.slice(0, 3).join(" ")} … failed (${wayOut}):\n${said}`);
  }
}

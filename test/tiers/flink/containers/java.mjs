import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotRun, javaArguments } from "../distributions.mjs";

const require = createRequire(new URL("../../../../dist/", import.meta.url));

/** A compiled file of ours that `library.mjs` does not pass on. */
export function compiled(file) {
  try {
    return require(`./${file}.js`);
  } catch (cause) {
    throw new CannotRun(`dist/${file}.js cannot be loaded; run npm run build (${cause.message.split("\n")[0]})`);
  }
}

/** The folder of a release's distribution, with `lib` and `bin` in it; fetched where it is missing. */
export function distributionFolder(release) {
  const jars = javaArguments(release).find((argument) => argument.includes(`flink-dist-${release}.jar`));
  return dirname(dirname(jars.split(delimiter).at(-1)));
}

export function flinkDist(release) {
  return join(distributionFolder(release), "lib", `flink-dist-${release}.jar`);
}

/** The folder with a release's classes of our sources (URLs), kept beside the distributions until a source changes. */
export function compiledJava(release, sources) {
  const files = sources.map((source) => fileURLToPath(source));
  const digest = createHash("sha256");
  for (const file of files) {
    digest.update(readFileSync(file));
  }
  const classes = join(distributionFolder(release), "..", "driver", `${release}-${digest.digest("hex").slice(0, 12)}`);
  if (!existsSync(classes)) {
    mkdirSync(dirname(classes), { recursive: true });
    const unfinished = mkdtempSync(`${classes}.unfinished-`);
    try {
      run("javac", ["--release", "17", "-cp", flinkDist(release), "-d", unfinished, ...files]);
      renameSync(unfinished, classes);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return classes;
}

export function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    ...options,
  });
  if (status !== 0) {
    throw new CannotRun(
      `${command} … ${args.at(-1)} failed:\n${error?.message ?? stderr.trim().split("\n").slice(-8).join("\n")}`,
    );
  }
  return stdout;
}

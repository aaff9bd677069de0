import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotRun } from "../distributions.mjs";
import { jarsOf } from "./jars.mjs";

const SOURCE = fileURLToPath(new URL("DeclaredOptions.java", import.meta.url));

/** This class cannot be loaded without the SQL gateway, which the distribution leaves out; it repeats `yarn.ship-files`. */
const KNOWN_UNREADABLE = ["org.apache.flink.table.client.gateway.SingleSessionManager"];

/** Every field of type `ConfigOption` in a Flink release, as its classes declare it. */
export function declaredOptions(version) {
  const { classPath, plugins } = jarsOf(version);
  const { status, stdout, stderr, error } = spawnSync(
    "java",
    [
      // Some defaults name this folder.
      ...["-Djava.io.tmpdir=/tmp", "-Dfile.encoding=UTF-8", "-cp", classPath.join(delimiter)],
      ...[SOURCE, ...classPath, ...plugins],
    ],
    { encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  if (status !== 0) {
    throw new CannotRun(`java could not read the options of Flink ${version}:\n${error?.message ?? stderr}`);
  }
  const fields = stdout.trimEnd().split("\n").map(field);
  const unreadable = fields.find(({ unreadable }) => unreadable && !KNOWN_UNREADABLE.includes(unreadable));
  if (unreadable !== undefined) {
    throw new CannotRun(`${unreadable.unreadable} of Flink ${version} cannot be loaded: ${unreadable.because}`);
  }
  return fields.filter(({ key }) => key !== undefined);
}

function field(line) {
  const read = new URLSearchParams(line);
  const {
    key,
    class: declaringClass,
    type,
    default: defaultValue,
    suffixOf,
    unreadable,
    because,
  } = Object.fromEntries(read);
  return {
    ...{ key, declaringClass, type, defaultValue, suffixOf, unreadable, because },
    deprecated: read.has("deprecated"),
    deprecatedKeys: read.getAll("deprecatedKey"),
    fallbackKeys: read.getAll("fallbackKey"),
    values: read.getAll("value"),
  };
}

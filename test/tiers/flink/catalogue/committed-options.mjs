import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../../../../lib/flink/catalogue/data/flink-options.json", import.meta.url));

/** Writes the catalogue's data: an option per line, and what later release lines changed about it. */
export function writeCommittedOptions(releases) {
  const lines = releases.map(({ version }) => version.line);
  const keys = [...new Set(releases.flatMap(({ options }) => options.map(({ key }) => key)))].sort();
  const entries = keys.map((key) => {
    const found = releases.map(({ options }) => options.find((option) => option.key === key));
    return JSON.stringify(entry(lines, found));
  });
  const read = JSON.stringify(Object.fromEntries(releases.map(({ version }) => [version.line, String(version)])));
  writeFileSync(FILE, `{\n"releases": ${read},\n"options": [\n${entries.join(",\n")}\n]\n}\n`);
  return FILE;
}

/** The option as its first line has it, with `changes` by the line that made them; `null` takes something away. */
function entry(lines, found) {
  const first = found.findIndex((option) => option !== undefined);
  const last = found.findLastIndex((option) => option !== undefined);
  const present = found.slice(first, last + 1);
  if (present.includes(undefined)) {
    throw new Error(`${found[first].key} comes and goes; the data cannot say that`);
  }
  const changes = present.slice(1).map((option, index) => [lines[first + 1 + index], change(present[index], option)]);
  const made = changes.filter(([, each]) => Object.keys(each).length > 0);
  return {
    ...written(present[0]),
    ...(first === 0 ? {} : { since: lines[first] }),
    ...(last === lines.length - 1 ? {} : { until: lines[last] }),
    ...(made.length === 0 ? {} : { changes: Object.fromEntries(made) }),
  };
}

function change(before, after) {
  const [was, is] = [written(before), written(after)];
  const names = Object.keys({ ...was, ...is }).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return Object.fromEntries(names.map((name) => [name, is[name] ?? null]));
}

/** Without what most options do not have. */
function written(option) {
  const said = ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(option).filter(said));
}

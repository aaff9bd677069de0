import { differences } from "../compare.mjs";
import { FlinkVersion, optionsOf } from "../library.mjs";
import { releaseOptions } from "./release-options.mjs";

/** The catalogue has every option of the newest release of a line, and none but those, as Flink's classes declare them. */
export function optionCatalogue({ release }, { alter }) {
  const version = FlinkVersion.of(FlinkVersion.of(release).line);
  const [ours, flinks] = [optionsOf(version), releaseOptions(version)];
  const keys = { ours: new Set(ours.map(({ key }) => key)), flinks: new Set(flinks.map(({ key }) => key)) };
  const missing = flinks.filter(({ key }) => !keys.ours.has(key)).length;
  const extra = ours.filter(({ key }) => !keys.flinks.has(key)).length;
  const found = differences(alter(byKey(ours)), byKey(flinks));
  return { summary: `${flinks.length} options of ${version}, ${missing} missing, ${extra} extra`, found };
}

/** What each side says of an option, as text. */
function byKey(options) {
  return Object.fromEntries(options.map((option) => [option.key, said(option)]));
}

function said({ type, defaultValue, declaredIn, deprecated, deprecatedKeys, fallbackKeys, values = [] }) {
  const known = defaultValue === undefined ? "no default" : `default '${defaultValue}'`;
  const lists = Object.entries({ deprecatedKeys, fallbackKeys, values }).filter(([, list]) => list.length > 0);
  return [
    `${type} of ${declaredIn}`,
    known,
    ...(deprecated ? ["deprecated"] : []),
    ...lists.map(([name, list]) => `${name} ${list.join(" ")}`),
  ].join(", ");
}

import { declaredOptions } from "./declared-options.mjs";

/**
 * Classes whose options stand elsewhere than in Flink's configuration: in the WITH clause of a table or in what a
 * client sends with a job.
 */
const ELSEWHERE = [
  /^org\.apache\.flink\.connector\.\w+\.table\./,
  /^org\.apache\.flink\.formats\./,
  /^org\.apache\.flink\.streaming\.api\.graph\.StreamConfig$/,
];
/** Of the classes of the Table API, options with these beginnings are configuration; others are of tables and hints. */
const TABLE_CLASS = /^org\.apache\.flink\.table\./;
const TABLE_CONFIGURATION = /^(table|__table|sql-client|sql-gateway|workflow-scheduler|materialized-table)\./;

/** Flink 1.20 marks every other option of a reporter as a suffix. */
const UNMARKED_SUFFIXES = { "org.apache.flink.configuration.MetricOptions class": "metrics.reporter.<name>" };

/** The configuration options of a Flink release, sorted by key, as the catalogue holds them. */
export function releaseOptions(version) {
  const byKey = new Map();
  for (const field of declaredOptions(version).filter(isConfiguration)) {
    const key = wholeKey(field);
    byKey.set(key, [...(byKey.get(key) ?? []), field]);
  }
  return [...byKey].map(([key, fields]) => option(key, fields)).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function isConfiguration({ declaringClass, key }) {
  return (
    !ELSEWHERE.some((pattern) => pattern.test(declaringClass)) &&
    (!TABLE_CLASS.test(declaringClass) || TABLE_CONFIGURATION.test(key))
  );
}

/** A suffix with what it stands behind. A reporter's name is free, whatever its documentation calls it. */
function wholeKey({ declaringClass, key, suffixOf = UNMARKED_SUFFIXES[`${declaringClass} ${key}`] }) {
  if (suffixOf === undefined) {
    return key;
  }
  return `${suffixOf.includes("<") ? suffixOf : suffixOf.replace(/[^.]+$/, "<$&>")}.${key}`;
}

/** One option of the fields that declare its key: those that are not deprecated must agree. */
function option(key, fields) {
  const current = fields.filter(({ deprecated }) => !deprecated);
  const [first, ...others] = (current.length > 0 ? current : fields).map((field) => described(key, field));
  const other = others.find(
    (each) => current.length > 0 && JSON.stringify(each) !== JSON.stringify({ ...first, declaredIn: each.declaredIn }),
  );
  if (other !== undefined) {
    throw new Error(`${key} is declared twice: ${JSON.stringify(first)} and ${JSON.stringify(other)}`);
  }
  return first;
}

function described(key, { declaringClass, type, defaultValue, deprecated, deprecatedKeys, fallbackKeys, values }) {
  return {
    ...{ key, type, defaultValue },
    declaredIn: declaringClass.replace(/^.*[.$](?=\w)/, "").replace(/\$$/, ""),
    deprecated,
    deprecatedKeys: deprecatedKeys.filter((other) => other !== key),
    fallbackKeys,
    values,
  };
}

import { parse, stringify } from "yaml";
import { compiled } from "../flink/containers/java.mjs";

const { Duration, kafka, MemorySize, Rate, sliding, tumbling, windowed, workload } = compiled("lib/index");

/** Figures of a stage so small that it gets the smallest plan there is. Its windows are those of Sentra's correlation. */
const SMALL = {
  input: kafka({
    topic: "enriched",
    partitions: 1,
    records: Rate.perSecond(50),
    recordSize: MemorySize.kibibytes(1),
  }),
  keys: 500,
  statePerKey: MemorySize.kibibytes(4),
  windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), Duration.minutes(5))],
  stateTtl: Duration.hours(2),
};

/** The job's own figures, which may be many times what the stage was planned for. */
export function jobArguments({ keys, valueKibibytes, rate, windows = "10,60/5" }) {
  const figures = { keys, "value-size": valueKibibytes * 1024, rate, windows };
  return Object.entries(figures).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/**
 * A workload of windowed stages that run `com.sentra.WindowedState`.
 *
 * @param stages - by name, what differs from the small figures, `args` of the job among it
 */
export function windowedStages(image, stages) {
  const job = { image, jarUri: "local:///opt/flink/usrlib/sentra-engine.jar", entryClass: "com.sentra.WindowedState" };
  return workload(
    "windows",
    job,
    Object.entries(stages).map(([name, { args, ...change }]) => windowed(name, { ...SMALL, ...change, job: { args } })),
  );
}

/**
 * A copy of the objects in which some settings of a cluster's configuration are others.
 *
 * @param settings - by key; undefined leaves the key out
 */
export function withSettings(objects, clusterId, settings) {
  return objects.map((object) =>
    object.kind === "ConfigMap" && object.metadata.name === `${clusterId}-config`
      ? { ...object, data: Object.fromEntries(Object.entries(object.data).map((file) => changed(file, settings))) }
      : object,
  );
}

function changed([file, text], settings) {
  if (!/^(config\.yaml|flink-conf\.yaml)$/.test(file)) {
    return [file, text];
  }
  const flat = { ...flattened(parse(text)), ...settings };
  const lines = Object.entries(flat).filter(([, value]) => value !== undefined);
  return file === "config.yaml"
    ? [file, stringify(Object.fromEntries(lines))]
    : [file, lines.map(([key, value]) => `${key}: ${value}\n`).join("")];
}

function flattened(tree, prefix = "") {
  return Object.assign(
    {},
    ...Object.entries(tree).map(([key, value]) =>
      typeof value === "object" ? flattened(value, `${prefix}${key}.`) : { [`${prefix}${key}`]: String(value) },
    ),
  );
}

import { describe, expect, test } from "vitest";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { type CatalogueOption, type KeyVerdict, lookUpKey, optionsOf } from "../../lib/flink/catalogue/catalogue";
import { committedMeanings, committedReplacements } from "../../lib/flink/catalogue/committed";
import { keysOfOperator } from "../../lib/flink/catalogue/release-keys";
import * as clusterOptions from "../../lib/flink/options/cluster";
import type { FlinkOption } from "../../lib/flink/options/flink-option";
import * as jobOptions from "../../lib/flink/options/job";
import * as processOptions from "../../lib/flink/options/process";

const versions = FlinkVersion.lines().map((line) => FlinkVersion.of(line));
const { OperatorOptions, S3Options, ...flinkOptions } = {
  ...clusterOptions,
  ...jobOptions,
  ...processOptions,
};

function listed(groups: Readonly<Record<string, object>>): Omit<FlinkOption<unknown>, "format" | "parse">[] {
  return Object.values(groups).flatMap((group) => Object.values(group));
}

function inRange({ since, until }: { since?: string; until?: string }, version: FlinkVersion): boolean {
  return (
    (since === undefined || version.isAtLeast(since)) &&
    (until === undefined || version.line === until || !version.isAtLeast(until))
  );
}

function found(key: string, line: string): KeyVerdict {
  return lookUpKey(key, FlinkVersion.of(line));
}

/** A verdict with its options by their keys. */
function verdict(key: string, line = "2.2") {
  const { kind, ...rest } = found(key, line);
  return [kind, ...Object.values(rest).map((part) => (typeof part === "object" && "key" in part ? part.key : part))];
}

test("the options of each line are counted", () => {
  expect(Object.fromEntries(versions.map((version) => [version.line, optionsOf(version).length]))).toEqual({
    "1.20": 964,
    "2.0": 985,
    "2.1": 1013,
    "2.2": 1034,
    "2.3": 1090,
  });
  expect(keysOfOperator().options).toHaveLength(137);
});

test("no meaning is left of an option that there is not", () => {
  const keys = new Set(versions.flatMap((version) => optionsOf(version).map(({ key }) => key)));
  expect(Object.keys(committedMeanings()).filter((key) => !keys.has(key))).toEqual([]);
});

describe.each(versions)("Flink %s", (version) => {
  const options = optionsOf(version);
  const byKey = new Map(options.map((option) => [option.key, option]));

  test("each option is listed once, in order, within its range, and has a meaning of one line", () => {
    expect(options.map(({ key }) => key)).toEqual([...new Set(byKey.keys())].sort());
    expect(options.filter((option) => !inRange(option, version))).toEqual([]);
    expect(options.filter(({ meaning }) => !/^[^\n]{5,120}$/.test(meaning)).map(({ key }) => key)).toEqual([]);
  });

  test("each key is what the catalogue says it is", () => {
    const astray = options.filter(({ key, deprecated }) => {
      const { kind } = lookUpKey(key, version);
      return kind !== "current" && !(deprecated && kind === "renamed");
    });
    expect(astray.map(({ key }) => key)).toEqual([]);
    expect(
      options
        .flatMap(({ deprecatedKeys }) => deprecatedKeys)
        .filter((key) => lookUpKey(key, version).kind !== "renamed"),
    ).toEqual([]);
  });

  test("a default is among the values of its option", () => {
    const odd = options.filter(
      ({ type, values, defaultValue }) =>
        values !== undefined &&
        defaultValue !== undefined &&
        !type.startsWith("List") &&
        !values.includes(defaultValue),
    );
    expect(odd).toEqual([]);
  });

  test("keys with free parts are of a family", () => {
    const templates = options.map(({ key }) => key).filter((key) => key.includes("<"));
    const keys = templates.map((key) => key.replaceAll(/<[^>]+>/g, "x"));
    expect(keys.filter((key) => lookUpKey(key, version).kind !== "family")).toEqual([]);
  });

  test("what took the place of a removed key is there", () => {
    const removed = Object.keys(committedReplacements()).map((key) => lookUpKey(key, version));
    const replacements = removed.flatMap((each) => (each.kind === "removed" ? each.replacement : []));
    expect(replacements.filter((key) => byKey.get(key)?.deprecated !== false)).toEqual([]);
  });

  test("every option that this library writes is there, of the same kind and with the old spellings it reads", () => {
    const ours = listed(flinkOptions).filter((option) => inRange(option, version));
    const wrong = ours.filter((option) => {
      const known = byKey.get(option.key);
      return known === undefined
        ? lookUpKey(option.key, version).kind !== "family"
        : !kinds(known).includes(option.kind) || !isSubsequence(option.deprecatedKeys, known.deprecatedKeys);
    });
    expect(wrong.map(({ key }) => key)).toEqual([]);
    const outOfRange = listed(flinkOptions).filter((option) => !inRange(option, version));
    expect(outOfRange.filter(({ key }) => byKey.has(key)).map(({ key }) => key)).toEqual([]);
  });
});

/** How this library may type what Flink types so; a port that may be a range of them is text to Flink. */
function kinds({ type, values }: CatalogueOption): readonly FlinkOption<unknown>["kind"][] {
  const ofType: Readonly<Record<string, readonly FlinkOption<unknown>["kind"][]>> = {
    Boolean: ["flag"],
    Double: ["number", "cpu"],
    Duration: ["duration"],
    Float: ["number"],
    Integer: ["number"],
    Long: ["number"],
    Map: ["map"],
    MemorySize: ["memory"],
    String: ["text", "word", "number"],
  };
  return values === undefined ? (ofType[type] ?? []) : ["word"];
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  return part.join() === whole.filter((each) => part.includes(each)).join();
}

test("the operator's options and the S3 plugins' are known as such", () => {
  expect(listed({ OperatorOptions }).filter(({ key }) => found(key, "2.2").kind !== "operator")).toEqual([]);
  expect(listed({ S3Options }).map(({ key }) => found(key, "1.20").kind)).toEqual(["family", "family", "family"]);
  expect(keysOfOperator().options.filter(({ meaning }) => meaning.length < 5)).toEqual([]);
});

describe("a verdict", () => {
  test.each([
    ["state.backend.type", "2.2", ["current", "state.backend.type"]],
    ["state.backend", "2.2", ["renamed", "state.backend.type", []]],
    ["taskmanager.network.memory.max", "2.2", ["renamed", "taskmanager.memory.network.max", []]],
    ["execution.savepoint.path", "1.20", ["renamed", "execution.state-recovery.path", []]],
    ["web.address", "2.2", ["renamed", "rest.bind-address", []]],
    ["cluster.evenly-spread-out-slots", "1.20", ["current", "cluster.evenly-spread-out-slots"]],
    ["cluster.evenly-spread-out-slots", "2.2", ["removed", "1.20", ["taskmanager.load-balance.mode"]]],
    ["state.backend.async", "2.0", ["removed", "1.20", []]],
    ["state.backend.rocksdb.checkpointdir", "2.2", ["removed", "1.20", ["state.backend.rocksdb.localdir"]]],
    ["jobmanager.web.ssl.enabled", "2.2", ["removed", "1.20", ["security.ssl.rest.enabled"]]],
    ["metrics.reporter.prom.class", "2.2", ["removed", "1.20", ["metrics.reporter.<name>.factory.class"]]],
    ["traces.report-events-as-spans", "2.3", ["removed", "2.1", ["events.reporters"]]],
    ["cluster.id", "2.2", ["later", "2.3"]],
    ["cluster.id", "2.3", ["current", "cluster.id"]],
    ["events.reporter.log.factory.class", "2.0", ["later", "2.1"]],
    ["kubernetes.operator.reconcile.interval", "2.2", ["operator", "kubernetes.operator.reconcile.interval"]],
    ["kubernetes.operator.job.autoscaler.enabled", "2.2", ["operator", "job.autoscaler.enabled"]],
    ["s3.path.style.access", "2.2", ["family", "s3.*"]],
    ["s3.path.style.access", "2.3", ["family", "s3.*"]],
    ["fs.s3a.connection.maximum", "2.2", ["family", "fs.s3a.*"]],
    ["metrics.reporter.prom.port", "2.2", ["family", "metrics.reporter.<name>.*"]],
    ["fs.hdfs.limit.total", "2.2", ["family", "fs.<scheme>.limit.*"]],
    ["containerized.master.env.HADOOP_CONF_DIR", "2.2", ["family", "containerized.master.env.*"]],
    ["kubernetes.taskmanager.labels.team", "2.2", ["family", "kubernetes.taskmanager.labels.*"]],
    ["kubernetes.operator.metrics.reporter.slf4j.interval", "2.2", ["family", "kubernetes.operator.metrics.*"]],
    ["security.kerberos.of-our-own", "2.2", ["family", "security.*"]],
    ["security.ssl.rest.enabeld", "2.2", ["unknown", "security.ssl.rest.enabled"]],
    ["job.autoscaler.enabld", "2.2", ["unknown", "job.autoscaler.enabled"]],
    ["taskmanager.numberOfSlots", "2.2", ["unknown", "taskmanager.numberOfTaskSlots"]],
    ["checkpoint.interval", "2.2", ["unknown", "execution.checkpointing.interval"]],
    ["__proto__", "2.2", ["unknown"]],
    ["", "2.2", ["unknown"]],
  ])("of %s in %s", (key, line, expected) => {
    expect(verdict(key, line)).toEqual(expected);
  });

  test.each(versions)("of a key that never was, in %s, names the real one that was nearest", ({ line }) => {
    expect(verdict("taskmanager.network.netty.numThreads", line)).toEqual([
      "unknown",
      "taskmanager.network.netty.client.numThreads",
    ]);
  });

  test("of a spelling that two options read has both", () => {
    expect(found("state.backend.local-recovery", "2.2")).toMatchObject({
      option: { key: "execution.checkpointing.local-backup.enabled" },
      alsoReadAs: [{ key: "execution.state-recovery.from-local" }],
    });
  });
});

test("an option is as its line has it", () => {
  const option = (key: string, line: string) => optionsOf(FlinkVersion.of(line)).find((each) => each.key === key);
  expect(option("security.ssl.verify-hostname", "2.2")).toMatchObject({ defaultValue: "true", deprecated: false });
  expect(option("security.ssl.verify-hostname", "2.3")).toMatchObject({ defaultValue: "false", deprecated: true });
  expect(option("taskmanager.load-balance.mode", "1.20")?.values).toEqual(["NONE", "SLOTS"]);
  expect(option("taskmanager.load-balance.mode", "2.2")?.values).toEqual(["NONE", "SLOTS", "MIN_RESOURCES", "TASKS"]);
  expect(option("state.backend.rocksdb.localdir", "2.0")?.deprecatedKeys).toEqual([]);
  expect(option("env.java.opts.all", "2.2")?.defaultValue).toBe("");
});

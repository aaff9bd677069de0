import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import { type InputType, parseInputValue } from "../../lib/workload/input-value";
import { ENVIRONMENT_INPUTS, inputAt, stageInputs } from "../../lib/workload/inputs";
import { withInputs } from "../../lib/workload/what-if";
import { validEnvironment, validWorkload } from "../support/valid";

const inputs = { workload: validWorkload(), environments: [validEnvironment()] };
/** Without an account no nodes are chosen, which takes longer than all else. */
const withoutNodes: Partial<Environment> = {
  storage: { type: "s3-compatible", bucketName: "state", endpoint: "http://s3:9000", credentialsSecret: "keys" },
};
const set = (...assignments: readonly string[]) => withInputs(inputs, assignments, () => undefined);

describe("a value as a person writes it", () => {
  test.each<[string, InputType, unknown]>([
    ["40KiB", "memory", MemorySize.kibibytes(40)],
    ["1.5 GiB", "memory", MemorySize.mebibytes(1536)],
    ["600 B", "memory", MemorySize.bytes(600)],
    ["2TiB", "memory", MemorySize.tebibytes(2)],
    ["5min", "duration", Duration.minutes(5)],
    [" 30 s ", "duration", Duration.seconds(30)],
    ["1.2M/s", "rate", Rate.perSecond(1_200_000)],
    ["600 k/s", "rate", Rate.perSecond(600_000)],
    ["90/min", "rate", Rate.perSecond(1.5)],
    ["0.8", "number", 0.8],
    ["6M", "number", 6_000_000],
    ["1e3", "number", 1000],
    ["2.1", "text", "2.1"],
    ["m7g.large, r7g.large", "list", ["m7g.large", "r7g.large"]],
  ])("%j is read as %s", (text, type, value) => {
    expect(parseInputValue(text, type, "x")).toEqual(value);
  });

  test.each<[string, InputType]>([
    ["1G", "memory"],
    ["1GB", "memory"],
    ["-1KiB", "memory"],
    ["5", "duration"],
    ["1.5 min", "duration"],
    ["100", "rate"],
    ["k/s", "rate"],
    ["six", "number"],
    ["", "number"],
    ["a,,b", "list"],
  ])("%j is refused as %s, with how to write it", (text, type) => {
    expect(() => parseInputValue(text, type, "correlate.x")).toThrow(
      /^correlate\.x cannot be .*; write .*\[AmountMalformed\]$/,
    );
  });

  test("a size of whole bytes survives its own notation", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (bytes) => {
        expect(parseInputValue(`${bytes} B`, "memory", "x")).toEqual(MemorySize.bytes(bytes));
      }),
    );
  });
});

/** What has to be stated beside an input: the rest of the object it is part of. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  sink: ["sink.topic=out"],
  ttlState: ["stateTtl=3h", "ttlState.newKeys=10/s", "ttlState.size=1KiB"],
};

/** One value of each type that every field of it can have in the valid platform. */
const SAMPLES: Readonly<Record<string, string>> = {
  "input.topic": "other",
  "input.partitions": "128",
  "lookup.timeout": "3s",
  "input.rackAware": "true",
  "sink.topic": "other",
  "lookup.cacheHitRatio": "0.5",
  "lookup.failureRatio": "0.01",
  "recoveryObjective.running": "5min",
  stateTtl: "3h",
  shuffles: "2",
  "pins.parallelism": "32",
  "pins.maxParallelism": "5040",
  "pins.slotsPerTaskManager": "2",
  "pins.taskManagerMemory": "16GiB",
  loadFactor: "2",
  flinkVersion: "2.1",
  image: "other:2",
  "runtime.version": "1.14.0",
  jobManagers: "3",
  zones: "a,b",
  "nodes.constraints.architectures": "arm64",
  "nodes.constraints.families": "c6a,m6a,r6a",
  "nodes.constraints.instanceTypes": "c6a.2xlarge,m6a.4xlarge,r6a.4xlarge",
};
const BY_TYPE: Readonly<Partial<Record<InputType, string>>> = {
  memory: "3KiB",
  duration: "150ms",
  rate: "90k/s",
  number: "7",
};

describe("every input of the table", () => {
  const cases = [
    ...inputs.workload.stages.flatMap(({ name, kind }) => stageInputs(kind).map((field) => [name, field] as const)),
    ...ENVIRONMENT_INPUTS.map((field) => ["environment", field] as const),
  ];

  test.each(cases.map(([subject, field]) => [`${subject}.${field.path}`, subject, field] as const))(
    "%s can be set, and the platform planned with it",
    (path, subject, field) => {
      const text = field.oneOf?.[0] ?? SAMPLES[field.path] ?? BY_TYPE[field.type] ?? "";
      const beside = (BESIDE[field.path.split(".")[0] ?? ""] ?? []).map((each) => `${subject}.${each}`);
      const changed = set(...beside, `${path}=${text}`);
      const [environment] = changed.environments;
      const stage = changed.workload.stages.find(({ name }) => name === subject);
      expect(inputAt(stage ?? environment ?? validEnvironment(), field.path)).toEqual(
        parseInputValue(text, field.type, "x"),
      );
      const { aws: _aws, ...bare } = { ...(environment ?? validEnvironment()), ...withoutNodes };
      planPlatform(changed.workload, field.path.startsWith("nodes.") ? (environment ?? validEnvironment()) : bare);
    },
  );

  test.each(cases.filter(([, { optional }]) => optional).map(([subject, { path }]) => `${subject}.${path}`))(
    "%s can be unset",
    (path) => {
      const [environment] = set(`${path}=`).environments;
      expect(environment && inputAt(environment, path.replace("environment.", ""))).toBeUndefined();
    },
  );
});

test("a pin of an environment gives way to the pin that is set, and to none", () => {
  const pinned = { ...inputs, environments: [validEnvironment({ pins: { correlate: { parallelism: 64 } } })] };
  const parallelism = (assignment: string) => {
    const { workload, environments } = withInputs(pinned, [assignment], () => undefined);
    return planPlatform(workload, environments[0] ?? validEnvironment()).stages[2]?.parallelism;
  };
  expect(parallelism("correlate.pins.parallelism=96")).toBe(96);
  expect(parallelism("correlate.pins.parallelism=")).not.toBe(64);
  expect(pinned.environments[0]?.pins).toEqual({ correlate: { parallelism: 64 } });
});

test("an object that is begun has to be whole", () => {
  expect(() => set("correlate.stateTtl=3h", "correlate.ttlState.size=1KiB")).toThrow(
    "correlate does not state ttlState.newKeys; set it too [InputUnknown]",
  );
  expect(() => set("parse.sink.recordSize=1KiB")).toThrow("parse does not state sink.topic; set it too");
});

test("what a stage's own factory refuses is refused here", () => {
  expect(() => set("enrich.lookup.timeout=100ms")).toThrow("[StageInvalid]");
  expect(() => set("correlate.keys=0")).toThrow("[AmountNegative]");
  expect(() => set("parse.input.partitions=0")).toThrow("[AmountNegative]");
});

import { describe, expect, test } from "vitest";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import { FlinkVersion } from "../../lib/environment/flink-version";
import type { HighAvailability } from "../../lib/environment/high-availability";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { formatLock, parseLock } from "../../lib/state-lock/lock-file";
import { MemorySize } from "../../lib/units/memory-size";
import { type DeployedPlatform, productionEnvironment, synth, threeStages } from "../support/locked";
import { synthesize } from "../support/synthesized";
import { statelessStage, validWorkload, windowedStage } from "../support/valid";
import { external, laptop } from "./edits";

type Environment = Parameters<typeof productionEnvironment>[0];
const environment = (change: Environment): DeployedPlatform => ({ environments: [productionEnvironment(change)] });
const highAvailability = (ha: HighAvailability, more: Environment = {}) =>
  environment({ highAvailability: ha, ...more });
const moving = (ha: HighAvailability, movingFrom: object) => ({ ...ha, movingFrom }) as HighAvailability;
const starts = Object.fromEntries(
  ["parse", "enrich", "correlate"].map((stage) => [stage, `s3p://state/savepoints/${stage}/savepoint-1`]),
);
const fewerStages = () => ({ stages: threeStages().slice(0, 2) });
const removed = { code: "StageRemoved", stage: "correlate", reason: "nobody reads it" } as const;
const { lock } = synth({});

describe("the lock", () => {
  test.each<[string, DeployedPlatform]>([
    ["the same again", {}],
    ["in stacks of cdktf's own", { plainStacks: true }],
    ["another load", environment({ loadFactor: 0.5 })],
    ["another parallelism below the maximum", environment({ pins: { correlate: { parallelism: 128 } } })],
    ["more memory", environment({ pins: { correlate: { taskManagerMemory: MemorySize.gibibytes(16) } } })],
    ["another image", environment({ image: "registry.example/job:1.1" })],
    ["another Flink of the same major version", environment({ flinkVersion: FlinkVersion.lines().at(-3) ?? "" })],
    ["one JobManager", environment({ jobManagers: 1 })],
    ["an option of Flink's", environment({ flinkOptions: { "web.refresh-interval": "5 s" } })],
    ["one key of two", environment({ protection: "off" })],
    ["the other key of two", { removal: "allow" }],
  ])("stays as it is with %s", (_, after) => {
    expect(formatLock(synth(after, lock).lock)).toBe(formatLock(lock));
  });

  test("is sorted, and the same bytes whatever the order it was put together in", () => {
    const turned = JSON.parse(formatLock(lock), (_, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(formatLock(turned)).toBe(formatLock(lock));
    expect(parseLock(formatLock(lock), "lock")).toEqual(JSON.parse(formatLock(lock)));
  });

  test.each<[string, DeployedPlatform, DeployedPlatform | undefined]>([
    ["a stage that is added", { stages: [...threeStages(), { ...statelessStage(), name: "route" }] }, undefined],
    [
      "a move to ZooKeeper that says what it moves from, on the operator",
      highAvailability(moving(external("/flink"), { type: "kubernetes" })),
      undefined,
    ],
    [
      "a move to another root path that says where from, on the operator",
      highAvailability(moving(external("/flink/b"), external("/flink/a"))),
      highAvailability(external("/flink/a")),
    ],
    [
      "a move on the standalone runtime from savepoints",
      highAvailability(moving(external("/flink"), { type: "kubernetes" }), { ...laptop, startFrom: starts }),
      environment(laptop),
    ],
    [
      "another state backend from a savepoint",
      {
        stages: [
          ...threeStages().slice(0, 2),
          { ...statelessStage({ pins: { maxParallelism: 2520 } }), name: "correlate" },
        ],
        ...environment({ startFrom: { correlate: starts["correlate"] ?? "" } }),
      },
      undefined,
    ],
    ["both keys, turned", { removal: "allow", ...environment({ protection: "off" }) }, undefined],
    [
      "ZooKeeper servers that are added to those that stay",
      highAvailability(external("/flink", "zk1.example.com:2181", "zk2.example.com:2181", "zk3.example.com:2181")),
      highAvailability(external("/flink")),
    ],
    [
      "another start on the standalone runtime, from a savepoint",
      environment({ ...laptop, startFrom: { parse: "s3p://state/savepoints/parse/savepoint-2" } }),
      environment({ ...laptop, startFrom: { parse: "s3p://state/savepoints/parse/savepoint-1" } }),
    ],
  ])("lets %s pass, and records it", (_, after, before) => {
    const deployed = before === undefined ? lock : synth(before).lock;
    const next = synth(after, deployed).lock;
    expect(formatLock(next)).not.toBe(formatLock(deployed));
    expect(formatLock(synth(after, next).lock)).toBe(formatLock(next));
  });

  test("says why one key alone changes nothing, and keeps savepoints on deletion with both", () => {
    expect(synth({ removal: "allow" }, lock).warnings.join("\n")).toContain(
      'removal is allowed here, but the environment protects its state, so prevent_destroy stays on; set protection: "off" there as well',
    );
    const both = synth({ removal: "allow", ...environment({ protection: "off" }) }, lock);
    const signals = JSON.stringify(both.terraform["production-signals"]);
    expect(signals).toContain('"prevent_destroy":false');
    expect(signals).toContain('"kubernetes.operator.job.savepoint-on-deletion":"true"');
  });
});

describe("an acknowledgement", () => {
  test("lets exactly its edit pass, is seen in the plan, and is consumed with the lock", () => {
    const acknowledged = { ...fewerStages(), ...environment({ acknowledge: [removed] }) };
    const { lock: next, warnings } = synth(acknowledged, lock);
    expect(warnings.join("\n")).toContain(
      "StageRemoved of stage correlate is acknowledged: nobody reads it; once it is applied, run npx cdktf-flink lock production and take the acknowledgement out [StateChangeAcknowledged]",
    );
    expect(() => synth(acknowledged, next)).toThrow(
      "environment production acknowledges StageRemoved of stage correlate, and no edit against flink-state.lock.json is one; take it out, or it would let the next careless one pass [AcknowledgementUnused]",
    );
    expect(() => synth(fewerStages(), next)).not.toThrow();
  });

  test.each([
    ["of another stage", { ...removed, stage: "parse" }],
    ["of no stage", { code: removed.code, reason: removed.reason }],
    ["of another code", { ...removed, code: "MaxParallelismChanged" } as const],
  ])("%s lets nothing pass", (_, acknowledge) => {
    expect(() => synth({ ...fewerStages(), ...environment({ acknowledge: [acknowledge] }) }, lock)).toThrow(
      "[StageRemoved]",
    );
  });

  test("needs a code there is, and a reason", () => {
    const of = (change: object) => () =>
      synth(environment({ acknowledge: [{ ...removed, ...change }] as unknown as [typeof removed] }));
    expect(of({ code: "StageGone" })).toThrow(
      'acknowledge names the code "StageGone", which the state lock does not have',
    );
    expect(of({ reason: " " })).toThrow("acknowledge gives no reason for StageRemoved; say what becomes of the state");
  });
});

describe("an environment that the lock does not know", () => {
  const staging = () => productionEnvironment({ name: "staging" });
  const two = () => ({ environments: [productionEnvironment(), staging()] });

  test("is refused where the lock knows its workload, unless it is announced as new", () => {
    expect(() => synth(two(), lock)).toThrow(
      "flink-state.lock.json has no entry of shop in staging, and without it no edit is refused by which state would be lost; restore the entry from version control, or, if it never had one, write it with npx cdktf-flink lock staging --new [StateLockMissing]",
    );
    const { workloads } = synth(two(), lock, { flinkStateLockNew: ["staging"] }).lock;
    expect(Object.keys(workloads["shop"] ?? {}).sort()).toEqual(["production", "staging"]);
  });

  test("is refused without any lock, once it says that it is deployed", () => {
    expect(() => synth(environment({ deployed: true }))).toThrow(
      "no entry of shop in production, which is deployed, and",
    );
    expect(() => synth(environment({ deployed: true }), lock)).not.toThrow();
  });

  test("is warned of in a new project", () => {
    expect(synth({}).warnings.join("\n")).toContain("knows nothing of shop, so that no edit is refused");
    expect(synth({}, lock).warnings.join("\n")).not.toContain("knows nothing of");
  });

  test("is refused where another one has its name and other places", () => {
    const declareTwins = () =>
      synthesize((app) => {
        for (const bucketName of ["shop-a", "shop-b"]) {
          const twin = productionEnvironment({ storage: { type: "s3", bucketName } });
          const stack = new FlinkStack(app, { environment: twin, part: bucketName, providers: ["kubernetes", "aws"] });
          new FlinkFoundation(stack, "Flink", { plan: planPlatform(validWorkload(), twin) });
        }
      });
    expect(declareTwins).toThrow(
      "two environments of shop are called production, and have their state in different places; give one another name [DuplicateEnvironment]",
    );
  });

  test.each([
    ["<<<<<<< HEAD", "it is no JSON"],
    ['{"version": 2}', "its version is 2, and this cdktf-flink reads 1"],
    [
      '{"version": 1, "workloads": {"shop": {"production": {"stacks": {}}}}}',
      "the entry of shop, production is damaged",
    ],
  ])("is never guessed from half a file: %s", (text, why) => {
    expect(() => synth({}, text)).toThrow(`flink-state.lock.json cannot be read: ${why}`);
    expect(() => synth({}, text)).toThrow("restore it from version control [StateLockUnreadable]");
  });
});

test("stacks of cdktf's own are compared as well", () => {
  expect(() => synth({ ...fewerStages(), plainStacks: true }, lock)).toThrow("[StageRemoved]");
});

test("stages whose objects would be called alike are refused", () => {
  for (const suffix of ["jobmanager", "taskmanager", "rest", "config"]) {
    expect(() => synth({ stages: [...threeStages(), { ...windowedStage(), name: `parse-${suffix}` }] })).toThrow(
      `workload shop has the stages parse and parse-${suffix}, and shop-parse-${suffix} is also what objects of parse are called; give one another name [StageNamesCollide]`,
    );
  }
});

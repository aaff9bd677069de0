import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import { unguardedMistakes } from "../../lib/flink/operator-rules/unguarded-mistakes";
import { operatorVerdict } from "../../lib/flink/operator-rules/verdict";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import { kafka } from "../../lib/workload/kafka";
import type { Stage } from "../../lib/workload/stage";
import { session, sliding, tumbling } from "../../lib/workload/windows";
import type { Workload } from "../../lib/workload/workload";
import { environments, workload } from "../../stacks/platform";
import {
  asyncIoStage,
  statelessStage,
  validEnvironment,
  validInput,
  validWorkload,
  windowedStage,
} from "../support/valid";
import { emittedManifests } from "./operator-rules-manifests";

/** Operator and Flink as they go together. Operator 1.10 reads older names of the state directories than we write. */
const RELEASES = [
  ["1.11.0", "1.20"],
  ["1.12.1", "2.0"],
  ["1.13.0", "2.1"],
  ["1.14.0", "2.2"],
  ["1.15.0", "2.2"],
  ["1.15.0", "1.20.3"],
] as const;

const ZOOKEEPER = { type: "external", quorum: ["zk-0:2181"], rootPath: "/flink/test" } as const;
const MINIO = {
  type: "s3-compatible",
  bucketName: "state",
  endpoint: "http://minio:9000",
  credentialsSecret: "keys",
} as const;

/** Everything that is wrong with what a platform emits, for a readable failure. */
function complaints(
  platform: Workload,
  environment: Environment,
  operatorVersion = environment.runtime?.type === "operator" ? environment.runtime.version : undefined,
): readonly unknown[] {
  const view = operatorVersion === undefined ? {} : { operatorVersion };
  const manifests = emittedManifests(platform, environment);
  expect(manifests).toHaveLength(platform.stages.length);
  return manifests.flatMap((manifest) => {
    const verdict = operatorVerdict(manifest, view);
    return [...(verdict === undefined ? [] : [verdict]), ...unguardedMistakes(manifest, view)];
  });
}

describe("what we emit is neither rejected nor a mistake", () => {
  const operated = environments.filter(({ runtime }) => runtime?.type === "operator");
  test.each(operated.map((environment) => [environment.name, environment] as const))("in %s", (_, environment) => {
    expect(complaints(workload, environment)).toEqual([]);
  });

  test.each(RELEASES)("by operator %s with Flink %s", (version, flinkVersion) => {
    expect(
      complaints(validWorkload(), validEnvironment({ flinkVersion, runtime: { type: "operator", version } })),
    ).toEqual([]);
  });

  test("for any workload", () => {
    fc.assert(
      fc.property(anyStage, anyEnvironment, (stage, environment) => {
        expect(complaints(validWorkload(stage), environment)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

const anyInput = fc
  .record({
    partitions: fc.constantFrom(1, 3, 64, 256, 512),
    perSecond: fc.integer({ min: 1, max: 2_000_000 }),
    recordSize: fc.integer({ min: 1, max: 1 << 20 }),
  })
  .map(({ partitions, perSecond, recordSize }) =>
    kafka({ ...validInput, partitions, records: Rate.perSecond(perSecond), recordSize: MemorySize.bytes(recordSize) }),
  );

const anyInterval = fc.integer({ min: 1, max: 7_200 }).map((seconds) => Duration.seconds(seconds));

const anyWindow = fc
  .record({ kind: fc.constantFrom("tumbling", "sliding", "session"), minutes: fc.integer({ min: 1, max: 120 }) })
  .map(({ kind, minutes }) => {
    const size = Duration.minutes(minutes);
    return kind === "tumbling" ? tumbling(size) : kind === "session" ? session(size) : sliding(size.times(4), size);
  });

const anyStage: fc.Arbitrary<Stage> = fc.oneof(
  fc.record({ input: anyInput, checkpointInterval: anyInterval }).map(statelessStage),
  fc.record({ input: anyInput, checkpointInterval: anyInterval }).map(asyncIoStage),
  fc
    .record({
      input: anyInput,
      checkpointInterval: anyInterval,
      keys: fc.integer({ min: 1, max: 50_000_000 }),
      statePerKey: fc.integer({ min: 1, max: 1 << 16 }).map((bytes) => MemorySize.bytes(bytes)),
      windows: fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
    })
    .map(windowedStage),
);

const anyEnvironment: fc.Arbitrary<Environment> = fc
  .record({
    release: fc.constantFrom(...RELEASES),
    ha: fc.constantFrom("none", "kubernetes", "zookeeper"),
    onAws: fc.boolean(),
    loadFactor: fc.constantFrom(0.001, 0.1, 1),
    zones: fc.constantFrom([], ["a"], ["a", "b", "c"]),
  })
  .map(({ release, ha, onAws, loadFactor, zones }) =>
    validEnvironment({
      flinkVersion: release[1],
      runtime: { type: "operator", version: release[0] },
      highAvailability: ha === "zookeeper" ? { type: ha, ensemble: ZOOKEEPER } : ({ type: ha } as { type: "none" }),
      ...(!onAws && { storage: MINIO, aws: undefined }),
      loadFactor,
      zones,
    }),
  );

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Token } from "cdktf";
import { describe, expect, test } from "vitest";
import { ERROR_CODES, InvalidInputError } from "../lib/errors";
import { planPlatform } from "../lib/sizing/plan-platform";
import { Duration } from "../lib/units/duration";
import { MemorySize } from "../lib/units/memory-size";
import { Rate } from "../lib/units/rate";
import { kafka } from "../lib/workload/kafka";
import { type Stage, stateless } from "../lib/workload/stage";
import { session, sliding, tumbling } from "../lib/workload/windows";
import { workload } from "../lib/workload/workload";
import {
  asyncIoStage,
  statelessStage,
  validEnvironment,
  validInput,
  validJob,
  validWorkload,
  windowedStage,
} from "./support/valid";

const plan = (...stages: readonly Stage[]) => planPlatform(validWorkload(...stages), validEnvironment());
test("the fixtures are valid", () => {
  expect(() => plan()).not.toThrow();
});

describe("a stage that cannot run is refused", () => {
  test.each<[string, () => unknown, string]>([
    [
      "parallelism above max parallelism",
      () => plan(statelessStage({ pins: { parallelism: 800, maxParallelism: 720 } })),
      "stage parse: parallelism 800 is above max parallelism 720, the number of key groups; lower it, or raise the max before any state exists [ParallelismAboveMaxParallelism]",
    ],
    [
      "max parallelism beyond Flink's",
      () => plan(statelessStage({ pins: { maxParallelism: 40_000 } })),
      "at most 32768, got 40000 [MaxParallelismOutOfRange]",
    ],
    [
      "slots that do not divide",
      () => plan(statelessStage({ pins: { parallelism: 64, slotsPerTaskManager: 5 } })),
      "stage parse: 5 slots per TaskManager do not divide parallelism 64; use 4 slots, or parallelism 65 [SlotsDoNotDivide]",
    ],
    [
      "memory too small for its parts",
      () => plan(windowedStage({ pins: { maxParallelism: 2520, taskManagerMemory: MemorySize.gibibytes(4) } })),
      "stage correlate: a TaskManager of 4 GiB (4294967296 bytes) cannot hold",
    ],
    [
      "memory too small for the JVM",
      () => plan(statelessStage({ pins: { taskManagerMemory: MemorySize.mebibytes(256) } })),
      "[MemoryTooSmall]",
    ],
    [
      "memory that leaves no heap",
      () => plan(statelessStage({ pins: { taskManagerMemory: MemorySize.mebibytes(900), slotsPerTaskManager: 4 } })),
      "of task heap for 4 slots; raise it by",
    ],
    [
      "parallelism 0",
      () => plan(statelessStage({ pins: { parallelism: 0 } })),
      "stage parse: parallelism must be at least 1, got 0 [AmountNegative]",
    ],
    [
      "half a slot",
      () => plan(statelessStage({ pins: { slotsPerTaskManager: 1.5 } })),
      "must be a whole number, got 1.5 [AmountNotWhole]",
    ],
    [
      "no partition",
      () => kafka({ ...validInput, partitions: 0 }),
      "the partitions of topic events must be at least 1, got 0",
    ],
    ["no topic", () => kafka({ ...validInput, topic: "" }), '"" is no Kafka topic name'],
    [
      "a hit ratio above 1",
      () =>
        asyncIoStage({
          lookup: {
            meanLatency: Duration.millis(1),
            p99Latency: Duration.millis(2),
            timeout: Duration.seconds(1),
            cacheHitRatio: 97,
          },
        }),
      "the cache hit ratio is a share from 0 to 1, got 97 [StageInvalid]",
    ],
    [
      "a mean above the tail",
      () =>
        asyncIoStage({
          lookup: { meanLatency: Duration.millis(3), p99Latency: Duration.millis(2), timeout: Duration.seconds(1) },
        }),
      "the mean latency 3 ms is above the 99th percentile 2 ms",
    ],
    [
      "a timeout within the tail",
      () =>
        asyncIoStage({
          lookup: { meanLatency: Duration.millis(1), p99Latency: Duration.seconds(2), timeout: Duration.seconds(2) },
        }),
      "the timeout 2 s is not above the 99th percentile 2 s",
    ],
    ["no window", () => windowedStage({ windows: [] }), "a windowed stage needs at least one window"],
    ["no key", () => windowedStage({ keys: 0 }), "stage correlate: keys must be at least 1, got 0"],
    ["no state", () => windowedStage({ statePerKey: MemorySize.ZERO }), "state per key must be above zero"],
    [
      "a TTL inside a window",
      () => windowedStage({ stateTtl: Duration.minutes(5) }),
      "the state TTL 5 min is shorter than the longest window 10 min",
    ],
    ["an empty window", () => tumbling(Duration.ZERO), "the size of a tumbling window must be longer than zero"],
    [
      "a window with gaps",
      () => sliding(Duration.minutes(1), Duration.minutes(2)),
      "would drop records between windows",
    ],
    ["a session without gap", () => session(Duration.ZERO), "the gap of a session window must be longer than zero"],
    [
      "an interval Flink refuses",
      () => statelessStage({ checkpointInterval: Duration.millis(5) }),
      "Flink refuses a checkpoint interval below 10 ms, got 5 ms",
    ],
    [
      "a rate per core of nothing",
      () => statelessStage({ measuredRatePerCore: Rate.perSecond(0) }),
      "the measured rate per core must be above zero",
    ],
    ["half a shuffle", () => statelessStage({ shuffles: 0.5 }), "shuffles must be a whole number"],
    [
      "a token for a size",
      () => plan(statelessStage({ pins: { parallelism: Token.asNumber({ resolve: () => 4 }) } })),
      "stage parse: parallelism must be a literal, got a Terraform token; sizes are computed at synth, when Terraform has not run yet: state the number [UnresolvedToken]",
    ],
    [
      "a token for a name",
      () => stateless(Token.asString({ resolve: () => "a" }), { input: validInput }),
      "[UnresolvedToken]",
    ],
  ])("%s", (_, use, message) => {
    expect(use).toThrow(InvalidInputError);
    expect(use).toThrow(message);
  });
});

describe("a workload nobody can deploy is refused", () => {
  test.each<[string, () => unknown, string]>([
    [
      "two stages with one name",
      () => validWorkload(statelessStage(), statelessStage()),
      "workload shop has two stages called parse; they would share checkpoints, so rename one [DuplicateStage]",
    ],
    [
      "no stage",
      () => workload("shop", validJob, []),
      "workload shop has no stage; add stateless(), asyncIo() or windowed() [WorkloadEmpty]",
    ],
    [
      "a capital letter",
      () => workload("Shop", validJob, [statelessStage()]),
      '"Shop" cannot name a workload; use lower-case letters',
    ],
    [
      "a stage that would share the JobManagers' nodes",
      () => stateless("jobmanagers", { input: validInput }),
      '"jobmanagers" cannot name a stage: nodes of all JobManagers are called that; choose another name [NameInvalid]',
    ],
    [
      "more than the operator's 45 characters once suffixed",
      () =>
        workload("security-signal-processing-platform", validJob, [stateless("normalization", { input: validInput })]),
      "the cluster id security-signal-processing-platform-normalization has 49 characters, and the Flink operator takes 45; shorten the workload's or the stage's name by 4 [NameTooLong]",
    ],
    [
      "a JAR that is none",
      () => validWorkload(statelessStage({ job: { jarUri: "opt/job.jar" } })),
      'stage parse: jarUri "opt/job.jar" must be a URI of a .jar',
    ],
    [
      "an image with blanks",
      () => validWorkload(statelessStage({ job: { image: "my image" } })),
      'image "my image" is no image reference [JobInvalid]',
    ],
    [
      "a class that is none",
      () => validWorkload(statelessStage({ job: { entryClass: "com.example.Job.class!" } })),
      "is no Java class name [JobInvalid]",
    ],
  ])("%s", (_, use, message) => {
    expect(use).toThrow(message);
  });
});

test("every code that can be thrown is thrown by a test", () => {
  const tests = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    // What the state lock refuses is asserted by its golden file.
    .filter((file) => file.endsWith(".test.ts") || file === join("state-lock", "messages.txt"))
    .map((file) => readFileSync(join(__dirname, file), "utf8"))
    .join("\n");
  expect(ERROR_CODES.filter((code) => !tests.includes(`[${code}]`))).toEqual([]);
});

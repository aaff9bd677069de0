import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan, StagePlan } from "../../lib/sizing/platform-plan";
import { crossingShare } from "../../lib/sizing/zones";
import { kafka } from "../../lib/workload/kafka";
import { karpenter } from "../support/node-pools";
import { planOf, statelessStage, validEnvironment, validInput, validWorkload, windowedStage } from "../support/valid";

const seconds = ({ recovery: { jobManager } }: StagePlan, of: "leader" | "running") => [
  jobManager.deleted[of].inSeconds,
  jobManager.killed[of].inSeconds,
  jobManager.nodeLost[of].inSeconds,
];
const ensemble = { type: "external", quorum: ["zk-0:2181"], rootPath: "/flink/test" } as const;
const kubernetes = { highAvailability: { type: "kubernetes" } } as const;
const zooKeeper = { highAvailability: { type: "zookeeper", ensemble } } as const;

describe("a lost JobManager is replaced", () => {
  test.each<[string, Partial<Environment>, deleted: number, killed: number, nodeLost: number]>([
    // 5 s to leave and 11 s until the standby looks; 15 s of lease and the same 11 s.
    ["by a standby that looks at a lease", { ...kubernetes, jobManagers: 2 }, 16, 26, 26],
    ["by a standby that waits for a session", { ...zooKeeper, jobManagers: 2 }, 5, 60, 60],
    // A pod; 350 s until Kubernetes gives up a silent node, and 90 s for another one.
    ["by itself, with a lease", { ...kubernetes, jobManagers: 1 }, 30, 26, 470],
    ["by itself, with a session", { ...zooKeeper, jobManagers: 1 }, 30, 60, 470],
    ["by itself, with nothing to lead", { highAvailability: { type: "none" } }, 30, 15, 470],
    [
      "as soon as the team's own lease has it",
      {
        ...kubernetes,
        flinkOptions: {
          "high-availability.kubernetes.leader-election.lease-duration": "30 s",
          "high-availability.kubernetes.leader-election.renew-deadline": "30 s",
          "high-availability.kubernetes.leader-election.retry-period": "10s",
        },
      },
      27,
      52,
      52,
    ],
    [
      "as soon as the team's own session has it",
      { ...zooKeeper, flinkOptions: { "high-availability.zookeeper.client.session-timeout": "20000" } },
      5,
      20,
      20,
    ],
  ])("%s", (_, change, ...expected) => {
    expect(seconds(planOf(statelessStage(), change), "leader")).toEqual(expected);
  });

  test("by a pod on a node that is there already, where nodes are somebody else's and unknown", () => {
    const storage = {
      type: "s3-compatible",
      bucketName: "state",
      endpoint: "http://s3:9000",
      credentialsSecret: "s3",
    } as const;
    const { aws: _, ...environment } = validEnvironment({ jobManagers: 1, storage });
    const [stage] = planPlatform(validWorkload(statelessStage()), environment).stages as [StagePlan];
    expect(seconds(stage, "leader")).toEqual([30, 26, 380]);
  });

  test("and the job runs when TaskManagers have found it and the state is back", () => {
    const stage = planOf(windowedStage());
    const { restore, jobManager } = stage.recovery;
    expect(seconds(stage, "running")).toEqual(
      seconds(stage, "leader").map((leader) => leader + 10 + restore.inSeconds),
    );
    expect(jobManager.killed.caughtUp?.isLongerThan(jobManager.killed.running)).toBe(true);
  });

  test("without its job's position where there is no high availability", () => {
    const { jobManager } = planOf(windowedStage(), { highAvailability: { type: "none" } }).recovery;
    expect(Object.values(jobManager).map(({ caughtUp }) => caughtUp)).toEqual([undefined, undefined, undefined]);
  });
});

test("a killed TaskManager is noticed at the second heartbeat in vain, a lost node after heartbeat.timeout", () => {
  const { taskManagerKilled, restore, running } = planOf(windowedStage()).recovery;
  expect(taskManagerKilled.running.inSeconds).toBe(20 + 1 + 30 + restore.inSeconds);
  expect(running.inSeconds).toBe(50 + 1 + 90 + 30 + restore.inSeconds);
  const patient = planOf(windowedStage({ flinkOptions: { "heartbeat.timeout": "2 min" } })).recovery;
  expect(patient.running.inSeconds - running.inSeconds).toBe(70);
});

describe("zones", () => {
  const zones = ["a", "b", "c"];
  const stage = windowedStage({ input: kafka({ ...validInput, partitions: 256 }) });
  const planned = (change: Partial<Environment>): PlatformPlan =>
    planPlatform(validWorkload(stage), validEnvironment({ zones, nodes: karpenter(), ...change }));
  const spread = planned({ taskManagerZones: "spread" });
  const one = planned({});

  test("hold all TaskManagers of a stage in the first, unless they are spread", () => {
    const where = ({ stages: [of], nodePools }: PlatformPlan) => [of?.zones.taskManagers, nodePools[0]?.zones];
    expect(where(one)).toEqual([["a"], ["a"]]);
    expect(where(spread)).toEqual([zones, zones]);
    expect(where(planned({ taskManagerZones: { correlate: "spread" } }))).toEqual([zones, zones]);
  });

  test("cost what crosses them, on either side, and nothing where all stand in one", () => {
    const cost = ({ cost: of }: PlatformPlan) =>
      of?.items.find(({ what }) => what === "exchanges across zones")?.monthly;
    expect(cost(one)).toBeUndefined();
    const [{ zones: plan, taskManagers, network }] = spread.stages as [StagePlan];
    // 100,000 records of 500 B in each exchange, less what stays in its zone; 730 hours at two cents a GB.
    const crossing = 100_000 * 500 * network.shuffles * crossingShare(taskManagers.replicas, 3);
    expect(plan.exchanged.inBytesPerSecond).toBeCloseTo(crossing, 3);
    expect(cost(spread)).toBeCloseTo(((crossing * 730 * 3600) / 1e9) * 0.02, 6);
    expect(one.stages[0]?.zones.monthlyIfSpread).toBeCloseTo(
      ((100_000 * 500 * network.shuffles * crossingShare(one.stages[0]?.taskManagers.replicas ?? 0, 3) * 730 * 3600) /
        1e9) *
        0.02,
      6,
    );
  });

  test("are a trade that the plan states in numbers", () => {
    const reason = ({ stages: [of] }: PlatformPlan) => of?.reasons.zones.message;
    expect(reason(one)).toMatch(
      /^one of 3 zones: exchanges stay in a; over all of them [\d.]+ MB\/s would cross zones for \$[\d,]+ a month, and after the loss of one the stage would run again in .+ instead of when a is back, or .+ after another zone is put first$/,
    );
    expect(reason(spread)).toMatch(
      /^over 3 zones: [\d.]+ MB\/s cross them for \$[\d,]+ a month; a lost zone takes 34 % of the TaskManagers, and the stage runs again after .+ on nodes of the others$/,
    );
    expect(reason(planned({ zones: ["a"] }))).toBe("a is the only zone: TaskManagers stand wherever their nodes are");
  });

  test("that cost more than a fifth of the bill are worth a word", () => {
    const codes = ({ checks }: PlatformPlan) =>
      checks.filter(({ code }) => code === "ExchangesAcrossZonesCostly").map(({ verdict }) => verdict);
    expect(codes(one)).toEqual([]);
    expect(codes(spread)).toEqual(["warn"]);
    expect(codes(planned({ taskManagerZones: "spread", loadFactor: 0.001 }))).not.toEqual(["warn"]);
  });

  test("are crossed by all but each zone's share of itself", () => {
    expect(crossingShare(16, 1)).toBe(0);
    expect(crossingShare(1, 3)).toBe(0);
    expect(crossingShare(6, 3)).toBeCloseTo(2 / 3, 12);
    expect(crossingShare(4, 3)).toBeCloseTo(1 - (4 + 1 + 1) / 16, 12);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 6 }), (pods, count) => {
        // Counted pair by pair.
        const zoneOf = (pod: number) => pod % count;
        const inZone = Array.from(
          { length: count },
          (_, zone) => Array.from({ length: pods }, (_, pod) => pod).filter((pod) => zoneOf(pod) === zone).length,
        );
        const staying = inZone.reduce((sum, each) => sum + each * each, 0);
        expect(crossingShare(pods, count)).toBeCloseTo(1 - staying / pods ** 2, 9);
      }),
      { numRuns: 200 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryBar } from "../../lib/report/memory-bar";
import { planReport } from "../../lib/report/plan-report";
import { taskManagerMemory } from "../../lib/sizing/memory/task-manager-memory";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { MemorySize } from "../../lib/units/memory-size";
import { stateless } from "../../lib/workload/stage";
import { statelessStage, validEnvironment, validInput, validWorkload } from "../support/valid";

describe("a memory bar", () => {
  test("fills its width, and shows every share there is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1100, max: 200_000 }),
        fc.boolean(),
        fc.integer({ min: 8, max: 60 }),
        (mebibytes, stateful, width) => {
          const managed = stateful ? {} : { managed: MemorySize.ZERO };
          const bar = memoryBar(taskManagerMemory({ process: MemorySize.mebibytes(mebibytes), ...managed }), width);
          expect([...bar]).toHaveLength(width);
          expect(bar).toMatch(stateful ? /^█+▓+▒+░+$/ : /^█+▒+░+$/);
        },
      ),
    );
  });
});

describe("a plan's report", () => {
  const report = (names: readonly string[], color = false) =>
    planReport(
      planPlatform(validWorkload(...names.map((name) => stateless(name, { input: validInput }))), validEnvironment()),
      { color },
    );

  test("stays within 100 columns however many stages there are, and whatever they are called", () => {
    const text = report(["a", "b", "c", "d", "a-stage-with-quite-a-long-name-indeed"]);
    expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(text.match(/│ TaskManagers/g)).toHaveLength(2);
  });

  test("has colour only where it is asked for", () => {
    expect(report(["a"])).not.toContain("\u001b[");
    expect(report(["a"], true)).toContain("\u001b[");
  });

  test("ends with checks, each with its way out and code", () => {
    const environment = validEnvironment({ highAvailability: { type: "none" } });
    const text = planReport(planPlatform(validWorkload(statelessStage()), environment));
    expect(text).toMatch(/checks: \d+ warns?, \d+ pass\n! without high availability/);
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      'Set highAvailability to { type: "kubernetes" } where state matters. [NoHighAvailability]',
    );
    expect(report(["a"])).toMatch(/checks: (\d+ warns?, )?\d+ pass/);
  });

  test("names an external ZooKeeper", () => {
    const ensemble = { type: "external", quorum: ["zk-0:2181"], rootPath: "/flink/test" } as const;
    const plan = planPlatform(
      validWorkload(statelessStage()),
      validEnvironment({ highAvailability: { type: "zookeeper", ensemble } }),
    );
    expect(planReport(plan)).toContain("high availability: ZooKeeper at /flink/test");
  });
});

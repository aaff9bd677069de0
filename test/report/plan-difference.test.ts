import { describe, expect, test } from "vitest";
import { differenceReport } from "../../lib/report/difference-report";
import { explanation } from "../../lib/report/explanation";
import { explanationReport } from "../../lib/report/explanation-report";
import { changeInWords, figureText } from "../../lib/report/figure";
import { planDifferences } from "../../lib/report/plan-difference";
import { PLATFORM_FIGURES, plannedStages, STAGE_FIGURES } from "../../lib/report/plan-figures";
import { planRecord } from "../../lib/report/plan-record";
import { planReport } from "../../lib/report/plan-report";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import type { Reason } from "../../lib/sizing/reason";
import { ENVIRONMENT_INPUTS, STAGE_INPUTS } from "../../lib/workload/inputs";
import { costPlan, nodePool } from "../support/nodes-and-cost";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

const plan = planPlatform(validWorkload(), validEnvironment({ pins: { correlate: { parallelism: 72 } } }));
const words = (before: PlatformPlan, after: PlatformPlan) =>
  planDifferences(planRecord(before), planRecord(after)).map(({ subject, words }) => `${subject}: ${words}`);

describe("the table of plan numbers", () => {
  test("has every name once, and a number for every reason of the plan", () => {
    for (const figures of [STAGE_FIGURES, PLATFORM_FIGURES]) {
      const names = figures.map(({ name }) => name);
      expect(names).toHaveLength(new Set(names).size);
    }
    const names = STAGE_FIGURES.map(({ name }) => name);
    const reasons = plan.stages.flatMap(({ reasons }) => Object.keys(reasons));
    expect([...new Set(reasons)].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("a change in words", () => {
  test.each([
    ["count", "TaskManagers", 16, 24, "more TaskManagers: 16 → 24 (+ 50 %)"],
    ["count", "nodes", 24, 8, "fewer nodes: 24 → 8 (÷ 3)"],
    ["memory", "state", 1024 ** 3, undefined, "state: 1 GiB → none"],
    [
      "memory",
      "managed memory",
      12_897_484_800,
      12_896_436_224,
      "less managed memory: 12,300 MiB → 12,299 MiB (− 0.0081 %)",
    ],
    ["duration", "interval", 60_000, 180_000, "longer interval: 1 min → 3 min (× 3)"],
    ["text", "Flink", "2.1.2", "2.2.1", "Flink: 2.1.2 → 2.2.1"],
    ["usd", "cost a month", 100, 0, "lower cost a month: $100 → $0.00"],
  ] as const)("of a %s", (unit, label, before, after, expected) => {
    expect(changeInWords({ label, unit }, before, after)).toBe(expected);
  });

  test("writes every unit as a person would", () => {
    expect(figureText("share", 0.839)).toBe("83.9 %");
    expect(figureText("cpu", 3.75)).toBe("3.75 cores");
    expect(figureText("bandwidth", 312_500_000)).toBe("313 MB/s");
    expect(figureText("usd", 12_345.6)).toBe("$12,346");
  });
});

describe("the comparison of two plans", () => {
  test("finds nothing between equal plans, and something in each direction otherwise", () => {
    expect(words(plan, plan)).toEqual([]);
    const other = planPlatform(validWorkload(), validEnvironment({ pins: { correlate: { parallelism: 36 } } }));
    expect(words(plan, other)).toContain("correlate: lower parallelism: 72 → 36 (÷ 2)");
    expect(words(other, plan)).toContain("correlate: higher parallelism: 36 → 72 (× 2)");
  });

  test("knows stages that come and go", () => {
    const one = planPlatform(validWorkload(statelessStage()), validEnvironment());
    expect(words(one, plan)).toEqual(expect.arrayContaining(["enrich: a new stage", "correlate: a new stage"]));
    expect(words(plan, one)).toContain("correlate: this stage is gone");
  });

  test("compares nodes, prices and verdicts, of which an absent check has none", () => {
    const check = { code: "NodeFit", stage: "correlate", message: "2 pods in 28 GiB" } as const;
    const bare: PlatformPlan = { ...plan, nodePools: [], cost: undefined };
    const before: PlatformPlan = { ...bare, checks: [{ ...check, verdict: "pass" }] };
    const after: PlatformPlan = {
      ...bare,
      nodePools: [nodePool()],
      cost: costPlan,
      checks: [{ ...check, verdict: "fail", message: "2 pods of 12 GiB in 8 GiB", wayOut: "use larger nodes" }],
    };
    expect(words(before, after)).toEqual([
      "the platform: nodes in all: none → 8",
      "the platform: cost a month: none → $6,102",
      "the platform: cost per million events: none → $0.0012",
      "correlate: nodes: none → 8",
      "correlate: instance type: none → m7gd.2xlarge",
      "correlate: instances bought: none → on-demand",
      "correlate: pods per node: none → 2",
      "correlate: slots lost with a node: none → 8",
      "correlate: node storage: none → NVMe 440 GiB",
      "correlate: cost a month: none → $6,029",
      "correlate: cost per million events: none → $0.023",
      "correlate: NodeFit fails: 2 pods of 12 GiB in 8 GiB",
    ]);
    expect(words({ ...bare, checks: [] }, before)).toEqual([]);
  });

  test("is written by stage, and once for all stages where they agree", () => {
    const record = (jobManagers: number) =>
      planRecord(planPlatform(validWorkload(), validEnvironment({ jobManagers })));
    const text = differenceReport("title", planDifferences(record(2), record(3)));
    expect(text).toMatch(
      /^title\nthe platform\n(?: {2}· .*\n)+every stage\n {2}· more JobManagers: 2 → 3 \(\+ 50 %\)\n$/,
    );
    expect(differenceReport("title", [])).toBe("title\nNo differences.\n");
  });
});

describe("an explanation", () => {
  test("follows what a number follows from, down to what was stated, and never twice", () => {
    const [planned] = plannedStages(
      withReasons({
        managed: ["managedPerSlot", "slotsPerTaskManager"],
        managedPerSlot: ["state", "parallelism"],
        state: ["statePerKey", "keys", "stateTtl"],
        parallelism: ["pins.parallelism", "environment.loadFactor", "managed"],
        slotsPerTaskManager: ["parallelism"],
      }),
    ).filter(({ stage }) => stage.name === "correlate");
    const text = planned && explanationReport("title", explanation(planned, "managed"));
    expect(text).toContain("managedPerSlot = ");
    expect(text).toContain("statePerKey = 2 KiB (stated)");
    expect(text).toContain("keys = 1,000,000 (stated)");
    expect(text).toContain("stateTtl (not stated)");
    expect(text).toContain("pins.parallelism = 72 (stated)");
    expect(text).toContain("environment.loadFactor (not stated)");
    expect(text?.match(/parallelism = 72\n/g)).toHaveLength(1);
    expect(text).toContain("parallelism = 72 (see above)");
  });
});

test("every number follows from numbers and inputs there are", () => {
  const inputs = [
    ...STAGE_INPUTS.map(({ path }) => path),
    ...ENVIRONMENT_INPUTS.map(({ path }) => `environment.${path}`),
  ];
  const known = (name: string) =>
    [...STAGE_FIGURES.map((figure) => figure.name), ...inputs].some(
      (each) => each === name || each.startsWith(`${name}.`),
    );
  const origins = plan.stages.flatMap(({ reasons }) =>
    Object.values<Reason>(reasons).flatMap(({ from = [] }) =>
      from.map((name) => name.replace(/^input\.(?=checkpoint)/, "")),
    ),
  );
  expect(origins.length).toBeGreaterThan(20);
  expect([...new Set(origins)].filter((name) => !known(name))).toEqual([]);
});

describe("the report of a plan with nodes and a bill", () => {
  const text = planReport({
    ...plan,
    nodePools: [
      nodePool(),
      nodePool({
        name: "parse",
        storage: { type: "gp3", size: nodePool().storage.size, iops: 3000, throughput: nodePool().networkBaseline },
        hourlyPrice: { instances: 1, volumes: 0.25 },
      }),
    ],
    cost: costPlan,
    checks: [
      { code: "A", stage: "parse", verdict: "fail", message: "too much", wayOut: "take less" },
      { code: "B", verdict: "pass", message: "1 of 2" },
    ],
  });

  test("names nodes, their fit and price, the bill and every check", () => {
    expect(text).toContain("correlate: 8 × m7gd.2xlarge (arm64, on-demand), 2 pods per node, $3.42 an hour");
    expect(text).toContain("97.9 % of its cores and 83.9 % of its memory used");
    expect(text).toContain("$1.25 an hour, $0.25 of it volumes");
    expect(text).toContain("cost: $6,102 a month, $0.0012 per million events");
    expect(text).toContain("   $6,029  correlate\n");
    expect(text).toContain("Not counted: Kafka; logs.");
    expect(text).toContain("checks: 1 fails, 1 passes\n✗ parse: too much. Take less. [A]\n✓ 1 of 2.");
  });

  test("stays within 98 columns", () => {
    expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(98);
  });
});

/** The plan of correlation with other origins of its numbers. */
function withReasons(origins: Readonly<Record<string, readonly string[]>>): PlatformPlan {
  const reasons = (stage: PlatformPlan["stages"][number]) =>
    Object.fromEntries(
      Object.entries(stage.reasons as Readonly<Record<string, Reason>>).map(([name, reason]) => [
        name,
        { ...reason, from: origins[name] ?? [] },
      ]),
    ) as unknown as typeof stage.reasons;
  return { ...plan, stages: plan.stages.map((stage) => ({ ...stage, reasons: reasons(stage) })) };
}

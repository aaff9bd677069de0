import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliProject, cliProject, platformWith } from "../support/cli-project";

let project: CliProject;
beforeAll(() => {
  project = cliProject();
});
afterAll(() => project.remove());

const plan = (...args: readonly string[]) => project.cli("plan", ...args);

describe("cdktf-flink plan", () => {
  test("prints the plans of all environments, or of those named, and runs no app", () => {
    const { status, stdout, stderr } = plan();
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("shop · dev");
    expect(stdout).toContain("shop · production");
    expect(stdout).not.toContain("Terraform:");
    expect(plan("dev").stdout).not.toContain("shop · production");
  });

  test("prints JSON for machines", () => {
    const plans = JSON.parse(plan("production", "--json").stdout);
    expect(plans).toMatchObject([
      { workload: "shop", stages: [{ name: "parse" }, { name: "enrich" }, { name: "correlate" }] },
    ]);
  });

  test("is 2 for what it cannot use", () => {
    const { status, stdout, stderr } = plan("prod");
    expect([status, stdout, stderr]).toEqual([
      2,
      "",
      'error: there is no environment "prod"; the platform has dev, production\n',
    ]);
    expect(plan("--jsn").status).toBe(2);
  });
});

describe("--set", () => {
  test("says what changes, old and new, and nothing else", () => {
    const { status, stdout } = plan("production", "--set", "correlate.statePerKey=40KiB");
    expect(status).toBe(0);
    expect(stdout).toContain("shop · production, with correlate.statePerKey=40KiB");
    expect(stdout).toMatch(/more state: \S+ GiB → \S+ GiB \(× \d+\)/);
    expect(stdout).toMatch(/correlate\n/);
    expect(stdout).not.toMatch(/parse\n|enrich\n|TaskManagers/);
  });

  test("takes several, and replaces an environment's pin, which would win otherwise", () => {
    const { stdout } = plan(
      "production",
      "--set",
      "correlate.pins.parallelism=96",
      "--set",
      "environment.loadFactor=2",
    );
    expect(stdout).toContain("higher parallelism: 64 → 96 (+ 50 %)");
    expect(stdout).toContain("higher load factor: 1 → 2 (× 2)");
    expect(stdout).toContain("correlate.pins.parallelism=96, environment.loadFactor=2");
    const together = plan("production", "--set", "correlate.pins.parallelism=96", "environment.loadFactor=2");
    expect(together.stdout).toBe(stdout);
  });

  test("says which checks change their verdict, in every environment asked about", () => {
    const { stdout } = plan("--set", "environment.highAvailability.type=kubernetes");
    expect(stdout).toContain("✓ NoHighAvailability no longer warns");
    expect(stdout).toContain("shop · production, with");
    expect(stdout).toContain("No differences.");
    expect(plan("--set", "environment.highAvailability.type=none", "production").stdout).toContain(
      "! NoHighAvailability warns: without high availability",
    );
  });

  test("prints the differences and the plan they lead to as JSON", () => {
    const [result] = JSON.parse(plan("production", "--set", "correlate.pins.parallelism=96", "--json").stdout);
    expect(result).toMatchObject({
      workload: "shop",
      environment: "production",
      set: ["correlate.pins.parallelism=96"],
    });
    expect(result.differences).toContainEqual({
      subject: "correlate",
      what: "parallelism",
      kind: "figure",
      before: 64,
      after: 96,
      words: "higher parallelism: 64 → 96 (+ 50 %)",
    });
    expect(result.plan.stages[2].parallelism).toBe(96);
  });

  test.each([
    [
      "corelate.keys=1",
      'there is no stage "corelate"; did you mean correlate? Known are parse, enrich, correlate, environment',
    ],
    [
      "correlate.statePerKy=1KiB",
      'correlate has no input "statePerKy" that can be set; did you mean statePerKey? Known are input.records',
    ],
    ["parse.statePerKey=1KiB", 'parse has no input "statePerKey" that can be set; known are input.records'],
    ["environment.loadfactor=1", 'environment has no input "loadfactor" that can be set; did you mean loadFactor?'],
    ["correlate.statePerKey=1G", 'correlate.statePerKey cannot be "1G"; write a size in B, KiB, MiB, GiB or TiB'],
    ["correlate.keys=", 'correlate.keys cannot be ""'],
    ["correlate.keys", '"correlate.keys" sets nothing; write stage.field=value'],
    ["enrich.lookup.cacheHitRatio=1.5", "stage enrich: the cache hit ratio is a share from 0 to 1, got 1.5"],
    ["environment.protection=maybe", 'environment.protection cannot be "maybe"; it is one of on, off'],
  ])("refuses %s", (assignment, message) => {
    const { status, stdout, stderr } = plan("--set", assignment);
    expect(stderr).toContain(`error: ${message}`);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("--explain", () => {
  test("gives the value and the reason of a number", () => {
    const { status, stdout } = plan("production", "--explain", "correlate.taskManagers");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^shop · production · correlate\ntaskManagers = 16\n/);
    expect(stdout).toContain("parallelism 64 ÷ 4 slots [rest]");
  });

  test("explains a what-if, and speaks JSON", () => {
    const [explained] = JSON.parse(
      plan("production", "--explain", "correlate.parallelism", "--set", "correlate.pins.parallelism=96", "--json")
        .stdout,
    );
    expect(explained).toMatchObject({
      environment: "production",
      stage: "correlate",
      name: "parallelism",
      value: "96",
    });
    expect(explained.reason.code).toBe("pinned");
  });

  test.each([
    ["correlat.managed", 'there is no stage "correlat"; did you mean correlate? Known are parse, enrich, correlate'],
    [
      "correlate.manged",
      'stage correlate has no number "manged" with a reason; did you mean managed? Known are parallelism',
    ],
    ["correlate", 'stage correlate has no number "" with a reason; known are parallelism'],
  ])("refuses %s", (name, message) => {
    const { status, stderr } = plan("--explain", name);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("--save and --against", () => {
  test("write the same bytes for the same platform, sorted, and find no difference to it", () => {
    expect(plan("--save").stdout).toBe("flink-plan.json: dev, production\n");
    const first = project.read("flink-plan.json");
    expect(plan("--save").status).toBe(0);
    expect(project.read("flink-plan.json")).toBe(first);
    const saved = JSON.parse(first);
    expect(saved).toMatchObject({
      version: 1,
      workload: "shop",
      environments: { production: { stages: { correlate: { parallelism: 64 } } } },
    });
    expect(Object.keys(saved.environments.production.stages)).toEqual(["correlate", "enrich", "parse"]);
    const { status, stdout } = plan("--against", "--exit-code");
    expect(stdout).toContain("shop · production, against flink-plan.json\nNo differences.");
    expect(status).toBe(0);
  });

  test("say in words what changed since, and end with 1 only where that is asked for", () => {
    plan("--save", "committed.json");
    project.write("platform.js", platformWith("parallelism: 64", "parallelism: 96"));
    try {
      const { status, stdout } = plan("--against", "committed.json");
      expect(stdout).toContain("shop · dev, against committed.json\nNo differences.");
      expect(stdout).toContain("higher parallelism: 64 → 96 (+ 50 %)");
      expect(status).toBe(0);
      expect(plan("--against", "committed.json", "--exit-code").status).toBe(1);
      expect(plan("dev", "--against", "committed.json", "--exit-code").status).toBe(0);
      const compared = JSON.parse(plan("--against", "committed.json", "--json").stdout);
      expect(compared).toMatchObject([
        { environment: "dev", differences: [] },
        {
          environment: "production",
          differences: expect.arrayContaining([
            expect.objectContaining({ what: "parallelism", before: 64, after: 96 }),
          ]),
        },
      ]);
    } finally {
      project.write("platform.js", platformWith("", ""));
    }
  });

  test("know an environment that is new, and one that is gone", () => {
    plan("dev", "--save", "dev.json");
    expect(plan("--against", "dev.json").stdout).toContain("shop · production: new, not in dev.json");
    expect(plan("--against", "dev.json", "--exit-code").status).toBe(1);
    project.write(
      "gone.json",
      JSON.stringify({ version: 1, workload: "shop", environments: { old: { platform: {}, stages: {}, checks: {} } } }),
    );
    const { stdout } = plan("--against", "gone.json");
    expect(stdout).toContain("shop · old: in gone.json, and no longer an environment");
    expect(plan("dev", "--against", "gone.json").stdout).not.toContain("old");
  });

  test.each([
    [
      "a file that is not there",
      ["--against", "nothing.json"],
      "there is no nothing.json; write it with plan --save, and commit it",
    ],
    ["a file that is none", ["--against", "platform.js"], "platform.js is no saved plan; write one with plan --save"],
    [
      "another format",
      ["--against", "later.json"],
      "later.json was saved in format 2, and this cdktf-flink reads format 1",
    ],
    [
      "a damaged file",
      ["--against", "damaged.json"],
      "damaged.json is damaged: an environment has no platform, stages or checks",
    ],
    ["another workload", ["--against", "other.json"], "other.json is a plan of workload other, not of shop"],
    ["to overwrite what is no plan", ["--save", "platform.js"], "platform.js is no saved plan and is not overwritten"],
    ["a folder that is not there", ["--save", "no/folder.json"], "no/folder.json cannot be written: ENOENT"],
    [
      "an environment for a file",
      ["--save", "dev"],
      "dev is an environment, not a file; name environments before the option",
    ],
    ["two questions", ["--save", "--against"], "--save and --against answer different questions; use one at a time"],
    [
      "a what-if to be saved",
      ["--set", "environment.loadFactor=2", "--save"],
      "--set asks what would be, and --save is about what is",
    ],
    ["--exit-code alone", ["--exit-code"], "--exit-code is about --against"],
  ])("refuse %s", (_, args, message) => {
    project.write("later.json", JSON.stringify({ version: 2, workload: "shop", environments: {} }));
    project.write(
      "damaged.json",
      JSON.stringify({ version: 1, workload: "shop", environments: { dev: { stages: [] } } }),
    );
    project.write("other.json", JSON.stringify({ version: 1, workload: "other", environments: {} }));
    const { status, stdout, stderr } = plan(...args);
    expect(stderr).toContain(`error: ${message}`);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html } from "../../lib/report/html/markup";
import { htmlReport } from "../../lib/report/html/page";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import { costPlan, nodePool } from "../support/nodes-and-cost";
import { validEnvironment, validWorkload } from "../support/valid";

const plan = planPlatform(validWorkload(), validEnvironment());
const full: PlatformPlan = {
  ...plan,
  nodePools: [nodePool(), nodePool({ name: "parse", nodes: 40, podsPerNode: 30 }), nodePool({ name: "jobmanagers" })],
  cost: costPlan,
  checks: [
    { code: "SlotsLost", stage: "parse", verdict: "fail", message: "40 of 32 slots", wayOut: "use smaller nodes" },
    { code: "ImageTag", verdict: "warn", message: "latest", wayOut: "name a digest" },
    { code: "NodeFit", stage: "correlate", verdict: "pass", message: "2 pods of 12 GiB in 28 GiB" },
  ],
};
const page = htmlReport([full]);
/** The tags without what stands between them, and attributes without their values. */
const skeleton = (text: string) => text.match(/<[^>]*>/g)?.map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));

describe("a page", () => {
  test("needs nothing but itself", () => {
    expect(page).not.toMatch(/<script|<iframe|@import|url\(|https?:\/\//i);
    expect(page.match(/<(link|img|source|object|embed)\b[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
  });

  test("is the same each time, and for plans without nodes and prices leaves them out", () => {
    expect(htmlReport([full])).toBe(page);
    expect(htmlReport([{ ...plan, nodePools: [], cost: undefined }])).not.toMatch(/<h3[^>]*>(Nodes|Cost)</);
    expect(page).toMatch(/<h3[^>]*>Nodes</);
    expect(page).toMatch(/<h3[^>]*>Cost</);
  });

  test("has one first heading, and skips no level", () => {
    const levels = [...htmlReport([full, plan]).matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
  });

  test("has no id twice, and points at none that is missing", () => {
    const other = planPlatform(validWorkload(), validEnvironment({ name: "other" }));
    const text = htmlReport([full, other]);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(new Set(ids).size);
    const used = [...text.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)].flatMap(([, each = ""]) =>
      each.split(" "),
    );
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("says of every picture in words what it shows", () => {
    const pictures = page.match(/<svg[^>]*>[\s\S]*?<\/svg>/g) ?? [];
    expect(pictures.length).toBeGreaterThan(8);
    for (const picture of pictures) {
      expect(picture).toMatch(/^<svg[^>]*aria-hidden="true"|role="img"[\s\S]*<title[\s\S]*<desc/);
    }
    expect(page).toContain("15 pods on 8 nodes".replace("15", String(plan.stages[2]?.taskManagers.replicas)));
  });

  test("draws up to twelve nodes and says how many there are beyond", () => {
    expect(page).toContain(">+ 29</text>");
    expect(page).toContain("11 of the nodes are drawn");
  });

  test("shows what fails before what warns, and folds away what passes", () => {
    const [fails, warns, passes] = ["40 of 32 slots", "Latest.", "2 pods of 12 GiB"].map((text) => page.indexOf(text));
    expect(fails).toBeLessThan(warns ?? 0);
    expect(page.lastIndexOf("<details>", passes)).toBeGreaterThan(warns ?? 0);
    expect(page).toContain("Use smaller nodes.");
  });

  test("compares several environments in what differs", () => {
    const dev = planPlatform(validWorkload(), validEnvironment({ name: "dev", loadFactor: 0.01 }));
    const text = htmlReport([dev, plan]);
    const comparison = text.slice(text.indexOf("Environments compared"));
    expect(comparison).toContain("<td>0.01</td><td>1</td>");
    expect(comparison).not.toContain("max parallelism");
    expect(page).not.toContain("Environments compared");
  });
});

describe("text on a page", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "<script>alert(1)</script>",
      "\"><img src=x onerror='y'>",
      "</style>",
      "&lt;",
      "-->",
      "]]>",
      "${x}",
      "\u0000\ud800",
    ),
  );

  test("never becomes markup, whatever it is", () => {
    const rename = (name: string): PlatformPlan => ({
      ...full,
      workload: name,
      environment: { ...full.environment, bucketName: name, namespace: name, zones: [name] },
      stages: full.stages.map((stage) => ({
        ...stage,
        clusterId: name,
        stage: { ...stage.stage, input: { ...stage.stage.input, topic: name } },
        job: { ...stage.job, image: name },
        reasons: { ...stage.reasons, process: { code: "rest", message: name } },
      })),
      nodePools: full.nodePools.map((pool) => ({ ...pool, instanceType: name })),
      checks: [{ code: name, stage: name, verdict: "warn", message: name, wayOut: name }],
      cost: { ...costPlan, prices: name, notCounted: [name] },
    });
    const plain = skeleton(htmlReport([rename("plain")]));
    fc.assert(
      fc.property(nasty, (text) => {
        expect(skeleton(htmlReport([rename(text)]))).toEqual(plain);
      }),
      { numRuns: 25 },
    );
  });

  test("is escaped in contents and attributes, and without what is no character", () => {
    expect(html`<a title="${"\"'<>&"}">${"a\u0000\u001b\ud800b"}${undefined}${[1, "<"]}</a>`.toString()).toBe(
      '<a title="&quot;&#39;&lt;&gt;&amp;">a\ufffd\ufffd\ufffdb1&lt;</a>',
    );
  });
});

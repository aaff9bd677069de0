import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliProject, cliProject } from "../support/cli-project";

let project: CliProject;
beforeAll(() => {
  project = cliProject();
});
afterAll(() => project.remove());

describe("cdktf-flink diff", () => {
  test("says by stage what the second environment has that the first has not", () => {
    const { status, stdout, stderr } = project.cli("diff", "dev", "production");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^shop: dev → production\nthe platform\n/);
    expect(stdout).toContain("· high availability: none → Kubernetes");
    expect(stdout).toContain("✓ NoHighAvailability no longer warns");
    expect(stdout).toContain("every stage\n");
    expect(stdout).toContain("more JobManagers: 1 → 2 (× 2)");
    expect(stdout).not.toContain("max parallelism");
  });

  test("finds nothing between an environment and itself, and speaks JSON", () => {
    expect(project.cli("diff", "dev", "dev").stdout).toBe("shop: dev → dev\nNo differences.\n");
    expect(JSON.parse(project.cli("diff", "dev", "production", "--json").stdout)).toMatchObject({
      workload: "shop",
      from: "dev",
      to: "production",
      differences: expect.arrayContaining([
        expect.objectContaining({ subject: "the platform", what: "highAvailability" }),
      ]),
    });
  });

  test.each([
    [["dev"], "error: missing required argument 'to'"],
    [["dev", "prod"], 'error: there is no environment "prod"; the platform has dev, production'],
  ])("is 2 for %j", (args, message) => {
    const { status, stderr } = project.cli("diff", ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("cdktf-flink report", () => {
  test("writes the same page each time, of all environments or of those named", () => {
    const { status, stdout } = project.cli("report", "--out", "all.html");
    expect([status, stdout]).toEqual([0, "all.html: dev, production\n"]);
    project.cli("report", "--out", "again.html");
    expect(project.read("again.html")).toBe(project.read("all.html"));
    expect(project.read("all.html")).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(project.cli("report", "dev", "--out", "dev.html").status).toBe(0);
    expect(project.read("dev.html")).not.toContain("shop · production");
  });

  test("overwrites nothing without --force", () => {
    project.write("notes.html", "mine");
    const { status, stderr } = project.cli("report", "--out", "notes.html");
    expect(stderr).toBe(
      "error: notes.html exists and is not overwritten; name another file with --out, or add --force\n",
    );
    expect(status).toBe(2);
    expect(project.read("notes.html")).toBe("mine");
    expect(project.cli("report", "--out", "notes.html", "--force").status).toBe(0);
    expect(project.read("notes.html")).toContain("<!doctype html>");
  });

  test.each([
    [[], "error: required option '--out <file>' not specified"],
    [["prod", "--out", "x.html"], 'error: there is no environment "prod"'],
    [["--out", "no/x.html"], "error: no/x.html cannot be written: ENOENT"],
  ])("is 2 for %j", (args, message) => {
    const { status, stderr } = project.cli("report", ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("cdktf-flink rehearse", () => {
  test("prints the rehearsal, or writes it; of all stages, or of one", () => {
    const { status, stdout, stderr } = project.cli("rehearse", "production");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^# Failover rehearsal: shop in production\n/);
    const stages = [...stdout.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(stages.length).toBeGreaterThan(1);
    const [first = ""] = stages;
    expect(project.cli("rehearse", "production", "--stage", first, "--out", "one.md").stdout).toBe(
      `one.md: production, ${first}\n`,
    );
    expect([...project.read("one.md").matchAll(/^## (\w+)$/gm)].map(([, name]) => name)).toEqual([first]);
  });

  test("overwrites nothing without --force", () => {
    project.write("runbook.md", "mine");
    const { status, stderr } = project.cli("rehearse", "dev", "--out", "runbook.md");
    expect([status, stderr]).toEqual([
      2,
      "error: runbook.md exists and is not overwritten; name another file with --out, or add --force\n",
    ]);
    expect(project.cli("rehearse", "dev", "--out", "runbook.md", "--force").status).toBe(0);
    expect(project.read("runbook.md")).toContain("# Failover rehearsal: shop in dev");
  });

  test.each([
    [[], "error: missing required argument 'environment'"],
    [["prod"], 'error: there is no environment "prod"; the platform has dev, production'],
    [["dev", "--stage", "nothing"], 'error: there is no stage "nothing"'],
  ])("is 2 for %j", (args, message) => {
    const { status, stderr } = project.cli("rehearse", ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

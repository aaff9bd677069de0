import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtPackage } from "./support/built-package";

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "cdktf-flink-user-"));
  builtPackage().linkInto(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function run(file: string, text: string) {
  writeFileSync(join(project, file), text);
  return spawnSync(process.execPath, [file], { cwd: project, encoding: "utf8" });
}

describe("the packed tarball", () => {
  test("ships what is needed, and nothing else", () => {
    const { files } = builtPackage();
    expect(files).toContain("dist/lib/index.js");
    expect(files).toContain("dist/lib/index.d.ts");
    expect(files).toContain("dist/lib/cli/main.js");
    expect(
      files.filter(
        (file) =>
          !/^(dist\/lib\/.+\.(js|js\.map|d\.ts)|dist\/lib\/(flink\/catalogue|sizing\/nodes)\/data\/[\w-]+\.json|docs\/rules\.md|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
            file,
          ),
      ),
    ).toEqual([]);
  });

  test("loads from CommonJS", () => {
    const { stdout, stderr } = run(
      "user.cjs",
      'const { MemorySize, FlinkPlatform } = require("cdktf-flink"); console.log(MemorySize.parseFlink("2G").toQuantity(), typeof FlinkPlatform);',
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("2Gi function\n");
  });

  test("loads from native ES modules, by name", () => {
    const { stdout, stderr } = run(
      "user.mjs",
      'import { MemorySize, FlinkPlatform } from "cdktf-flink"; console.log(MemorySize.parseFlink("2G").toQuantity(), typeof FlinkPlatform);',
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("2Gi function\n");
  });

  test("has a second entry for existing configurations, which the first does not load", () => {
    const { stdout, stderr } = run(
      "advisor.mjs",
      `import "cdktf-flink";
       import { createRequire } from "node:module";
       const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => /[/](flink[/]catalogue|sizing[/]nodes)[/]data[/]/.test(file));
       const before = loaded();
       const { explainFlinkConfiguration } = await import("cdktf-flink/advisor");
       const [first] = explainFlinkConfiguration("rest.prot: 1").findings;
       console.log(before, first.code, loaded());`,
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("false UnknownKey true\n");
  });

  test("loads as three files, and no cdktf where nothing is declared", () => {
    const { stdout, stderr } = run(
      "loaded.cjs",
      `const loaded = (pattern) => Object.keys(require.cache).filter((file) => pattern.test(file)).length;
       require("cdktf-flink/advisor");
       for (const command of ["plan", "diff", "report", "rehearse", "explain", "check", "import", "stop"]) {
         require("./node_modules/cdktf-flink/dist/lib/cli/" + command + ".js");
       }
       const cdktf = loaded(/node_modules[/](cdktf|constructs|@cdktf)[/]/);
       for (const file of Object.keys(require.cache)) delete require.cache[file];
       require("cdktf-flink");
       console.log(cdktf, loaded(/cdktf-flink[/]dist[/]/));`,
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("0 3\n");
  });

  test("reads the catalogue when it is asked, not when the library is imported", () => {
    const { stdout, stderr } = run(
      "catalogue.cjs",
      `const read = () => Object.keys(require.cache).filter((file) => file.includes("catalogue/data/")).length;
       require("cdktf-flink");
       const { optionsOf } = require("./node_modules/cdktf-flink/dist/lib/flink/catalogue/catalogue.js");
       const { FlinkVersion } = require("./node_modules/cdktf-flink/dist/lib/environment/flink-version.js");
       const before = read();
       optionsOf(FlinkVersion.DEFAULT);
       console.log(before, read() > 0);`,
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("0 true\n");
  });

  test("says in a stack trace where in the source it was", () => {
    const file = join(project, "trace.cjs");
    writeFileSync(file, 'require("cdktf-flink").MemorySize.mebibytes(-1);');
    const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", file], { cwd: project, encoding: "utf8" });
    expect(stderr).toMatch(/lib[/]units[/]memory-size\.ts:\d+/);
  });

  test("misses the optional Helm bindings only when they are used, and by name", () => {
    const { stderr, stdout } = run(
      "operator.cjs",
      `const { FlinkApp, FlinkOperator } = require("cdktf-flink");
       const { TerraformStack } = require("cdktf");
       try { new FlinkOperator(new TerraformStack(new FlinkApp(), "s"), "Operator", { watchedNamespaces: ["n"] }); } catch (error) { console.log(error.message); }`,
    );
    expect(stderr).toBe("");
    expect(stdout).toContain(
      "declaring the Flink operator needs the package @cdktf/provider-helm, which could not be loaded",
    );
    expect(stdout).toContain(
      "run npm install @cdktf/provider-helm@12, or set runtime.install to false [OptionalPeerMissing]",
    );
  });

  test.each([
    ["reject", '"kubernetes.operator.deployment.rollback.enabled": "true"', "[OperatorWouldReject]"],
    ["fail on for ever", '"kubernetes.taskmanager.memory.limit-factor": "0.5"', "[LimitFactorTooSmall]"],
  ])("fails the synth for a user's option that the operator would %s", (_, option, code) => {
    const { stderr } = run(
      "options.cjs",
      `const flink = require("cdktf-flink");
       const input = flink.kafka({ topic: "t", partitions: 8, records: flink.Rate.perSecond(1000), recordSize: flink.MemorySize.bytes(100) });
       const workload = flink.workload("shop", { image: "i:1", jarUri: "local:///j.jar", entryClass: "a.B" }, [flink.stateless("parse", { input })]);
       const plan = flink.planPlatform(workload, {
         name: "test", highAvailability: { type: "none" }, flinkOptions: { ${option} },
         storage: { type: "s3-compatible", bucketName: "state", endpoint: "http://s3:9000", credentialsSecret: "keys" },
         kubernetes: { kubeconfig: "c", context: "c" }, terraformState: { type: "local", directory: "/var/tmp/state" },
       });
       const app = new flink.FlinkApp();
       const stack = new flink.FlinkStack(app, { environment: plan.environment, part: "x", providers: ["kubernetes"] });
       new flink.FlinkPlatform(stack, "Flink", { plan });
       app.synth();`,
    );
    expect(stderr).toContain(code);
  });

  test("type-checks in a user's strict project, CommonJS and ES modules alike", () => {
    const text =
      'import { MemorySize, planPlatform, type PlatformPlan } from "cdktf-flink";\nexport const size: number = MemorySize.gibibytes(1).inBytes;\nexport const plan: (...args: Parameters<typeof planPlatform>) => PlatformPlan = planPlatform;\n';
    writeFileSync(join(project, "user.mts"), text);
    writeFileSync(join(project, "user.cts"), text);
    const tsc = join(__dirname, "..", "node_modules", "typescript", "bin", "tsc");
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        tsc,
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "node16",
        "--target",
        "es2022",
        "user.mts",
        "user.cts",
      ],
      { cwd: project, encoding: "utf8" },
    );
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });
});

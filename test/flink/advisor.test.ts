import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ExplainOptions, explainFlinkConfiguration } from "../../lib/flink/advisor/explain";
import { explainFlinkDeployment, isFlinkDeployment } from "../../lib/flink/advisor/explain-deployment";
import { ADVICE_CODES } from "../../lib/flink/advisor/finding";
import { ALL_OPTIONS } from "../../lib/flink/options/all-options";
import { stageConfiguration } from "../../lib/flink/stage-configuration";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { environments, workload } from "../../stacks/platform";

const PLAYBOOK = readFileSync(join(__dirname, "..", "..", "examples", "playbook", "flink-conf.yaml"), "utf8");

/** Enough for production, so that a test sees only what it is about. */
const SOUND = `
taskmanager.memory.process.size: 12g
jobmanager.memory.process.size: 1600m
execution.checkpointing.interval: 1 min
execution.checkpointing.dir: s3p://state/checkpoints
execution.checkpointing.savepoint-dir: s3p://state/savepoints
execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
high-availability.type: kubernetes
high-availability.storageDir: s3p://state/ha
pipeline.max-parallelism: 2520
taskmanager.data.port: 6121
metrics.internal.query-service.port: 6126
`;

const findings = (text: string, options?: ExplainOptions) => explainFlinkConfiguration(text, options).findings;
const codes = (text: string, options?: ExplainOptions) =>
  findings(text, options).map(({ severity, code, key }) => `${severity} ${code} ${key ?? ""}`.trim());
const sound = (more: string, options?: ExplainOptions) => codes(SOUND + more, options);

test("has nothing to say about a sound configuration", () => {
  expect(sound("", { flinkVersion: "2.2" })).toEqual([]);
  expect(sound("", { flinkVersion: "1.20" })).toEqual([]);
});

test.each(ALL_OPTIONS)("says what is wrong with an unreadable value, whatever the option: $key", ({ key }) => {
  expect(() => explainFlinkConfiguration(`${key}: "?"\n`)).not.toThrow();
});

test("an interval nobody can read is of the wrong type, and not missing", () => {
  const said = codes("execution.checkpointing.interval: soon\n");
  expect(said).toContain("error WrongType execution.checkpointing.interval");
  expect(said.join()).not.toContain("MissingCheckpointInterval");
});

describe("the playbook", () => {
  const said = codes(PLAYBOOK, { flinkVersion: "1.20", fileName: "flink-conf.yaml" });

  test("is told everything that is wrong with it, and nothing else", () => {
    expect(said).toEqual([
      "error UnknownKey taskmanager.network.netty.numThreads",
      "warning RiskyValue taskmanager.memory.process.size",
      "warning RenamedKey state.backend",
      "warning RenamedKey state.backend.incremental",
      "warning RenamedKey state.checkpoints.dir",
      "warning RenamedKey taskmanager.network.memory.max",
      "warning NoEffect taskmanager.network.memory.max",
      "warning MissingMemory jobmanager.memory.process.size",
      "warning RiskyValue taskmanager.memory.jvm-overhead.max",
      "warning MissingCheckpointInterval execution.checkpointing.interval",
      "warning MissingSavepointDirectory execution.checkpointing.savepoint-dir",
      "warning MissingRetention execution.checkpointing.externalized-checkpoint-retention",
      "warning MissingHighAvailability high-availability.type",
      "warning MissingMaxParallelism pipeline.max-parallelism",
      "warning MissingPlugin execution.checkpointing.dir",
      "note EqualsDefault taskmanager.memory.managed.fraction",
      "note RandomPorts taskmanager.data.port",
    ]);
  });

  test("is not even read by Flink 2 under its name, and fails under the operator", () => {
    const two = codes(PLAYBOOK, { fileName: "flink-conf.yaml" });
    expect(two).toContain("warning FileNotRead");
    expect(two).toContain("warning OverlappingKeys state.backend");
  });

  test("gets the memory Flink computes", () => {
    const { memory } = explainFlinkConfiguration(PLAYBOOK, { flinkVersion: "1.20" });
    expect(memory.taskManager?.managed.inBytes).toBe(6335076856);
    expect(memory.taskManager?.network.inBytes).toBe(1583769214);
  });
});

describe("advice on keys", () => {
  test.each<[string, string, string?]>([
    ["cluster.evenly-spread-out-slots: true", "error RemovedKey cluster.evenly-spread-out-slots"],
    [
      "taskmanager.network.memory.buffers-per-channel: 2",
      "error RemovedKey taskmanager.network.memory.buffers-per-channel",
    ],
    ["cluster.id: x", "error LaterKey cluster.id"],
    ["env.taskmanager.tmp.dirs: /x", "error UnknownKey env.taskmanager.tmp.dirs"],
    ["state.savepoints.dir: s3p://state/old", "warning ShadowedKey state.savepoints.dir"],
    ["restart-strategy: exponential-delay", "warning RenamedKey restart-strategy"],
    ["s3.secret-key: abc", "warning CredentialInFile s3.secret-key"],
  ])("%s", (line, expected, flinkVersion = "2.2") => {
    expect(sound(line, { flinkVersion })).toContain(expected);
  });

  test.each([
    "metrics.reporter.prom.port: 9249",
    "s3.path.style.access: true",
    "fs.s3a.connection.maximum: 64",
    "env.java.opts.all: -Dx=y",
    "kubernetes.operator.job.savepoint-on-deletion: true",
    "containerized.master.env.X: y",
    "presto.s3.max-connections: 64",
  ])("knows families: %s", (line) => {
    expect(sound(line).filter((said) => said.includes("UnknownKey"))).toEqual([]);
  });

  test("names the nearest key", () => {
    const [unknown] = findings(`${SOUND}taskmanager.numberOfTaskSlot: 4\n`);
    expect(unknown?.wayOut).toContain("taskmanager.numberOfTaskSlots");
  });
});

describe("advice on values", () => {
  test.each<[string, string]>([
    ["taskmanager.numberOfTaskSlots: two", "error WrongType taskmanager.numberOfTaskSlots"],
    ["taskmanager.memory.framework.heap.size: 1.5g", "error WrongType taskmanager.memory.framework.heap.size"],
    ["heartbeat.timeout: 1 fortnight", "error WrongType heartbeat.timeout"],
    ["web.submit.enable: nope", "error WrongType web.submit.enable"],
    ["execution.checkpointing.mode: AT_MOST_ONCE", "error NotAmongValues execution.checkpointing.mode"],
    ["execution.checkpointing.timeout: 5 ms", "error OutOfRange execution.checkpointing.timeout"],
    ["execution.checkpointing.num-retained: 0", "error OutOfRange execution.checkpointing.num-retained"],
    ["taskmanager.memory.flink.size: 4g", "error Contradiction taskmanager.memory.process.size"],
    ["state.backend.type: hashmap", "warning NoEffect state.backend.type"],
    ["taskmanager.memory.task.heap.size: 1g", "warning RiskyValue taskmanager.memory.task.heap.size"],
    ["heartbeat.interval: 10 s", "note EqualsDefault heartbeat.interval"],
  ])("%s", (line, expected) => {
    expect(sound(line)).toContain(expected);
  });

  test("a typo for high availability", () => {
    expect(codes(SOUND.replace("type: kubernetes", "type: kubernets"))).toContain(
      "error NotAmongValues high-availability.type",
    );
  });

  test("checkpoints without a directory", () => {
    expect(codes(SOUND.replace(/execution.checkpointing.dir.*\n/, ""))).toContain(
      "warning MissingCheckpointDirectory execution.checkpointing.dir",
    );
  });

  test("high availability without storage", () => {
    expect(codes(SOUND.replace(/high-availability.storageDir.*\n/, ""))).toContain(
      "error MissingHighAvailabilityStorage high-availability.storageDir",
    );
  });
});

describe("a file that is read otherwise than meant", () => {
  test.each<[string, string, string]>([
    ["broken:yaml", "error LineIgnored", "1.20"],
    ["my.key: a#b", "error ValueCut", "1.20"],
    ["rest.port: 8082\nrest.port: 8083", "warning DuplicateKey", "1.20"],
    ["a: [", "error FileUnreadable", "2.2"],
  ])("%j", (line, expected, flinkVersion) => {
    expect(sound(line, { flinkVersion })).toContain(expected);
  });
});

describe("a FlinkDeployment", () => {
  const deployment = (change: (text: string) => string = (text) => text) =>
    explainFlinkDeployment(
      change(`apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata:
  name: orders
spec:
  image: flink:2.2
  flinkVersion: v2_2
  serviceAccount: flink
  flinkConfiguration:
${SOUND.trim()
  .split("\n")
  .filter((line) => !line.includes("process.size"))
  .map((line) => `    ${line.replace(/: (.*)$/, ': "$1"')}`)
  .join("\n")}
    taskmanager.numberOfTaskSlots: "4"
  podTemplate:
    spec:
      containers:
        - name: flink-main-container
          env: [{ name: ENABLE_BUILT_IN_PLUGINS, value: flink-s3-fs-presto-2.2.1.jar }]
  jobManager: { replicas: 2, resource: { cpu: 1, memory: 2g } }
  taskManager: { resource: { cpu: 4, memory: 12g } }
  job: { jarURI: local:///opt/flink/usrlib/job.jar, entryClass: com.example.Job, parallelism: 64, upgradeMode: savepoint }
`),
    );
  const said = (change: (text: string) => string) =>
    deployment(change).findings.map(({ severity, code }) => `${severity} ${code}`);

  test("that is sound gets no word, and its memory", () => {
    const explanation = deployment();
    expect(explanation.findings).toEqual([]);
    expect(explanation.memory.taskManager?.process.inGibibytes).toBe(12);
    expect(explanation.memory.jobManager?.process.inGibibytes).toBe(2);
  });

  test.each<[string, RegExp, string, string]>([
    ["two JobManagers without high availability", /^ *high-availability.*\n/gm, "", "error OperatorRejects"],
    ["memory nobody can read", /memory: 12g/, "memory: lots", "error CannotBeDeleted"],
    ["memory without unit", /memory: 12g/, 'memory: "4096"', "error FailsForEver"],
    ["another image", /flink:2.2/, "flink:1.20", "error DeployedAlthoughWrong"],
    ["2G for 2 GiB", /memory: 2g/, "memory: 2G", "note UnitsDiffer"],
    ["an unknown key", /taskmanager.numberOfTaskSlots/, "taskmanager.numberOfSlots", "error UnknownKey"],
  ])("with %s", (_, pattern, replacement, expected) => {
    expect(said((text) => text.replace(pattern, replacement))).toContain(expected);
  });

  test("is told from a configuration", () => {
    expect(isFlinkDeployment("kind: FlinkDeployment\n")).toBe(true);
    expect(isFlinkDeployment(PLAYBOOK)).toBe(false);
  });
});

test("raises no false alarm over what we render ourselves", () => {
  for (const environment of environments) {
    for (const flinkVersion of ["1.20", "2.0", "2.1", "2.2"]) {
      const plan = planPlatform(workload, { ...environment, flinkVersion });
      for (const stage of plan.stages) {
        const file = stageConfiguration(plan, stage, {
          checkpoints: "s3p://b/c",
          savepoints: "s3p://b/s",
          highAvailability: "s3p://b/h",
        }).toFile();
        const wrong = findings(file, { flinkVersion }).filter(
          ({ severity, code }) => severity !== "note" && !["MissingHighAvailability"].includes(code),
        );
        expect(wrong, `${environment.name} ${stage.name} ${flinkVersion}`).toEqual([]);
      }
    }
  }
});

/** The settings of the `config.yaml` in Flink's distribution, the same from 1.20 on; their source has the comments. */
const SHIPPED = `
env: { java: { opts: { all: --add-opens=java.base/java.lang=ALL-UNNAMED } } }
jobmanager:
  bind-host: localhost
  rpc: { address: localhost, port: 6123 }
  memory: { process: { size: 1600m } }
  execution: { failover-strategy: region }
taskmanager:
  bind-host: localhost
  host: localhost
  numberOfTaskSlots: 1
  memory: { process: { size: 1728m } }
parallelism: { default: 1 }
rest: { address: localhost, bind-address: localhost }
`;

test.each(["1.20", "2.0", "2.1", "2.2", "2.3"])("raises no false alarm over what Flink %s ships", (flinkVersion) => {
  const said = findings(SHIPPED, { flinkVersion, fileName: "config.yaml" });
  expect(said.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(said.filter(({ severity, code }) => severity === "warning" && !code.startsWith("Missing"))).toEqual([]);
});

test("every code of advice is given by a test, and explained", () => {
  const tests = readFileSync(__filename, "utf8");
  const documented = readFileSync(join(__dirname, "..", "..", "docs", "errors.md"), "utf8");
  expect(ADVICE_CODES.filter((code) => !tests.includes(` ${code}`))).toEqual([]);
  expect(ADVICE_CODES.filter((code) => !documented.includes(`\`${code}\``))).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { requireDeployable } from "../../lib/environment/operator-version";
import type { OperatorView } from "../../lib/flink/operator-rules/deployment";
import { OPERATOR_LINES } from "../../lib/flink/operator-rules/rule";
import { DEPLOYMENT_RULES, operatorVerdict } from "../../lib/flink/operator-rules/verdict";
import { type Edits, manifest } from "./operator-rules-manifests";

const rejects = (rule: number, message: string, edits: Edits, view: OperatorView = {}) =>
  expect(operatorVerdict(manifest(edits), view)).toEqual({ rule, message: expect.stringContaining(message) });
const accepts = (edits: Edits, view: OperatorView = {}) =>
  expect(operatorVerdict(manifest(edits), view)).toBeUndefined();

const operator = (setting: string) => `kubernetes.operator.${setting}`;
const noHa = { "high-availability.type": undefined, "high-availability.storageDir": undefined };
const stateless = { "spec.job.upgradeMode": "stateless" };
const noSavepoints = { "execution.checkpointing.savepoint-dir": undefined };
const autoscaler = (settings: Edits): Edits =>
  Object.fromEntries(
    Object.entries({ enabled: "true", ...settings }).map(([name, value]) => [`job.autoscaler.${name}`, value]),
  );

test("the fixture is valid", () => {
  accepts({});
});

test("all 28 rules are there", () => {
  expect([...new Set(DEPLOYMENT_RULES.map(({ number }) => number))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 28 }, (_, index) => index + 1),
  );
});

describe("a deployment is rejected", () => {
  test.each<[rule: number, message: string, edits: Edits]>([
    [1, '"Big" cannot name a FlinkDeployment; use 1 to 45 lower-case letters', { "metadata.name": "Big" }],
    [1, "cannot name a FlinkDeployment", { "metadata.name": "a".repeat(46) }],
    [1, '"" cannot name', { "metadata.name": undefined }],
    [2, "spec.flinkVersion is missing", { "spec.flinkVersion": undefined }],
    [3, '"v1_14" is none that operator 1.15 deploys; use one of v1_15', { "spec.flinkVersion": "v1_14" }],
    [3, '"v2_3" is none', { "spec.flinkVersion": "v2_3" }],
    [5, 'kubernetes.namespace is "x"; leave it out', { "kubernetes.namespace": "x" }],
    [5, "kubernetes.cluster-id", { "kubernetes.cluster-id": "x" }],
    [5, "high-availability.cluster-id", { "high-availability.cluster-id": "x" }],
    [6, "is true without high availability", { ...noHa, [operator("deployment.rollback.enabled")]: true }],
    [
      7,
      "recovery.enabled false",
      { [operator("cluster.health-check.enabled")]: "true", [operator("jm-deployment-recovery.enabled")]: "false" },
    ],
    [
      7,
      "leave recovery on",
      {
        [operator("cluster.health-check.enabled")]: "true",
        [operator("reconciler.jm-deployment-recovery.enabled")]: "false",
      },
    ],
    [8, "spec.ingress has no template", { "spec.ingress": {} }],
    [8, 'the ingress template "{{name}}.x:port" is no URL', { "spec.ingress.template": "{{name}}.x:port" }],
    [9, 'spec.logConfiguration names "log4j.properties"', { "spec.logConfiguration": { "log4j.properties": "" } }],
    [10, "upgradeMode savepoint needs a checkpoint directory", { "execution.checkpointing.dir": undefined }],
    [10, "upgradeMode last-state needs", { "execution.checkpointing.dir": " ", "spec.job.upgradeMode": "last-state" }],
    [11, "upgradeMode savepoint needs a savepoint directory, and execution.checkpointing.savepoint-dir", noSavepoints],
    [
      12,
      "savepointTriggerNonce 7 needs a savepoint directory",
      { ...noSavepoints, ...stateless, "spec.job.savepointTriggerNonce": 7 },
    ],
    [
      13,
      "periodic.savepoint.interval needs",
      { ...noSavepoints, ...stateless, [operator("periodic.savepoint.interval")]: "" },
    ],
    [
      14,
      "checkpoint.age needs",
      { ...noSavepoints, ...stateless, [operator("job.upgrade.last-state.max.allowed.checkpoint.age")]: "1 h" },
    ],
    [15, "spec.taskManager.replicas is 0", { "spec.taskManager.replicas": 0 }],
    [16, "spec.job.parallelism is 0, which is what it is when unset", { "spec.job.parallelism": undefined }],
    [17, "nothing says how large a JobManager is", { "spec.jobManager": undefined }],
    [17, "does not add up", { "spec.jobManager.resource.memory": " ", "jobmanager.memory.process.size": "100m" }],
    [18, '"1.5g" is no whole number of bytes', { "spec.jobManager.resource.memory": "1.5g" }],
    [18, '"10GB" is no Kubernetes quantity', { "spec.jobManager.resource.ephemeralStorage": "10GB" }],
    [19, "spec.jobManager.replicas is 0", { "spec.jobManager.replicas": 0 }],
    [20, "2 JobManagers without high availability would each run the job", noHa],
    [21, "nothing says how large a TaskManager is", { "spec.taskManager": undefined }],
    [
      21,
      "nothing says",
      {
        "spec.taskManager": undefined,
        "taskmanager.memory.process.size": "16g",
        "taskmanager.numberOfTaskSlots": "many",
      },
    ],
    [22, 'spec.taskManager.resource.memory "lots" is no whole', { "spec.taskManager.resource.memory": "lots" }],
    [23, "spec.taskManager.replicas is 0", { "spec.job": undefined, "spec.taskManager.replicas": 0 }],
    [27, "spec.serviceAccount is missing", { "spec.serviceAccount": undefined }],
    [28, 'scale-down.max-factor is "-1"; set a number of 0 or more', autoscaler({ "scale-down.max-factor": -1 })],
    [28, 'scale-up.max-factor is "x"', autoscaler({ "scale-up.max-factor": "x" })],
    [28, 'utilization.target is "1.1"; set a number from 0 to 1', autoscaler({ "target.utilization": "1.1" })],
    [28, "job.autoscaler.target.utilization.boundary", autoscaler({ "target.utilization.boundary": "-0.1" })],
    [28, 'utilization.max is "0.6"; set a number from 0.7 to 1', autoscaler({ "utilization.max": "0.6" })],
    [28, "set a number from 0 to 0.5", autoscaler({ "utilization.target": "0.5", "utilization.min": "0.6" })],
    [28, "observed-scalability.coefficient-min", autoscaler({ "observed-scalability.coefficient-min": "0" })],
    [28, 'excluded.periods holds "night"', autoscaler({ "excluded.periods": ["9:30-11:00", "night"] })],
  ])("by rule %i: %s", (rule, message, edits) => {
    rejects(rule, message, edits);
  });

  test("by the first rule it breaks, and in words that can be found", () => {
    const edits = { ...noSavepoints, "spec.serviceAccount": undefined };
    rejects(1, '(operator: "name is invalid, must consist of lower case', { ...edits, "metadata.name": "Big" });
    rejects(11, '(operator: "Job could not be upgraded with savepoint")', edits);
  });
});

describe("a deployment is accepted", () => {
  test.each<[what: string, edits: Edits]>([
    [
      "with the older spellings",
      {
        ...noSavepoints,
        "execution.checkpointing.dir": undefined,
        "state.checkpoints.dir": "s3p://b/c",
        "state.savepoints.dir": "s3p://b/s",
      },
    ],
    [
      "with a nested configuration",
      {
        "spec.flinkConfiguration": {
          execution: { checkpointing: { dir: "s3p://b/c", "savepoint-dir": "s3p://b/s" } },
          "high-availability": { type: "kubernetes" },
        },
      },
    ],
    [
      "without directories when it is stateless",
      { ...noSavepoints, ...stateless, "execution.checkpointing.dir": undefined },
    ],
    ["as a session cluster", { "spec.job": undefined }],
    ["with standby JobManagers under any other word", { "high-availability.type": "raft" }],
    [
      "with TaskManagers instead of a parallelism",
      { "spec.job.parallelism": undefined, "spec.taskManager.replicas": 2 },
    ],
    [
      "with its memory in the configuration",
      {
        "spec.jobManager.resource": undefined,
        "spec.taskManager.resource": undefined,
        "jobmanager.memory.process.size": "2g",
        "taskmanager.memory.process.size": "20g",
      },
    ],
    ["with a JobManager's heap of old", { "spec.jobManager.resource": undefined, "jobmanager.heap.size": "1g" }],
    ["with an ingress of a path alone", { "spec.ingress.template": "/{{namespace}}/{{name}}(/|$)(.*)" }],
    [
      "with an autoscaler within its ranges",
      autoscaler({
        "utilization.max": "0.9",
        "utilization.min": "0.1",
        "excluded.periods": "9:30-11:00 && * * * ? * 2-6",
      }),
    ],
    ["with an autoscaler out of its ranges, but off", { "job.autoscaler.utilization.target": "7" }],
    ["with a name that only Terraform knows", { "metadata.name": "${TfToken[TOKEN.1]}" }],
    [
      "with nulls, which are no values",
      { "spec.job.savepointTriggerNonce": null, "spec.ingress": null, "spec.taskManager.replicas": null },
    ],
  ])("%s", (_, edits) => {
    accepts(edits);
  });

  test("by what the operator adds to it", () => {
    rejects(5, "kubernetes.namespace", {}, { operatorDefaults: { "kubernetes.namespace": "jobs" } });
    accepts(
      { "execution.checkpointing.dir": undefined },
      { operatorDefaults: { "execution.checkpointing.dir": "s3p://b/c" } },
    );
  });
});

describe("a change is rejected", () => {
  const from = (edits: Edits): OperatorView => ({ previous: manifest(edits) });
  const nonce = { "spec.job.savepointRedeployNonce": 2 };

  test("by rule 4: another Flink after a last-state suspend", () => {
    const suspended = from({
      "spec.flinkVersion": "v2_1",
      "spec.job.state": "suspended",
      "spec.job.upgradeMode": "last-state",
    });
    rejects(4, "suspended with last-state on v2_1 and would resume on v2_2", {}, suspended);
    accepts(stateless, suspended);
    accepts({ "spec.flinkVersion": "v2_1" }, suspended);
  });

  test("by rule 24: between session and application cluster", () => {
    rejects(24, "a session cluster would get a job", {}, from({ "spec.job": undefined }));
    rejects(24, "an application cluster would lose its job", { "spec.job": undefined }, from({}));
  });

  test("by rule 25: between native and standalone", () => {
    rejects(25, "from native to standalone", { "spec.mode": "standalone" }, from({ "spec.mode": undefined }));
    rejects(25, "from standalone to native", { "spec.mode": undefined }, from({ "spec.mode": "standalone" }));
  });

  test("by rule 26: a redeployment from no savepoint", () => {
    rejects(26, "savepointRedeployNonce 2 asks for a redeployment", nonce, from({}));
    accepts(nonce, from(nonce));
    accepts({ ...nonce, "spec.job.initialSavepointPath": "s3p://b/s/1" }, from({}));
  });

  test("only where there is something to change from", () => {
    accepts({ ...nonce, "spec.mode": "standalone" });
  });
});

describe("by release,", () => {
  // An environment may not have 1.10: it rejects every manifest with the current names of directories.
  test.each(OPERATOR_LINES.slice(1))("operator %s deploys the Flink lines that an environment may have", (line) => {
    for (const flink of FlinkVersion.lines().map((known) => FlinkVersion.of(known))) {
      const verdict = operatorVerdict(manifest({ "spec.flinkVersion": flink.operatorName }), { operatorVersion: line });
      const isDeployable = expect(() => requireDeployable(flink, `${line}.0`));
      verdict?.rule === 3 ? isDeployable.toThrow("[FlinkVersionNotDeployable]") : isDeployable.not.toThrow();
    }
  });

  test("1.10 reads only the older names of the directories", () => {
    const view = { operatorVersion: "1.10.0" };
    const flink = { "spec.flinkVersion": "v1_20" };
    const checkpoints = { "state.checkpoints.dir": "s3p://b/c" };
    rejects(10, "state.checkpoints.dir, which operator 1.10 reads, is not set", flink, view);
    rejects(11, "state.savepoints.dir, which operator 1.10 reads, is not set", { ...flink, ...checkpoints }, view);
    accepts({ ...flink, ...checkpoints, "state.savepoints.dir": "s3p://b/s" }, view);
    accepts(flink, { operatorVersion: "1.11.0" });
  });

  test("the autoscaler's ranges grew", () => {
    const on = (operatorVersion: string) => ({ operatorVersion });
    const scaled = (settings: Edits) => ({ ...autoscaler(settings), ...stateless, "spec.flinkVersion": "v1_20" });
    accepts(scaled({ "target.utilization": "1.1", "utilization.max": "0.1" }), on("1.10.0"));
    rejects(28, "job.autoscaler.target.utilization is", scaled({ "target.utilization": "-1" }), on("1.10.0"));
    rejects(28, "utilization.target", scaled({ "target.utilization": "1.1" }), on("1.11.0"));
    accepts(scaled({ "observed-scalability.coefficient-min": "0" }), on("1.11.0"));
    rejects(28, "coefficient-min", scaled({ "observed-scalability.coefficient-min": "0" }), on("1.12.1"));
  });

  test.each(["1.9.0", "1.16.0", "1.1", "latest"])("%s is not known", (operatorVersion) => {
    expect(() => operatorVerdict(manifest(), { operatorVersion })).toThrow(
      "use a release of 1.10, 1.11, 1.12, 1.13, 1.14, 1.15 [OperatorVersionUnknown]",
    );
  });
});

test("a blue-green deployment is judged by the longer name it makes", () => {
  const named = (name: string) => ({
    kind: "FlinkBlueGreenDeployment",
    metadata: { name },
    spec: { template: { spec: manifest()["spec"] } },
  });
  expect(operatorVerdict(named("a".repeat(39)))).toBeUndefined();
  expect(operatorVerdict(named("a".repeat(40)))).toMatchObject({ rule: 1 });
});

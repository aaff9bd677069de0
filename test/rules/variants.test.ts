import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFiles } from "../../lib/rules/check-files";

const fixture = (rule: string, file: string) => readFileSync(join(__dirname, "fixtures", rule, file), "utf8");

/** What a rule says of a fixture in which something else is written. */
function said(rule: string, file: string, ...edits: readonly (readonly [from: string | RegExp, to: string])[]) {
  let text = fixture(rule, file);
  for (const [from, to] of edits) {
    const edited = text.replace(from, to);
    expect(edited, `${rule}/${file} has no ${from}`).not.toBe(text);
    text = edited;
  }
  return checkFiles([{ name: file, text }])
    .findings.filter((finding) => finding.rule === rule)
    .map(({ message }) => message);
}

const FAILS = "fails.yaml";
const PASSES = "passes.yaml";

describe("a budget", () => {
  const budget = (to: string, replicas = 2) =>
    said(
      "budget-blocks-drains",
      FAILS,
      ["minAvailable: 1", to],
      ["jobManager: {", `jobManager: { replicas: ${replicas},`],
    );

  test.each([
    "maxUnavailable: 0",
    'maxUnavailable: "0%"',
    'minAvailable: "100%"',
    'minAvailable: "51%"',
    "minAvailable: 2",
  ])("of %s lets no JobManager of two go", (to) => expect(budget(to)).toHaveLength(1));

  test.each(["maxUnavailable: 1", 'maxUnavailable: "1%"', 'minAvailable: "50%"', "minAvailable: 1 "])(
    "of %s does",
    (to) => expect(budget(to)).toEqual([]),
  );

  test("that selects nothing of Flink is somebody else's", () => {
    expect(said("budget-blocks-drains", FAILS, ["{ app: orders", "{ app: web"])).toEqual([]);
    expect(said("budget-selects-no-pod", FAILS, ["{ app: orders", "{ app: web"])).toEqual([]);
  });
});

describe("a directory of state", () => {
  const inPod = (volume: string) =>
    said("state-directory-local", PASSES, ["persistentVolumeClaim: { claimName: shared }", volume]);

  test("on a volume that goes with the pod is local, on one that stays is not", () => {
    expect(inPod("emptyDir: {}")).toHaveLength(2);
    expect(inPod("hostPath: { path: /data }")[0]).toContain("which lies on one node's disk of each JobManager");
    expect(inPod("nfs: { server: nfs, path: / }")).toEqual([]);
  });

  test("without a scheme is a path", () => {
    expect(said("state-directory-local", FAILS, ["file:///opt", "/opt"])).toHaveLength(1);
  });

  test("is in whatever plugin an image of one's own or a mount brings", () => {
    expect(said("s3-plugin-missing", FAILS, ["flink:2.2.1", "registry.example/flink:2.2.1"])).toEqual([]);
    expect(
      said("s3-plugin-missing", FAILS, [
        "env: [",
        "volumeMounts: [{ name: p, mountPath: /opt/flink/plugins }]\n          env: [",
      ]),
    ).toEqual([]);
    expect(
      said("s3-plugin-missing", FAILS, [/value: "[^"]*"/, "valueFrom: { configMapKeyRef: { name: a, key: b } }"]),
    ).toEqual([]);
  });
});

describe("high availability", () => {
  test("of two clusters without the operator is one where they name one cluster id", () => {
    const one = fixture("kubernetes-ha-cluster-id-missing", PASSES);
    const other = one.replaceAll("orders-jobmanager", "clicks-jobmanager").replaceAll("orders-config", "clicks-config");
    const found = (text: string) =>
      checkFiles([{ name: "a.yaml", text }]).findings.filter(({ rule }) => rule === "ha-metadata-shared");
    expect(found(`${one}---\n${other}`)).toHaveLength(1);
    expect(found(`${one}---\n${other.replace("cluster-id: orders", "cluster-id: clicks")}`)).toEqual([]);
    expect(found(`${one}---\n${other.replaceAll("namespace: streams", "namespace: other")}`)).toEqual([]);
  });

  test("is asked of ZooKeeper's own StatefulSet too", () => {
    const zooKeeper = (replicas: number) =>
      `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: zookeeper }
spec: { replicas: ${replicas}, template: { spec: { containers: [{ name: zookeeper, image: "zookeeper:3.9" }] } } }
`;
    const found = (replicas: number) => checkFiles([{ name: "a.yaml", text: zooKeeper(replicas) }]).findings;
    expect(found(4).map(({ message }) => message)).toEqual(["4 ZooKeeper servers"]);
    expect(found(3)).toEqual([]);
  });

  test("may be a factory class of one's own", () => {
    expect(said("ha-type-unknown", FAILS, ["kubernets", "com.example.Ha"])).toEqual([]);
  });

  test("is spread by a preference between pods, too", () => {
    const affinity =
      "podTemplate: { spec: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchExpressions: [{ key: app, operator: In, values: [orders] }] } } }] } } } },";
    expect(said("job-managers-not-spread", FAILS, ["replicas: 2,", `replicas: 2, ${affinity}`])).toEqual([]);
    expect(
      said("job-managers-not-spread", FAILS, [
        "replicas: 2,",
        `replicas: 2, ${affinity.replace("[orders]", "[other]")}`,
      ]),
    ).toHaveLength(1);
  });
});

describe("a restart strategy", () => {
  test.each(["none", "off", "disable"])("%s ends the job at the first failure", (word) =>
    expect(said("restart-strategy-gives-up", FAILS, ["fixed-delay\n", `${word}\n`])).toEqual([
      `restart-strategy.type is ${word}: the first failure ends the job`,
    ]),
  );

  test("that never gives up is fine", () =>
    expect(said("restart-strategy-gives-up", FAILS, ["attempts: 3", "attempts: 2147483647"])).toEqual([]));
});

describe("a key", () => {
  test("of another release is not judged where nothing tells the release", () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
data:
  config.yaml: |
    cluster.evenly-spread-out-slots: true
    taskmanager.numberOfTaskSlots: 4
`;
    const rules = checkFiles([{ name: "a.yaml", text }]).findings.map(({ rule }) => rule);
    expect(rules).not.toContain("key-of-another-release");
  });

  test("in a container's variable is a secret only where its value is there", () => {
    const text = fixture("process-memory-above-limit", PASSES).replace(
      "args:",
      "env: [{ name: AWS_SECRET_ACCESS_KEY, value: abc }, { name: AWS_REGION, value: eu-west-1 }]\n          args:",
    );
    const credentials = (manifest: string) =>
      checkFiles([{ name: "a.yaml", text: manifest }])
        .findings.filter(({ rule }) => rule === "credential-in-configuration")
        .map(({ message }) => message);
    expect(credentials(text)).toEqual(["the TaskManager has AWS_SECRET_ACCESS_KEY in plain text"]);
    expect(credentials(text.replace("value: abc", "valueFrom: { secretKeyRef: { name: s3, key: k } }"))).toEqual([]);
  });
});

describe("a lifecycle rule", () => {
  const JSON_FAILS = "fails.json";

  test("that asks for a tag, or is off, reaches no state", () => {
    expect(
      said("lifecycle-expires-state", JSON_FAILS, [
        '{ "prefix": "checkpoints/" }',
        '{ "and": [{ "prefix": "checkpoints/", "tags": { "kind": "export" } }] }',
      ]),
    ).toEqual([]);
    expect(
      said("lifecycle-expires-state", JSON_FAILS, [/"tidy",\s*"status": "Enabled"/, '"id2", "status": "Disabled"']),
    ).toEqual([]);
  });

  test("of a bucket that holds no state may do what it likes", () => {
    expect(said("lifecycle-expires-state", JSON_FAILS, [/orders-flink-state/g, "orders-exports"])).toEqual([]);
  });

  test("without a prefix reaches everything", () => {
    expect(said("lifecycle-expires-state", JSON_FAILS, ['"prefix": "checkpoints/"', '"prefix": ""'])).toEqual([
      'orders-flink-state: rule "tidy" expires every object, and Flink\'s state is in the bucket',
    ]);
  });
});

describe("a role", () => {
  test("of the operator is not a job's", () => {
    expect(
      said("job-role-wildcard", FAILS, [
        "name: orders, namespace: streams }]",
        "name: flink-operator, namespace: streams }]",
      ]),
    ).toEqual([]);
  });

  test("that is declared elsewhere lacks nothing", () => {
    expect(
      said("job-role-lacks-rights", FAILS, [/kind: Role, name: flink-job/, "kind: ClusterRole, name: edit"]),
    ).toEqual([]);
  });
});

describe("a deletion", () => {
  const JSON_FAILS = "fails.json";

  test("of a job says whether a savepoint is taken", () => {
    const [message] = said("plan-deletes-job", JSON_FAILS, [
      /"pipeline.max-parallelism": "2520",/g,
      '"kubernetes.operator.job.savepoint-on-deletion": "true",',
    ]);
    expect(message).toBe(
      "FlinkDeployment streams/orders is replaced, a savepoint is taken, and nothing starts from it",
    );
  });

  test("of a StatefulSet takes its claims where it says so", () => {
    const text = fixture("plan-replaces-stateful-set", JSON_FAILS).replaceAll(
      /"service_name":/g,
      '"persistent_volume_claim_retention_policy": [{ "when_deleted": "Delete" }], "service_name":',
    );
    expect(checkFiles([{ name: "plan.json", text }]).findings.map(({ rule }) => rule)).toEqual([
      "plan-deletes-volume",
      "plan-replaces-stateful-set",
    ]);
  });
});

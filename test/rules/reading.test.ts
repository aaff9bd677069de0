import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFiles } from "../../lib/rules/check-files";
import { inventoryOf } from "../../lib/rules/model/inventory";

const PLANS = join(__dirname, "..", "data", "terraform-plans");
const plan = (name: string) => ({ name, text: readFileSync(join(PLANS, name), "utf8") });
const yaml = (text: string) => ({ name: "all.yaml", text });
const inventory = (text: string) => inventoryOf([yaml(text)]);
const rules = (text: string) => checkFiles([yaml(text)]).findings.map(({ rule }) => rule);
const cluster = (text: string) => {
  const { clusters } = inventory(text);
  expect(clusters).toHaveLength(1);
  return clusters[0] as (typeof clusters)[number];
};

const DEPLOYMENT = `apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata: { name: orders, namespace: streams }
spec:
  flinkVersion: v2_2
  serviceAccount: orders
  flinkConfiguration:
    execution:
      checkpointing:
        interval: 1 min
        dir: s3p://state/checkpoints
    pipeline.max-parallelism: 128
  jobManager: { resource: { cpu: 1, memory: 2g } }
  taskManager: { resource: { cpu: 4, memory: 8g } }
  job: { jarURI: "local:///job.jar", parallelism: 256, upgradeMode: last-state }
`;

const pod = (role: string, container: string, more = "") => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders-${role}, namespace: streams }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: orders, component: ${role} } }
    spec:
      containers:
        - name: main
          ${container}
${more}`;

describe("of Kubernetes it reads", () => {
  test("settings that are nested, at the line they stand on", () => {
    const { settings, placeOf } = cluster(DEPLOYMENT);
    expect(settings).toMatchObject({ "execution.checkpointing.interval": "1 min", "pipeline.max-parallelism": "128" });
    expect(placeOf("execution.checkpointing.dir").line).toBe(11);
    expect(placeOf("job.upgradeMode").line).toBe(15);
    expect(placeOf("nothing.of.the.kind").line).toBe(7);
  });

  test("several documents, lists and JSON", () => {
    const { objects } = inventory(`---\n${DEPLOYMENT}---\n# nothing\n---
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Namespace, metadata: { name: streams } }
`);
    expect(objects.map(({ kind, place }) => [kind, place().line])).toEqual([
      ["FlinkDeployment", 2],
      ["Namespace", 23],
    ]);
    expect(inventory('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"streams"}}').objects).toHaveLength(1);
  });

  test("session jobs with the settings of their cluster", () => {
    const session = DEPLOYMENT.replace(/ {2}job: .*\n/, "");
    const job = `---
apiVersion: flink.apache.org/v1beta1
kind: FlinkSessionJob
metadata: { name: clicks, namespace: streams }
spec:
  deploymentName: orders
  flinkConfiguration: { pipeline.max-parallelism: "64", restart-strategy.type: none }
  job: { jarURI: "https://example.com/job.jar", parallelism: 65 }
`;
    expect(cluster(session).jobs).toEqual([]);
    const found = rules(session + job);
    expect(found).toEqual(
      expect.arrayContaining(["parallelism-above-max", "restart-strategy-gives-up", "upgrade-mode-stateless"]),
    );
  });

  test("the template of a blue-green deployment", () => {
    const spec = DEPLOYMENT.split("spec:\n")[1] as string;
    const text = `apiVersion: flink.apache.org/v1beta1
kind: FlinkBlueGreenDeployment
metadata: { name: orders }
spec:
  template:
    spec:
${spec.replaceAll(/^/gm, "    ").trimEnd()}
`;
    expect(cluster(text).name).toBe("orders-green");
    expect(rules(text)).toContain("parallelism-above-max");
  });

  test("what the operator puts under every deployment", () => {
    const defaults = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: flink-operator-config, namespace: flink-operator }
data:
  flink-conf.yaml: |
    high-availability.type: kubernetes
    high-availability.storageDir: s3p://state/ha
`;
    expect(rules(DEPLOYMENT)).toContain("last-state-without-ha");
    expect(rules(DEPLOYMENT + defaults)).not.toContain("last-state-without-ha");
  });

  test("FLINK_PROPERTIES and dynamic properties of processes without the operator", () => {
    const { settings, processes, runtime } = cluster(
      `${pod(
        "jobmanager",
        `image: flink:2.2.1
          args: [standalone-job, "-Drest.port=8082", "-D", "high-availability.type=kubernetes"]
          env: [{ name: FLINK_PROPERTIES, value: "rest.port: 8081\\nparallelism.default: 4" }]`,
      )}---\n${pod("taskmanager", "command: [/bin/bash, -c, '/opt/flink/bin/taskmanager.sh start-foreground']")}`,
    );
    expect(runtime).toBe("standalone");
    expect(settings).toEqual({
      "rest.port": "8082",
      "parallelism.default": "4",
      "high-availability.type": "kubernetes",
    });
    expect(processes.map(({ role, replicas }) => [role, replicas])).toEqual([
      ["JobManager", 2],
      ["TaskManager", 2],
    ]);
  });

  test("nothing from an argument that only names a JobManager", () => {
    const { processes } = cluster(pod("taskmanager", "args: [taskmanager, --host, jobmanager]"));
    expect(processes.map(({ role }) => role)).toEqual(["TaskManager"]);
    expect(inventory(pod("web", "args: [serve, --flink, http://jobmanager:8081]")).clusters).toEqual([]);
  });

  test("no lack where the configuration is elsewhere", () => {
    const elsewhere = pod(
      "jobmanager",
      "image: flink:2.2.1\n          args: [jobmanager]\n          volumeMounts: [{ name: conf, mountPath: /opt/flink/conf }]",
      "      volumes: [{ name: conf, secret: { secretName: orders } }]\n",
    );
    expect(cluster(elsewhere).isComplete).toBe(false);
    expect(rules(elsewhere)).toEqual(["job-managers-without-budget", "job-managers-not-spread"]);
  });
});

describe("of Terraform it reads", () => {
  test("a plan as Terraform printed it: modules, references, blocks and values that are known later", () => {
    const { clusters, buckets, objects, policies } = inventoryOf([plan("first.json")]);
    expect(clusters.map(({ settings }) => settings)).toEqual([{ "execution.checkpointing.interval": "1 min" }]);
    expect(objects.map(({ kind, namespace, name }) => [kind, namespace, name])).toEqual([
      ["ConfigMap", "streams", "orders-config"],
      ["Namespace", undefined, "streams"],
      ["PodDisruptionBudget", "streams", "orders"],
      ["RoleBinding", "streams", "flink"],
      ["Role", "streams", "flink"],
      ["StatefulSet", "streams", "orders-taskmanager"],
    ]);
    const [bucket] = buckets;
    expect([bucket?.name, bucket?.versioning?.status]).toEqual(["orders-flink-state", "Suspended"]);
    expect(bucket?.lifecycle?.rules.map(({ prefix, expires, movesTo }) => [prefix, expires, movesTo])).toEqual([
      ["checkpoints/", true, []],
      ["", false, ["GLACIER"]],
    ]);
    expect(policies.map(({ name, isPartial }) => [name, isPartial])).toEqual([
      ["module.state.aws_iam_policy.doc", true],
      ["flink", true],
    ]);
  });

  test("the objects of typed resources as Kubernetes has them", () => {
    const { objects } = inventoryOf([plan("first.json")]);
    const spec = objects.find(({ kind }) => kind === "StatefulSet")?.body["spec"];
    expect(spec).toMatchObject({
      serviceName: "orders",
      selector: { matchLabels: { app: "orders", component: "taskmanager" } },
      template: {
        spec: {
          initContainers: [{ name: "copy", image: "busybox:1" }],
          containers: [
            {
              args: ["taskmanager"],
              env: [
                { name: "ENABLE_BUILT_IN_PLUGINS", value: "flink-s3-fs-presto-2.2.1.jar" },
                { valueFrom: { secretKeyRef: { key: "secret-key", name: "s3" } } },
              ],
              resources: { limits: { memory: "4Gi" }, requests: { cpu: "2", memory: "4Gi" } },
              securityContext: { capabilities: { drop: ["ALL"] } },
              volumeMounts: [{ mountPath: "/opt/flink/conf", name: "conf" }],
            },
          ],
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname" }],
            },
          },
          topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app: "orders" } } }],
          volumes: [
            { name: "conf", configMap: { name: "orders-config" } },
            { name: "tmp", emptyDir: {} },
          ],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { resources: { requests: { storage: "10Gi" } } } }],
    });
  });

  test("what is there already, and what a plan does to it", () => {
    expect(checkFiles([plan("replacing.json")]).findings.map(({ rule, place }) => `${rule} ${place.resource}`)).toEqual(
      [
        "plan-deletes-state-bucket aws_s3_bucket.state",
        "plan-deletes-state-key aws_kms_key.state",
        "plan-deletes-namespace kubernetes_namespace_v1.flink",
        "lifecycle-keeps-uploads aws_s3_bucket.state",
        "bucket-versioning-off aws_s3_bucket.state",
      ],
    );
  });

  test("a state, manifests as text, and the release of the operator", () => {
    const resources = [
      { type: "kubectl_manifest", values: { yaml_body: DEPLOYMENT } },
      { type: "helm_release", values: { chart: "flink-kubernetes-operator", version: "1.12.1" } },
    ].map((resource) => ({ ...resource, mode: "managed", address: `${resource.type}.it` }));
    const text = JSON.stringify({ format_version: "1.0", values: { root_module: { resources } } });
    const { clusters, operatorVersion } = inventoryOf([{ name: "state.json", text }]);
    expect([clusters[0]?.name, operatorVersion]).toEqual(["orders", "1.12.1"]);
    expect(checkFiles([{ name: "state.json", text }]).findings.map(({ rule }) => rule)).toContain(
      "flink-version-not-deployable",
    );
  });

  test("nothing into a value that only the apply will tell", () => {
    const manifest = {
      apiVersion: "flink.apache.org/v1beta1",
      kind: "FlinkDeployment",
      metadata: { name: "orders", namespace: "streams" },
      spec: {
        flinkVersion: "v2_2",
        serviceAccount: "orders",
        flinkConfiguration: { "execution.checkpointing.interval": "1 min", "pipeline.max-parallelism": "2520" },
        jobManager: { resource: { cpu: 1, memory: "2g" } },
        taskManager: { resource: { cpu: 4, memory: "8g" } },
        job: { jarURI: "local:///job.jar", parallelism: 4, upgradeMode: "savepoint" },
      },
    };
    const at = { address: "kubernetes_manifest.orders", mode: "managed", type: "kubernetes_manifest" };
    const planned = (unknown: unknown) =>
      JSON.stringify({
        format_version: "1.2",
        planned_values: { root_module: { resources: [{ ...at, values: { manifest } }] } },
        resource_changes: [{ ...at, change: { actions: ["create"], after: { manifest }, after_unknown: unknown } }],
      });
    const locations = {
      "execution.checkpointing.dir": true,
      "execution.checkpointing.savepoint-dir": true,
      "kubernetes.operator.job.savepoint-on-deletion": true,
      "high-availability.type": true,
      "high-availability.storageDir": true,
      "taskmanager.numberOfTaskSlots": true,
    };
    const found = (unknown: unknown) =>
      checkFiles([{ name: "plan.json", text: planned(unknown) }]).findings.map(({ rule }) => rule);
    expect(found({})).toContain("checkpoint-directory-missing");
    expect(found({ manifest: { spec: { flinkConfiguration: locations } } })).toEqual([]);
    expect(found({ manifest: true })).toEqual([]);
  });
});

describe("files together", () => {
  test("the bucket of a plan holds the state of a manifest's cluster, wherever its folders are", () => {
    const rule = {
      id: "tidy",
      status: "Enabled",
      filter: [{ prefix: "team/" }],
      expiration: [{ days: 30 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    };
    const bucket = { address: "aws_s3_bucket.a", mode: "managed", type: "aws_s3_bucket", values: { bucket: "state" } };
    const lifecycle = {
      address: "aws_s3_bucket_lifecycle_configuration.a",
      mode: "managed",
      type: "aws_s3_bucket_lifecycle_configuration",
      values: { bucket: "state", rule: [rule] },
    };
    const text = JSON.stringify({
      format_version: "1.2",
      planned_values: { root_module: { resources: [bucket, lifecycle] } },
    });
    const found = (directory: string) =>
      checkFiles([{ name: "plan.json", text }, yaml(DEPLOYMENT.replace("s3p://state/checkpoints", directory))])
        .findings.filter(({ rule }) => rule.startsWith("lifecycle"))
        .map(({ message }) => message);
    expect(found("s3p://state/team/checkpoints")).toEqual([
      'state: rule "tidy" expires objects below team/, and execution.checkpointing.dir is s3p://state/team/checkpoints',
    ]);
    expect(found("s3p://state/teams/checkpoints")).toEqual([]);
    expect(found("s3p://other/team/checkpoints")).toEqual([]);
  });

  test("a cluster that is in a plan and in a manifest is one", () => {
    expect(rules(`${DEPLOYMENT}---\n${DEPLOYMENT}`)).not.toContain("checkpoint-directory-shared");
  });
});

describe("what is to be ignored", () => {
  const ignored = (...ignore: { rule: string; resource?: string; reason: string }[]) =>
    checkFiles([yaml(DEPLOYMENT)], { ignore });

  test("is marked with the reason, everywhere or for one resource", () => {
    const of = (checked: ReturnType<typeof checkFiles>) =>
      checked.findings.find(({ rule }) => rule === "parallelism-above-max")?.ignored;
    expect(of(ignored())).toBeUndefined();
    expect(of(ignored({ rule: "parallelism-above-max", reason: "a test" }))).toBe("a test");
    const resource = "FlinkDeployment streams/orders";
    expect(of(ignored({ rule: "parallelism-above-max", resource, reason: "a test" }))).toBe("a test");
    expect(of(ignored({ rule: "parallelism-above-max", resource: "another", reason: "a test" }))).toBeUndefined();
  });

  test("is told where it hides nothing", () => {
    const idle = { rule: "bucket-force-destroy", reason: "we did once" };
    expect(ignored(idle).idle).toEqual([idle]);
  });

  test("needs a rule and a reason", () => {
    expect(() => ignored({ rule: "nope", reason: "x" })).toThrow(
      "cdktf-flink check --list names them all [RuleUnknown]",
    );
    expect(() => ignored({ rule: "ha-off", reason: " " })).toThrow("[IgnoreWithoutReason]");
  });
});

test.each([
  [
    "a Flink configuration",
    "taskmanager.numberOfTaskSlots: 4\n",
    "is read by: cdktf-flink explain [ResourcesUnreadable]",
  ],
  [
    "a chart",
    "kind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}-{{ x }}: y\n",
    "render the chart first: helm template",
  ],
  ["broken JSON", '{"format_version": ', "is no JSON"],
  ["nothing", "", "holds neither a Terraform plan"],
])("%s is nothing to check", (_, text, message) => {
  expect(() => rules(text)).toThrow(message);
});

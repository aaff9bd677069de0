import { describe, expect, test } from "vitest";
import type { OperatorView } from "../../lib/flink/operator-rules/deployment";
import { MISTAKE_CHECKS, unguardedMistakes } from "../../lib/flink/operator-rules/unguarded-mistakes";
import { operatorVerdict } from "../../lib/flink/operator-rules/verdict";
import { type Edits, manifest } from "./operator-rules-manifests";

type Case = readonly [code: string, message: string, edits: Edits];

const mistakesOf = (edits: Edits, view: OperatorView = {}) => unguardedMistakes(manifest(edits), view);
const codesOf = (edits: Edits, view: OperatorView = {}) => mistakesOf(edits, view).map(({ code }) => code);

const operator = (setting: string) => `kubernetes.operator.${setting}`;
const JM_MEMORY = "spec.jobManager.resource.memory";
const TM_MEMORY = "spec.taskManager.resource.memory";
const JM_CONTAINERS = "spec.jobManager.podTemplate.spec.containers";
const TM_CONTAINERS = "spec.taskManager.podTemplate.spec.containers";
const PLUGINS = "ENABLE_BUILT_IN_PLUGINS";
const lastState = { "spec.job.upgradeMode": "last-state" };
const noHa = {
  "high-availability.type": undefined,
  "high-availability.storageDir": undefined,
  "spec.jobManager.replicas": 1,
};
const standalone = { "spec.mode": "standalone" };

const CANNOT_BE_DELETED: readonly Case[] = [
  ["UndeletableFlinkVersion", "spec.flinkVersion is missing", { "spec.flinkVersion": undefined }],
  ["UndeletableJarUri", '"local:///my job.jar" is no URI', { "spec.job.jarURI": "local:///my job.jar" }],
  ["UndeletableJarUri", '"lib/job.jar" has no scheme', { "spec.job.jarURI": "lib/job.jar", ...standalone }],
  ["UndeletableMemory", `${JM_MEMORY} is "lots"`, { [JM_MEMORY]: "lots" }],
  ["UndeletableMemory", `${JM_MEMORY} is ""`, { [JM_MEMORY]: "" }],
  ["UndeletableMemory", `${TM_MEMORY} is "4x"`, { [TM_MEMORY]: "4x" }],
  [
    "UndeletableStorage",
    'resource.ephemeralStorage is "10GB"',
    { "spec.jobManager.resource.ephemeralStorage": "10GB" },
  ],
  ["UndeletableImagePullPolicy", 'spec.imagePullPolicy is "always"', { "spec.imagePullPolicy": "always" }],
  ["UndeletableSwitch", 'savepoint-on-deletion is "yes"', { [operator("job.savepoint-on-deletion")]: "yes" }],
];

const FAILS_FOR_EVER: readonly Case[] = [
  ["FractionalMemory", `${JM_MEMORY} is "1.5g", and the operator takes whole numbers only`, { [JM_MEMORY]: "1.5g" }],
  ["MemoryWithoutUnit", `${JM_MEMORY} is "4096", which is that many bytes`, { [JM_MEMORY]: "4096" }],
  ["MemoryDoesNotAddUp", `with ${JM_MEMORY} 300m, process memory 300 MiB`, { [JM_MEMORY]: "300m" }],
  ["MemoryDoesNotAddUp", `with ${TM_MEMORY} 2g, Flink memory`, { [TM_MEMORY]: "2g" }],
  ["MemoryDoesNotAddUp", `with ${TM_MEMORY}`, { "taskmanager.memory.flink.size": "1g" }],
  ["MemoryDoesNotAddUp", "a TaskManager needs CPU", { "spec.taskManager.resource.cpu": 0 }],
  ["LimitFactorTooSmall", 'memory.limit-factor is "0.9"', { "kubernetes.taskmanager.memory.limit-factor": "0.9" }],
  ["SlotsMalformed", 'taskmanager.numberOfTaskSlots is "many"', { "taskmanager.numberOfTaskSlots": "many" }],
  ["SlotsMalformed", 'taskmanager.numberOfTaskSlots is "0"', { "taskmanager.numberOfTaskSlots": "0" }],
  ["JarUriMissing", "spec.job.jarURI is missing", { "spec.job.jarURI": undefined }],
  ["OverlappingFlinkKeys", "state.backend and state.backend.rocksdb.", { "state.backend": "rocksdb" }],
  ["OverlappingFlinkKeys", "high-availability and high-availability.", { "high-availability": "kubernetes" }],
  [
    "OverlappingFlinkKeys",
    "kubernetes.jobmanager.cpu.amount, which the operator adds,",
    { "kubernetes.jobmanager.cpu": "2" },
  ],
  [
    "OverlappingFlinkKeys",
    "kubernetes.container.image.ref, which the operator adds,",
    { "kubernetes.container.image": "x" },
  ],
  ["OverlappingFlinkKeys", "parallelism.default, which the operator adds, and", { "parallelism.default.x": "1" }],
  ["OperatorOptionMalformed", 'rollback.enabled is "on"', { [operator("deployment.rollback.enabled")]: "on" }],
];

const DEPLOYED_ALTHOUGH_WRONG: readonly Case[] = [
  ["HighAvailabilityTypeUnknown", 'high-availability.type is "kubernets"', { "high-availability.type": "kubernets" }],
  [
    "HighAvailabilityWithoutStorage",
    "where its metadata goes, is not set",
    { "high-availability.storageDir": undefined },
  ],
  ["ZooKeeperQuorumMissing", "zookeeper.quorum is not set", { "high-availability.type": "zookeeper" }],
  ["LastStateWithoutHighAvailability", "there is no high availability", { ...noHa, ...lastState }],
  ["CheckpointIntervalMissing", "interval is not set", { "execution.checkpointing.interval": undefined }],
  ["CheckpointIntervalMalformed", '"soon", which Flink cannot read', { "execution.checkpointing.interval": "soon" }],
  [
    "CheckpointIntervalMalformed",
    "which is 5 ms, and Flink takes 10 ms or more",
    { "execution.checkpointing.interval": 5 },
  ],
  ["ServiceAccountEmpty", "spec.serviceAccount is empty", { "spec.serviceAccount": "" }],
  ["MaxParallelismMissing", "pipeline.max-parallelism is not set", { "pipeline.max-parallelism": undefined }],
  ["ParallelismAboveMaxParallelism", "above pipeline.max-parallelism 4", { "pipeline.max-parallelism": "4" }],
  ["ParallelismIgnored", "2 TaskManagers of 4 slots make it 8", { "spec.taskManager.replicas": 2 }],
  [
    "ImageOfOtherFlinkVersion",
    "flink:1.20 holds Flink 1.20, and spec.flinkVersion is v2_2",
    { "spec.image": "flink:1.20" },
  ],
  ["ImageOfOtherFlinkVersion", "holds Flink 2.1", { "spec.image": "registry:5000/job:7-flink2.1.0@sha256:00" }],
  [
    "MainContainerMissing",
    "names its containers main, and Flink adds one of its own",
    { [`${TM_CONTAINERS}.0.name`]: "main" },
  ],
  [
    "PodTemplatesMergedByPosition",
    "spec.containers of spec.podTemplate and of spec.jobManager.podTemplate are",
    {
      [operator("pod-template.merge-arrays-by-name")]: undefined,
      "spec.podTemplate": { spec: { containers: [{ name: "logs" }] } },
    },
  ],
  ["S3PluginMissing", "execution.checkpointing.dir is s3p://shop-flink-test/", { [`${TM_CONTAINERS}.0.env`]: [] }],
  [
    "S3PluginMissing",
    "of the JobManager enables no plugin for s3a://",
    { "high-availability.storageDir": "s3a://b/ha" },
  ],
  [
    "S3PluginOfOtherRelease",
    "names flink-s3-fs-presto-1.20.3.jar, which an image of v2_2",
    {
      [`${TM_CONTAINERS}.0.env`]: [
        { name: PLUGINS, value: "flink-s3-fs-presto-1.20.3.jar;flink-s3-fs-presto-2.2.1.jar" },
      ],
    },
  ],
];

test("the fixture has no mistake", () => {
  expect(mistakesOf({})).toEqual([]);
});

describe.each([
  ["cannot be deleted", CANNOT_BE_DELETED],
  ["fails for ever", FAILS_FOR_EVER],
  ["deployed although wrong", DEPLOYED_ALTHOUGH_WRONG],
] as const)("%s:", (kind, cases) => {
  test.each(cases)("%s, %s", (code, message, edits) => {
    expect(mistakesOf(edits)).toContainEqual({
      code,
      kind,
      message: expect.stringContaining(message),
      wayOut: expect.any(String),
    });
  });
});

test("every code has a case, and one kind", () => {
  const tried = [...CANNOT_BE_DELETED, ...FAILS_FOR_EVER, ...DEPLOYED_ALTHOUGH_WRONG].map(([code]) => code);
  const below = ["NameTooLong", "ConfigurationNotFlat", "UndeletableSlots"];
  const codes = MISTAKE_CHECKS.map(({ code }) => code);
  expect(new Set([...tried, ...below])).toEqual(new Set(codes));
  expect(new Set(codes).size).toBe(codes.length);
});

test.each([...CANNOT_BE_DELETED, ...FAILS_FOR_EVER])("one cause has one code: %s, %s", (code, _, edits) => {
  expect(new Set(codesOf(edits))).toEqual(new Set([code]));
});

test("the operator sees next to none of them", () => {
  const seen = [...FAILS_FOR_EVER, ...DEPLOYED_ALTHOUGH_WRONG].filter(([, , edits]) =>
    operatorVerdict(manifest(edits)),
  );
  expect(seen.map(([code]) => code)).toEqual(["FractionalMemory"]);
});

describe("no mistake is", () => {
  const jobManagerEnvironment = `${JM_CONTAINERS}.0.env`;
  const taskManagerEnvironment = `${TM_CONTAINERS}.0.env`;
  const plugin = (jar: string) => [{ name: PLUGINS, value: jar }];

  test.each<[what: string, edits: Edits]>([
    ["memory in Kubernetes' spelling", { [JM_MEMORY]: "1792Mi" }],
    ["a factory class for high availability", { "high-availability.type": "com.example.HaServicesFactory" }],
    [
      "last-state without an interval, which the operator sets",
      { ...lastState, "execution.checkpointing.interval": undefined },
    ],
    [
      "last-state by cancelling",
      { ...noHa, ...lastState, [operator("job.upgrade.last-state.job-cancel.enabled")]: "true" },
    ],
    [
      "keys that overlap in Flink 1.20, which reads a flat file",
      {
        "spec.flinkVersion": "v1_20",
        "state.backend": "rocksdb",
        [jobManagerEnvironment]: plugin("flink-s3-fs-presto-1.20.3.jar"),
        [taskManagerEnvironment]: plugin("flink-s3-fs-presto-1.20.3.jar"),
      },
    ],
    [
      "keys that overlap where only the operator reads them",
      { "job.autoscaler.target.utilization": "0.7", "job.autoscaler.target.utilization.boundary": "0.3" },
    ],
    ["a session cluster", { "spec.job": undefined }],
    ["standalone mode without a jar", { ...standalone, "spec.job.jarURI": undefined }],
    ["an image whose tag tells the job's version", { "spec.image": "registry.example/signal-engine:1.20.1" }],
    ["Flink's image of the same line", { "spec.image": "apache/flink:2.2.1-scala_2.12-java17" }],
    [
      "a plugin enabled through the configuration",
      { [taskManagerEnvironment]: [], [`containerized.taskmanager.env.${PLUGINS}`]: "flink-s3-fs-presto-2.2.1.jar" },
    ],
    [
      "a plugin named elsewhere",
      { [taskManagerEnvironment]: [{ name: PLUGINS, valueFrom: { configMapKeyRef: { name: "x", key: "y" } } }] },
    ],
    [
      "a plugin in the common template",
      {
        "spec.podTemplate": {
          spec: {
            containers: [
              { name: "logs" },
              { name: "flink-main-container", env: plugin("flink-s3-fs-presto-2.2.1.jar") },
            ],
          },
        },
        [jobManagerEnvironment]: undefined,
        [taskManagerEnvironment]: [{ name: "OTHER", value: "1" }],
      },
    ],
    [
      "state on other file systems",
      {
        "execution.checkpointing.dir": "file:///c",
        "execution.checkpointing.savepoint-dir": "hdfs:///s",
        "high-availability.storageDir": "gs://h",
        [jobManagerEnvironment]: [],
        [taskManagerEnvironment]: [],
      },
    ],
    [
      "what only Terraform knows",
      {
        "execution.checkpointing.dir": "s3p://${TfToken[TOKEN.1]}/c",
        "execution.checkpointing.interval": "${TfToken[TOKEN.2]}",
        "spec.job.jarURI": "local:///${TfToken[TOKEN.3]}.jar",
        [JM_MEMORY]: "${TfToken[TOKEN.4]}",
      },
    ],
  ])("%s", (_, edits) => {
    expect(mistakesOf(edits)).toEqual([]);
  });

  test("replicas that agree with the parallelism", () => {
    const { parallelism } = manifest()["spec"].job;
    expect(codesOf({ "spec.taskManager.replicas": parallelism / 4 })).toEqual([]);
  });

  test("an S3 plugin that the image brings", () => {
    expect(codesOf({ [taskManagerEnvironment]: [] })).toContain("S3PluginMissing");
    expect(codesOf({ [taskManagerEnvironment]: [] }, { imageBringsPlugins: true })).toEqual([]);
  });
});

test("slots that are no number cannot be deleted where the operator multiplies them", () => {
  const slots = { "taskmanager.numberOfTaskSlots": "many" };
  expect(codesOf(slots)).toEqual(["SlotsMalformed"]);
  expect(codesOf({ ...slots, ...standalone })).toEqual(["UndeletableSlots", "SlotsMalformed"]);
  expect(codesOf({ "taskmanager.numberOfTaskSlots": "0", ...standalone })).toContain("UndeletableSlots");
  expect(codesOf({ ...slots, "spec.taskManager.replicas": 2 })).toEqual(["UndeletableSlots", "SlotsMalformed"]);
});

test("a target that is no number makes the validator throw instead of rejecting", () => {
  const target = { "job.autoscaler.utilization.target": "high" };
  expect(codesOf({ ...target, "job.autoscaler.enabled": "true" })).toEqual(["OperatorOptionMalformed"]);
  expect(codesOf(target)).toEqual([]);
});

test("a configuration that is not flat text needs operator 1.13", () => {
  const number = { "rest.port": 8081 };
  expect(codesOf(number, { operatorVersion: "1.12.1" })).toEqual(["ConfigurationNotFlat"]);
  expect(codesOf(number, { operatorVersion: "1.13.0" })).toEqual([]);
});

test("a blue-green deployment's name leaves room for its color", () => {
  const named = (name: string) => ({
    kind: "FlinkBlueGreenDeployment",
    metadata: { name },
    spec: { template: { spec: manifest()["spec"] } },
  });
  expect(unguardedMistakes(named("a".repeat(39)))).toEqual([]);
  expect(unguardedMistakes(named("a".repeat(40)))).toMatchObject([
    { code: "NameTooLong", wayOut: "give it a name of at most 39 characters" },
  ]);
});

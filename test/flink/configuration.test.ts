import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Environment } from "../../lib/environment/environment";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { FlinkConfiguration } from "../../lib/flink/flink-configuration";
import { ClusterOptions, HighAvailabilityOptions } from "../../lib/flink/options/cluster";
import { JobOptions, StateOptions } from "../../lib/flink/options/job";
import { TaskManagerOptions } from "../../lib/flink/options/process";
import { stageConfiguration } from "../../lib/flink/stage-configuration";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { MemorySize } from "../../lib/units/memory-size";
import type { Stage } from "../../lib/workload/stage";
import { asyncIoStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

const V1_20 = FlinkVersion.of("1.20");
const V2_2 = FlinkVersion.of("2.2");
const empty = (version = V2_2) => FlinkConfiguration.empty(version);

function configured(change: Partial<Environment> = {}, stage: Stage = windowedStage()) {
  const plan = planPlatform(validWorkload(stage), validEnvironment(change));
  const [planned] = plan.stages;
  if (planned === undefined) {
    throw new Error("a workload has a stage");
  }
  return stageConfiguration(plan, planned, {
    checkpoints: "s3p://b/checkpoints",
    savepoints: "s3p://b/savepoints",
    highAvailability: "s3p://b/ha",
  });
}

describe("a configuration", () => {
  test("is immutable and sorted", () => {
    const first = empty().with(TaskManagerOptions.NUMBER_OF_TASK_SLOTS, 4);
    const second = first.with(JobOptions.PARALLELISM, 8);
    expect(first.toMap()).toEqual({ "taskmanager.numberOfTaskSlots": "4" });
    expect(Object.keys(second.toMap())).toEqual(["parallelism.default", "taskmanager.numberOfTaskSlots"]);
    expect(second.without([JobOptions.PARALLELISM]).toMap()).toEqual(first.toMap());
    expect(second.get(JobOptions.PARALLELISM)).toBe("8");
  });

  test("takes a setting twice only with one value", () => {
    const four = empty().with(TaskManagerOptions.NUMBER_OF_TASK_SLOTS, 4);
    expect(four.with(TaskManagerOptions.NUMBER_OF_TASK_SLOTS, 4).toMap()).toEqual(four.toMap());
    expect(() => four.with(TaskManagerOptions.NUMBER_OF_TASK_SLOTS, 5)).toThrow(
      'taskmanager.numberOfTaskSlots is already "4"; it cannot also be "5" [ConflictingFlinkSetting]',
    );
  });

  test("refuses an option its release would ignore", () => {
    expect(empty(V1_20).with(TaskManagerOptions.NETWORK_BUFFERS, 2048).toMap()).toEqual({
      "taskmanager.network.numberOfBuffers": "2048",
    });
    expect(() => empty().with(TaskManagerOptions.NETWORK_BUFFERS, 2048)).toThrow(
      "Flink 2.2.1 does not read taskmanager.network.numberOfBuffers (1.20 to 1.20) and would ignore it; leave it out [OptionNotInVersion]",
    );
  });

  test("refuses keys that Flink 2 cannot hold side by side", () => {
    const user = { "state.backend": "rocksdb" };
    expect(() => empty().with(StateOptions.BACKEND, "rocksdb").withUserSettings(user, {})).toThrow(
      "state.backend and state.backend.type cannot both be in config.yaml",
    );
    expect(() =>
      empty().with(HighAvailabilityOptions.TYPE, "kubernetes").withUserSettings({ "high-availability": "x" }, {}),
    ).toThrow("[OverlappingFlinkKeys]");
    expect(empty(V1_20).with(StateOptions.BACKEND, "rocksdb").withUserSettings(user, {}).toMap()).toHaveProperty([
      "state.backend",
    ]);
  });

  test("writes maps as Flink splits them", () => {
    const value = empty()
      .with(JobOptions.GLOBAL_JOB_PARAMETERS, { b: "1,2", a: "x:y", c: "it's" })
      .get(JobOptions.GLOBAL_JOB_PARAMETERS);
    expect(value).toBe("'a:''x:y''','b:1,2','c:''it''''s'''");
  });
});

describe("rendering", () => {
  const configuration = (version: FlinkVersion) =>
    empty(version)
      .with(TaskManagerOptions.PROCESS_MEMORY, MemorySize.gibibytes(4))
      .with(ClusterOptions.WEB_SUBMIT, false)
      .with(JobOptions.PARALLELISM, 64);

  test("is flat lines for 1.20", () => {
    expect(configuration(V1_20).toFile()).toBe(
      "parallelism.default: 64\ntaskmanager.memory.process.size: 4g\nweb.submit.enable: false\n",
    );
  });

  test("is nested YAML for 2.x, every value text", () => {
    expect(configuration(V2_2).toFile()).toBe(
      'parallelism:\n  default: "64"\ntaskmanager:\n  memory:\n    process:\n      size: 4g\nweb:\n  submit:\n    enable: "false"\n',
    );
  });

  test.each(["a # b", "two\nlines", " padded ", ""])(
    "refuses to write %j for 1.20, which would read something else",
    (value) => {
      expect(() => empty(V1_20).withUserSettings({ "my.key": value }, {}).toFile()).toThrow(
        "[FlinkValueNotRepresentable]",
      );
    },
  );

  test("keeps any value in nested YAML, or says that YAML has no way to write it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const configuration = empty().withUserSettings({ "my.key": value }, {});
        try {
          expect(parse(configuration.toFile())).toEqual({ my: { key: value } });
        } catch (error) {
          // YAML has no way to write these.
          expect(error).toMatchObject({ code: "FlinkValueNotRepresentable" });
          expect(value).toMatch(/[\x7f-\x9f\u2028\u2029\p{Cs}\ufffe\uffff]/u);
        }
      }),
    );
  });
});

describe("a user's options", () => {
  test("are added to a stage", () => {
    expect(configured({ flinkOptions: { "heartbeat.timeout": "60 s" } }).toMap()).toHaveProperty(
      ["heartbeat.timeout"],
      "60 s",
    );
    expect(configured({}, windowedStage({ flinkOptions: { "pipeline.object-reuse": "true" } })).toMap()).toHaveProperty(
      ["pipeline.object-reuse"],
      "true",
    );
  });

  test.each([
    ["kubernetes.cluster-id", "it follows from the stage's name"],
    ["taskmanager.memory.process.size", "use pins.taskManagerMemory"],
    ["taskmanager.memory.task.heap.size", "use pins.taskManagerMemory"],
    ["parallelism.default", "use pins.parallelism"],
    ["execution.checkpointing.interval", "use checkpointInterval of the stage"],
    ["high-availability.type", "use highAvailability of the environment"],
    ["state.checkpoints.dir", "it is an old spelling of execution.checkpointing.dir"],
    ["state.backend", "it is an old spelling of state.backend.type"],
    ["taskmanager.network.memory.max", "it is an old spelling of taskmanager.memory.network.max"],
    ["rest.port", "it follows from the plan"],
  ])("may not touch %s", (key, wayOut) => {
    expect(() => configured({ flinkOptions: { [key]: "x" } })).toThrow(
      `${key} belongs to the platform and cannot be overridden with "x"; ${wayOut} [PlatformOwnedKey]`,
    );
  });

  test("may set what is the platform's only where it is unused", () => {
    expect(() =>
      configured({ highAvailability: { type: "none" }, flinkOptions: { "high-availability.type": "zookeeper" } }),
    ).toThrow("[PlatformOwnedKey]");
  });

  test.each([
    "s3.secret-key",
    "s3.access-key",
    "presto.s3.secret.key",
    "security.ssl.rest.key-password",
    "my.api-key",
    "fs.s3a.session.token",
  ])("never hold a secret: %s", (key) => {
    expect(() => configured({ flinkOptions: { [key]: "x" } })).toThrow(
      `${key} looks like a credential and would be readable in Terraform's state; mount a Secret and name it instead [CredentialInConfiguration]`,
    );
  });

  test.each([
    "fs.s3a.aws.credentials.provider",
    "high-availability.zookeeper.client.acl",
    "security.kerberos.login.keytab",
  ])("may be about credentials: %s", (key) => {
    expect(configured({ flinkOptions: { [key]: "x" } }).toMap()).toHaveProperty([key], "x");
  });
});

describe("a stage's configuration", () => {
  test.each(["1.20", "2.0", "2.1", "2.2"])("is complete for Flink %s", (version) => {
    const map = configured({ flinkVersion: version }).toMap();
    for (const key of [
      "execution.checkpointing.interval",
      "execution.checkpointing.dir",
      "execution.checkpointing.savepoint-dir",
      "execution.checkpointing.externalized-checkpoint-retention",
      "high-availability.type",
      "high-availability.storageDir",
      "pipeline.max-parallelism",
      "state.backend.type",
      "taskmanager.memory.process.size",
      "taskmanager.rpc.port",
      "taskmanager.data.port",
      "blob.server.port",
    ]) {
      expect(map, `Flink ${version}`).toHaveProperty([key]);
    }
    expect(configured({ flinkVersion: version }).toFile()).toContain(
      version === "1.20" ? "state.backend.type: rocksdb" : "type: rocksdb",
    );
  });

  test("hands the job the numbers only job code can apply", () => {
    expect(configured({}, asyncIoStage()).get(JobOptions.GLOBAL_JOB_PARAMETERS)).toBe(
      "async-capacity:125,async-timeout:1 s,stage:enrich",
    );
    expect(configured().get(JobOptions.GLOBAL_JOB_PARAMETERS)).toBe("allowed-lateness:0 ms,stage:correlate");
  });

  test("names an external ZooKeeper, sorted", () => {
    const ensemble = { type: "external", quorum: ["zk-1:2181", "zk-0:2181"], rootPath: "/flink/test" } as const;
    expect(configured({ highAvailability: { type: "zookeeper", ensemble } }).toMap()).toMatchObject({
      "high-availability.type": "zookeeper",
      "high-availability.storageDir": "s3p://b/ha",
      "high-availability.zookeeper.quorum": "zk-0:2181,zk-1:2181",
      "high-availability.zookeeper.path.root": "/flink/test",
      "high-availability.zookeeper.client.tolerate-suspended-connections": "true",
    });
  });

  test("logs in to ZooKeeper with what is mounted, and keeps what it writes to itself", () => {
    const ensemble = { type: "declared", authentication: { type: "sasl-digest", secret: "login" } } as const;
    const map = configured({ highAvailability: { type: "zookeeper", ensemble } }).toMap();
    expect(map).toMatchObject({
      "high-availability.zookeeper.client.acl": "creator",
      "env.java.opts.all": "-Djava.security.auth.login.config=/etc/zookeeper-login/client.jaas",
    });
    expect(map).not.toHaveProperty(["zookeeper.sasl.disable"]);
  });

  test("tries no login where a declared ensemble has none", () => {
    const ensemble = { type: "declared" } as const;
    expect(configured({ highAvailability: { type: "zookeeper", ensemble } }).toMap()).toMatchObject({
      "zookeeper.sasl.disable": "true",
    });
  });

  test("never holds ZooKeeper's password", () => {
    const flinkOptions = { "high-availability.zookeeper.client.authorization": "digest:flink:secret" };
    expect(() => configured({ flinkOptions })).toThrow("it would hold a password, readable in Terraform's state");
  });

  test("leaves high availability out where there is none", () => {
    expect(
      Object.keys(configured({ highAvailability: { type: "none" } }).toMap()).filter((key) =>
        key.startsWith("high-availability"),
      ),
    ).toEqual([]);
  });

  test("names the endpoint of an S3 server, never its keys", () => {
    const storage = {
      type: "s3-compatible",
      bucketName: "state",
      endpoint: "http://minio:9000",
      credentialsSecret: "keys",
    } as const;
    const map = configured({ storage, aws: undefined }).toMap();
    expect(map).toMatchObject({ "s3.endpoint": "http://minio:9000", "s3.path.style.access": "true" });
    expect(JSON.stringify(map)).not.toContain("keys");
  });
});

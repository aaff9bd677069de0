import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { Duration } from "../../lib/units/duration";
import type { Stage } from "../../lib/workload/stage";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON is whatever a provider takes
type Json = Record<string, any>;

const STANDALONE = { runtime: { type: "standalone" } } as const;

function platform(change: Partial<Environment> = STANDALONE, stage: Stage = windowedStage()): Synthesized {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(stage), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    new FlinkPlatform(stack, "Flink", { plan, foundation: new FlinkFoundation(stack, "Foundation", { plan }) });
  });
  return stacks["test-all"] as Synthesized;
}

const jobManagers = (stack: Synthesized) => stack.only("kubernetes_deployment_v1") as Json;
const taskManagers = (stack: Synthesized) => stack.only("kubernetes_stateful_set_v1") as Json;
const podOf = (resource: Json): Json => resource.spec.template.spec;
const containerOf = (resource: Json): Json => podOf(resource).container[0];
const configurationOf = (stack: Synthesized): Record<string, string> => {
  const { data } = stack.only("kubernetes_config_map_v1") as { data: Record<string, string> };
  return data["config.yaml"] === undefined ? parse(data["flink-conf.yaml"] ?? "") : flat(parse(data["config.yaml"]));
};

function flat(tree: Json, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "object" ? Object.entries(flat(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  );
}

describe("a standalone stage", () => {
  test("runs its job in the JobManagers, by an identity that a restart keeps", () => {
    const { args } = containerOf(jobManagers(platform()));
    expect(args).toEqual([
      "standalone-job",
      "-Djobmanager.rpc.address=$(POD_IP)",
      "--jars",
      "local:///opt/flink/usrlib/job.jar",
      "--job-id",
      expect.stringMatching(/^[0-9a-f]{32}$/),
      "--job-classname",
      "com.example.Job",
    ]);
    expect(containerOf(jobManagers(platform())).args).toEqual(args);
  });

  test("hands arguments over unchanged, through Terraform and Kubernetes", () => {
    const given = ["-D", "plain", "$(POD_IP)", "$5", "${HOME}"];
    const { args } = containerOf(jobManagers(platform(STANDALONE, statelessStage({ job: { args: given } }))));
    const written = args.slice(args.indexOf("--") + 1) as string[];
    const asTerraformReads = (text: string) => text.replaceAll("$${", "${");
    const asKubernetesReads = (text: string) => text.replaceAll("$$", "$");
    expect(written.map(asTerraformReads).map(asKubernetesReads)).toEqual(given);
  });

  test("has TaskManagers that are the same ones again, with their volume", () => {
    const { spec } = taskManagers(platform());
    expect(spec).toMatchObject({
      pod_management_policy: "Parallel",
      service_name: "shop-correlate-taskmanager",
      update_strategy: [{ type: "RollingUpdate" }],
      persistent_volume_claim_retention_policy: [{ when_deleted: "Delete", when_scaled: "Delete" }],
      volume_claim_template: [{ metadata: { name: "flink-local" }, spec: { access_modes: ["ReadWriteOnce"] } }],
    });
    expect(containerOf(taskManagers(platform())).args).toEqual([
      "taskmanager",
      "-Dtaskmanager.resource-id=$(POD_NAME)",
      "-Dtaskmanager.host=$(POD_IP)",
      "-Ds3.staging-directory=/flink-local/working/tm_$(POD_NAME)/tmp/s3",
    ]);
    const claimed = taskManagers(platform({ runtime: { type: "standalone", storageClass: "gp3" } }));
    expect(claimed.spec.volume_claim_template[0].spec.storage_class_name).toBe("gp3");
  });

  test("fits Kubernetes' restricted profile, on a root file system nobody writes to", () => {
    const stack = platform();
    for (const resource of [jobManagers(stack), taskManagers(stack)]) {
      expect(podOf(resource).security_context).toMatchObject({ run_as_non_root: true, run_as_user: "9999" });
      expect(containerOf(resource).security_context).toEqual({
        allow_privilege_escalation: false,
        capabilities: { drop: ["ALL"] },
        run_as_non_root: true,
        read_only_root_filesystem: true,
      });
      expect(containerOf(resource).volume_mount.map(({ mount_path }: Json) => mount_path)).toEqual([
        "/flink-local",
        "/opt/flink/conf",
        "/opt/flink/log",
        "/tmp",
        "/opt/flink/plugins/flink-s3-fs-presto-2.2.1",
      ]);
    }
  });

  test("has exactly the memory of the plan, requested and as a limit", () => {
    const stack = platform();
    const [stage] = planPlatform(validWorkload(windowedStage()), validEnvironment(STANDALONE)).stages;
    const { requests, limits } = containerOf(taskManagers(stack)).resources;
    expect(limits).toEqual({
      cpu: stage?.taskManagers.cpu.toQuantity(),
      memory: stage?.taskManagers.memory.process.toQuantity(),
    });
    expect(requests).toMatchObject(limits);
  });

  test("lives without a leader, and is ready only with one", () => {
    const { liveness_probe, readiness_probe } = containerOf(jobManagers(platform()));
    expect(liveness_probe).toMatchObject({ tcp_socket: [{ port: "8081" }] });
    expect(readiness_probe).toMatchObject({ http_get: { path: "/overview", port: "8081" } });
  });

  test("rolls its pods when its configuration changes, and only then", () => {
    const checksum = (change: Partial<Environment>): string =>
      taskManagers(platform({ ...STANDALONE, ...change })).spec.template.metadata.annotations["checksum/config"];
    expect(checksum({})).toBe(checksum({}));
    expect(checksum({})).not.toBe(checksum({ flinkOptions: { "heartbeat.timeout": "40 s" } }));
  });

  test("never has two JobManagers that do not know of each other", () => {
    expect(jobManagers(platform({ ...STANDALONE, highAvailability: { type: "none" } })).spec.strategy.type).toBe(
      "Recreate",
    );
    expect(jobManagers(platform()).spec.strategy).toMatchObject({ type: "RollingUpdate" });
  });

  test("may touch ConfigMaps where they hold its metadata, and otherwise has no token at all", () => {
    const withConfigMaps = platform();
    expect((withConfigMaps.only("kubernetes_role_v1") as Json).rule).toEqual([
      expect.objectContaining({ resources: ["configmaps"] }),
    ]);
    expect(podOf(jobManagers(withConfigMaps)).automount_service_account_token).toBe(true);
    const without = platform({ ...STANDALONE, highAvailability: { type: "none" } });
    expect(without.all("kubernetes_role_v1")).toEqual({});
    expect((without.only("kubernetes_service_account_v1") as Json).automount_service_account_token).toBe(false);
    for (const resource of [jobManagers(without), taskManagers(without)]) {
      expect(podOf(resource).automount_service_account_token).toBe(false);
    }
  });

  test("is kept, and waits for its pods only where it is asked to", () => {
    expect(jobManagers(platform())).toMatchObject({ lifecycle: { prevent_destroy: true }, wait_for_rollout: false });
    const waiting = platform({ runtime: { type: "standalone", waitUntilReady: Duration.minutes(5) } });
    expect(jobManagers(waiting)).toMatchObject({ wait_for_rollout: true, timeouts: { create: "5m", update: "5m" } });
  });

  test("runs a Flink release that no operator deploys", () => {
    expect(configurationOf(platform({ ...STANDALONE, flinkVersion: "2.3" }))["rest.port"]).toBe("8081");
  });

  test("is refused a name that its TaskManagers' pods could not bear", () => {
    const stage = (name: string) => ({ ...statelessStage(), name });
    expect(() => planPlatform(validWorkload(stage("a".repeat(36))), validEnvironment(STANDALONE))).toThrow(
      "has 41 characters, and a StatefulSet of TaskManagers admits 40",
    );
    expect(() => planPlatform(validWorkload(stage("a".repeat(36))), validEnvironment())).not.toThrow();
  });
});

describe("the same stage on the operator and standalone", () => {
  /** What may differ, and why: Flink makes its pods on the one, Kubernetes does on the other. */
  const ONLY_STANDALONE = [
    "env.java.default-opts.all", // the operator's chart has it
    "execution.shutdown-on-application-finish", // the operator sets it
    "high-availability.cluster-id", // native Flink sets it
    "job-result-store.delete-on-commit", // the operator sets it
    "kubernetes.cluster-id", // native Flink sets it
    "kubernetes.namespace", // native Flink sets it
    "web.cancel.enable", // the operator sets it
  ];
  const ONLY_OPERATOR = [
    "kubernetes.jobmanager.cpu.amount",
    "kubernetes.jobmanager.replicas",
    "kubernetes.operator.job.savepoint-on-deletion",
    "kubernetes.operator.pod-template.merge-arrays-by-name",
    "kubernetes.taskmanager.cpu.amount",
  ];

  test.each(["1.20", "2.2"])(
    "has the same effective configuration on Flink %s, but for a short list",
    (flinkVersion) => {
      const { manifest } = platform({ flinkVersion }).only("kubernetes_manifest") as Json;
      const { flinkConfiguration, jobManager, taskManager, job } = manifest.spec;
      const operator: Record<string, string> = {
        ...flinkConfiguration,
        "taskmanager.memory.process.size": taskManager.resource.memory,
        "kubernetes.taskmanager.cpu.amount": taskManager.resource.cpu,
        "jobmanager.memory.process.size": jobManager.resource.memory,
        "kubernetes.jobmanager.cpu.amount": jobManager.resource.cpu,
        "kubernetes.jobmanager.replicas": jobManager.replicas,
        "parallelism.default": job.parallelism,
      };
      const standalone = configurationOf(platform({ ...STANDALONE, flinkVersion }));
      const texts = (settings: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
      const [one, other] = [texts(operator), texts(standalone)];
      expect(
        Object.keys(other)
          .filter((key) => !(key in one))
          .sort(),
      ).toEqual(ONLY_STANDALONE);
      expect(
        Object.keys(one)
          .filter((key) => !(key in other))
          .sort(),
      ).toEqual(ONLY_OPERATOR);
      const shared = Object.keys(one).filter((key) => key in other);
      expect(Object.fromEntries(shared.map((key) => [key, other[key]]))).toEqual(
        Object.fromEntries(shared.map((key) => [key, one[key]])),
      );
    },
  );
});

describe("a run that starts from a savepoint", () => {
  const path = "s3p://shop-flink-test/savepoints/correlate/savepoint-1a2b3c-0123456789ab";
  const run = (startFrom?: Environment["startFrom"]) => {
    const stack = platform({ ...STANDALONE, ...(startFrom && { startFrom }) });
    const { args } = containerOf(jobManagers(stack));
    const settings = configurationOf(stack);
    return {
      jobId: args[args.indexOf("--job-id") + 1] as string,
      cluster: settings["kubernetes.cluster-id"],
      from: settings["execution.state-recovery.path"],
    };
  };

  test("is another job, which nothing an older one left behind concerns", () => {
    const [before, after] = [run(), run({ correlate: path })];
    expect(before).toMatchObject({ cluster: "shop-correlate", from: undefined });
    expect(after).toEqual({ jobId: after.jobId, cluster: `shop-correlate-${after.jobId.slice(0, 8)}`, from: path });
    expect(after.jobId).not.toBe(before.jobId);
    expect(run({ correlate: path })).toEqual(after);
    expect(run({ correlate: { path, attempt: 1 } })).toEqual(after);
    expect(run({ correlate: { path, attempt: 2 } }).jobId).not.toBe(after.jobId);
  });

  test("is what the operator is told, with a nonce that changes with the path", () => {
    const job = (startFrom: string) =>
      (platform({ startFrom: { correlate: startFrom } }).only("kubernetes_manifest") as Json).manifest.spec.job;
    expect(job(path).initialSavepointPath).toBe(path);
    expect(job(path).savepointRedeployNonce).not.toBe(job(`${path}0`).savepointRedeployNonce);
    expect(Number.isSafeInteger(job(path).savepointRedeployNonce)).toBe(true);
  });

  test("is refused where less would be found than was meant", () => {
    const planned = (startFrom: NonNullable<Environment["startFrom"]>, change: Partial<Environment> = STANDALONE) =>
      planPlatform(validWorkload(windowedStage()), validEnvironment({ ...change, startFrom }));
    for (const wrong of [
      "/savepoints/correlate/savepoint-1",
      "s3p://shop-flink-test",
      "s3p://b/k/",
      "s3a://bucket/key",
    ]) {
      expect(() => planned({ correlate: wrong })).toThrow("[StartFromInvalid]");
    }
    expect(() => planned({ corelate: path })).toThrow(
      'environment test: startFrom names the stage "corelate", and workload shop has correlate',
    );
    expect(() => planned({ correlate: { attempt: 2 } }, {})).toThrow("the operator redeploys from a savepoint only");
    const verdicts = (from: string) =>
      planned({ correlate: from })
        .checks.filter(({ code }) => code === "StartFromForeignPath")
        .map(({ verdict }) => verdict);
    expect(verdicts(path)).toEqual(["pass"]);
    expect(verdicts("s3p://shop-flink-test/savepoints/parse/savepoint-1a2b3c-0123456789ab")).toEqual(["warn"]);
  });
});

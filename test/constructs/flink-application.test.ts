import { App, TerraformStack } from "cdktf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FlinkApplication } from "../../lib/constructs/compute/flink-application";
import { FlinkServiceAccount } from "../../lib/constructs/identity/flink-service-account";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { CheckpointBucket } from "../../lib/constructs/storage/checkpoint-bucket";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { stageConfiguration } from "../../lib/flink/stage-configuration";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { StagePlan } from "../../lib/sizing/platform-plan";
import { Duration } from "../../lib/units/duration";
import type { Stage } from "../../lib/workload/stage";
import { karpenter } from "../support/node-pools";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever Kubernetes takes
type Json = Record<string, any>;

function signals(change: Partial<Environment> = {}, stage: Stage = windowedStage()): Synthesized {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(stage), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "signals", providers: ["kubernetes"] });
    new FlinkPlatform(stack, "Flink", { plan, foundation: FlinkFoundation.fromPlan(stack, "Foundation", plan) });
  });
  return stacks["test-signals"] as Synthesized;
}

const deployment = (stack: Synthesized) =>
  (stack.only("kubernetes_manifest") as { manifest: { spec: Json; metadata: Json } }).manifest;
const podSpec = (stack: Synthesized, role: "jobManager" | "taskManager") =>
  (deployment(stack).spec[role] as { podTemplate: { spec: Json } }).podTemplate.spec;

describe("a FlinkDeployment", () => {
  test("says what the plan says, in the operator's own fields", () => {
    const stack = signals();
    const [plan] = planPlatform(validWorkload(windowedStage()), validEnvironment()).stages as [StagePlan];
    expect(deployment(stack)).toMatchObject({
      metadata: { name: "shop-correlate", namespace: "shop-test" },
      spec: {
        flinkVersion: "v2_2",
        mode: "native",
        serviceAccount: "shop-correlate",
        jobManager: { replicas: 2, resource: { cpu: 1, memory: "1792m" } },
        taskManager: { resource: { cpu: (plan.taskManagers.slotsPerTaskManager * 15) / 16 } },
        job: { upgradeMode: "savepoint", state: "running", jarURI: "local:///opt/flink/usrlib/job.jar" },
      },
    });
    const { flinkConfiguration } = deployment(stack).spec as { flinkConfiguration: Record<string, string> };
    expect(flinkConfiguration).toMatchObject({
      "kubernetes.operator.job.savepoint-on-deletion": "true",
      "execution.checkpointing.savepoint-dir": "s3p://shop-flink-test/savepoints/correlate",
      "high-availability.storageDir": "s3p://shop-flink-test/ha/correlate",
    });
    for (const inSpec of ["taskmanager.memory.process.size", "parallelism.default", "kubernetes.jobmanager.replicas"]) {
      expect(flinkConfiguration).not.toHaveProperty([inSpec]);
    }
    expect(Object.values(flinkConfiguration).every((value) => typeof value === "string")).toBe(true);
  });

  test("has quantities as the API server stores them, and nothing for it to compute but what it adds", () => {
    const stack = signals();
    expect(stack.only("kubernetes_manifest").computed_fields).toEqual([
      "metadata.annotations",
      "metadata.finalizers",
      "metadata.labels",
    ]);
    expect(JSON.stringify(deployment(stack))).not.toMatch(/"\d+000m"|"\d*\.\d+Gi"/);
  });

  test("is taken back from whoever edited it by hand", () => {
    expect(signals().only("kubernetes_manifest")).toMatchObject({ field_manager: { force_conflicts: true } });
  });

  test("is kept, and at an address of its own", () => {
    const stack = signals();
    expect(stack.addresses()).toContain("kubernetes_manifest.shop-correlate");
    expect(stack.only("kubernetes_manifest")).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });

  test("waits for a stable job only where it is asked to", () => {
    expect(signals().only("kubernetes_manifest").wait).toBeUndefined();
    expect(
      signals({ runtime: { type: "operator", waitUntilStable: Duration.minutes(15) } }).only("kubernetes_manifest"),
    ).toMatchObject({
      wait: { fields: { "status.lifecycleState": "STABLE" } },
      timeouts: { create: "15m", update: "15m" },
    });
  });

  test("carries log patterns and arguments through Terraform unchanged", () => {
    const args = ["--pattern", "${sys:log.file}", "100%{x}", "$${already}", "%%{y}", "plain $ and %"];
    const { spec } = deployment(signals({}, statelessStage({ job: { args } })));
    const asTerraformReads = (text: string) => text.replaceAll("$${", "${").replaceAll("%%{", "%{");
    expect((spec.job as { args: string[] }).args.map(asTerraformReads)).toEqual(args);
    const log4j = (spec.logConfiguration as Record<string, string>)["log4j-console.properties"] ?? "";
    expect(log4j).toContain("$${sys:log.file}");
    expect(log4j).not.toMatch(/(^|[^$])\$\{/);
  });

  test("enables the S3 plugin by its exact file name", () => {
    for (const [version, jar] of [
      ["2.2", "flink-s3-fs-presto-2.2.1.jar"],
      ["1.20.3", "flink-s3-fs-presto-1.20.3.jar"],
    ] as const) {
      expect(JSON.stringify(podSpec(signals({ flinkVersion: version }), "taskManager"))).toContain(
        `"name":"ENABLE_BUILT_IN_PLUGINS","value":"${jar}"`,
      );
    }
  });

  test("takes an S3 server's keys from a Secret", () => {
    const storage = {
      type: "s3-compatible",
      bucketName: "state",
      endpoint: "http://minio:9000",
      credentialsSecret: "minio-keys",
    } as const;
    const { containers } = podSpec(signals({ storage, aws: undefined }), "jobManager") as {
      containers: { env: unknown[] }[];
    };
    expect(containers[0]?.env).toContainEqual({
      name: "AWS_ACCESS_KEY_ID",
      valueFrom: { secretKeyRef: { name: "minio-keys", key: "access-key" } },
    });
    expect(containers[0]?.env).toContainEqual({
      name: "AWS_SECRET_ACCESS_KEY",
      valueFrom: { secretKeyRef: { name: "minio-keys", key: "secret-key" } },
    });
  });

  test("is refused without a directory for the savepoints it is upgraded by", () => {
    const environment = validEnvironment();
    const plan = planPlatform(validWorkload(windowedStage()), environment);
    const [stage] = plan.stages;
    expect(() =>
      synthesize((app) => {
        const stack = new FlinkStack(app, { environment, part: "signals", providers: ["kubernetes"] });
        new FlinkApplication(stack, "App", {
          plan,
          stage: stage as NonNullable<typeof stage>,
          bucket: CheckpointBucket.fromBucketName(stack, "Bucket", "state"),
          serviceAccount: FlinkServiceAccount.fromName(stack, "Account", "account"),
          configuration: stageConfiguration(plan, stage as NonNullable<typeof stage>, {
            checkpoints: "s3p://state/c",
            highAvailability: "s3p://state/h",
          }),
        });
      }),
    ).toThrow(
      "stage correlate is upgraded by savepoint, and its configuration names no execution.checkpointing.savepoint-dir; give its state locations a savepoint directory [SavepointDirectoryMissing]",
    );
  });
});

describe("pods", () => {
  test("fit Kubernetes' restricted profile", () => {
    for (const role of ["jobManager", "taskManager"] as const) {
      expect(podSpec(signals(), role)).toMatchObject({
        securityContext: { runAsNonRoot: true, runAsUser: 9999, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "flink-main-container",
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      });
    }
  });

  test("select and tolerate the same nodes", () => {
    const nodes = {
      labels: { pool: "state" },
      taints: [{ key: "pool", value: "state", effect: "NoSchedule" }],
    } as const;
    const stack = signals({ nodes: { type: "existing", taskManagers: { correlate: nodes } } });
    expect(podSpec(stack, "taskManager")).toMatchObject({
      nodeSelector: { pool: "state" },
      tolerations: [{ key: "pool", operator: "Equal", value: "state", effect: "NoSchedule" }],
    });
    expect(podSpec(stack, "jobManager")).not.toHaveProperty("nodeSelector");
  });

  test("have as long to leave as Flink needs, and no longer", () => {
    for (const role of ["jobManager", "taskManager"] as const) {
      expect(podSpec(signals(), role).terminationGracePeriodSeconds).toBe(10);
    }
  });

  test("ask Karpenter and Cluster Autoscaler not to be moved", () => {
    for (const role of ["jobManager", "taskManager"] as const) {
      const { podTemplate } = deployment(signals()).spec[role] as { podTemplate: { metadata: Json } };
      expect(podTemplate.metadata.annotations).toEqual({
        "karpenter.sh/do-not-disrupt": "true",
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
      });
    }
  });

  test("have a priority only where one is asked for, JobManagers before TaskManagers", () => {
    const classes = (priorityClasses?: Environment["priorityClasses"]) => {
      const stack = signals(priorityClasses && { priorityClasses });
      return [podSpec(stack, "jobManager").priorityClassName, podSpec(stack, "taskManager").priorityClassName];
    };
    expect(classes()).toEqual([undefined, undefined]);
    expect(classes({ type: "declared" })).toEqual(["shop-test-jobmanager", "shop-test-taskmanager"]);
    expect(classes({ type: "existing", jobManagers: "high", taskManagers: "middle" })).toEqual(["high", "middle"]);
  });

  test("have a volume as large as the plan's disk", () => {
    const { volumes } = podSpec(signals(), "taskManager") as {
      volumes: { emptyDir: { sizeLimit: string } }[];
    };
    expect(volumes[0]?.emptyDir.sizeLimit).toBe(
      (deployment(signals()).spec.taskManager as { resource: { ephemeralStorage: string } }).resource.ephemeralStorage,
    );
  });

  test("of two JobManagers stand on different nodes and zones", () => {
    const constraints = (zones?: string[]) =>
      (
        podSpec(signals(zones ? { zones } : {}), "jobManager") as {
          topologySpreadConstraints: { topologyKey: string; whenUnsatisfiable: string }[];
        }
      ).topologySpreadConstraints.map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable]);
    expect(constraints(["a", "b", "c"])).toEqual([
      ["topology.kubernetes.io/zone", "DoNotSchedule"],
      ["kubernetes.io/hostname", "DoNotSchedule"],
    ]);
    expect(constraints(["a"])).toEqual([["kubernetes.io/hostname", "DoNotSchedule"]]);
    expect(constraints()).toEqual([
      ["topology.kubernetes.io/zone", "ScheduleAnyway"],
      ["kubernetes.io/hostname", "ScheduleAnyway"],
    ]);
    expect(podSpec(signals({ highAvailability: { type: "none" } }), "jobManager")).not.toHaveProperty(
      "topologySpreadConstraints",
    );
  });

  test("of a stage's TaskManagers stand in one zone, or over all by preference", () => {
    const scheduling = (change: Partial<Environment>) => {
      const { affinity, topologySpreadConstraints } = podSpec(signals(change), "taskManager") as {
        affinity?: { nodeAffinity: Json };
        topologySpreadConstraints: { topologyKey: string; whenUnsatisfiable: string }[];
      };
      const term = affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0];
      return {
        zones: term?.matchExpressions[0].values,
        spread: topologySpreadConstraints.map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable]),
      };
    };
    const zones = ["a", "b", "c"];
    const overNodes = ["kubernetes.io/hostname", "ScheduleAnyway"];
    const overZones = ["topology.kubernetes.io/zone", "ScheduleAnyway"];
    expect(scheduling({})).toEqual({ zones: undefined, spread: [overNodes] });
    expect(scheduling({ zones })).toEqual({ zones: ["a"], spread: [overNodes] });
    expect(scheduling({ zones, taskManagerZones: "spread" })).toEqual({ zones, spread: [overZones, overNodes] });
    expect(scheduling({ zones, taskManagerZones: { correlate: "one" } }).zones).toEqual(["a"]);
    // Nodes that the plan declares are in its zones, and pods select them.
    expect(scheduling({ zones, nodes: karpenter() })).toEqual({ zones: undefined, spread: [overNodes] });
    expect(scheduling({ zones, nodes: karpenter(), taskManagerZones: { correlate: "spread" } })).toEqual({
      zones: undefined,
      spread: [overZones, overNodes],
    });
  });
});

describe("disruption budgets", () => {
  const budgets = (change: Partial<Environment> = {}, stage = windowedStage()) =>
    Object.values(signals(change, stage).all("kubernetes_pod_disruption_budget_v1")).map((budget) => {
      const { metadata, spec } = budget as { metadata: { name: string }; spec: Record<string, unknown> };
      const { selector: _, ...limits } = spec;
      return [metadata.name, limits];
    });

  test("keep one JobManager and three quarters of the TaskManagers", () => {
    expect(
      Object.fromEntries(
        budgets({}, windowedStage({ pins: { parallelism: 64, maxParallelism: 2880, slotsPerTaskManager: 4 } })),
      ),
    ).toEqual({
      "shop-correlate-jobmanager": { max_unavailable: "1" },
      "shop-correlate-taskmanager": { min_available: "12" },
    });
  });

  test("of a single pod are none: one that kept it would block every drain for ever", () => {
    expect(budgets({ highAvailability: { type: "none" }, loadFactor: 0.001 })).toEqual([]);
  });

  test("always let a pod go while all are healthy, and never all of them", () => {
    const counts = fc.record({
      jobManagers: fc.integer({ min: 1, max: 5 }),
      taskManagers: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(counts, ({ jobManagers, taskManagers }) => {
        const stage = windowedStage({
          pins: { parallelism: taskManagers * 2, maxParallelism: 32_760, slotsPerTaskManager: 2 },
        });
        const replicas: Record<string, number> = {
          "shop-correlate-jobmanager": jobManagers,
          "shop-correlate-taskmanager": taskManagers,
        };
        const found = budgets({ jobManagers }, stage) as [string, Record<string, string | undefined>][];
        const limited = Object.keys(replicas).filter((name) => (replicas[name] as number) > 1);
        expect(found.map(([name]) => name).sort()).toEqual(limited);
        for (const [name, { min_available, max_unavailable }] of found) {
          // As Kubernetes counts: healthy pods less those that must stay.
          const healthy = replicas[name] as number;
          const mayGo = min_available === undefined ? Number(max_unavailable) : healthy - Number(min_available);
          expect(mayGo).toBeGreaterThanOrEqual(1);
          expect(mayGo).toBeLessThan(healthy);
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("a platform declares its own foundation where none is given, and waits for it", () => {
  const environment = validEnvironment();
  const plan = planPlatform(validWorkload(statelessStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    const platform = new FlinkPlatform(stack, "Flink", { plan });
    expect([...platform.applications.keys()]).toEqual(["parse"]);
    expect(platform.applications.get("parse")?.taskManagers.slots).toBe(8);
  });
  const stack = stacks["test-all"] as Synthesized;
  expect(stack.only("kubernetes_manifest").depends_on).toContain("kubernetes_namespace_v1.shop");
  expect(stack.addresses()).toContain("aws_s3_bucket.shop-checkpoints");
});

test("a foundation declares the priority classes that its environment declares, and no others", () => {
  const declared = (priorityClasses: Environment["priorityClasses"]) => {
    const environment = validEnvironment(priorityClasses && { priorityClasses });
    const plan = planPlatform(validWorkload(statelessStage()), environment);
    const stacks = synthesize((app) => {
      const stack = new FlinkStack(app, { environment, part: "foundation", providers: ["kubernetes", "aws"] });
      new FlinkFoundation(stack, "Foundation", { plan });
    });
    const all = (stacks["test-foundation"] as Synthesized).all("kubernetes_priority_class_v1");
    return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
  };
  expect(declared({ type: "declared" })).toEqual({ "shop-test-jobmanager": 100_001, "shop-test-taskmanager": 100_000 });
  expect(declared({ type: "declared", value: -5 })).toEqual({
    "shop-test-jobmanager": -4,
    "shop-test-taskmanager": -5,
  });
  expect(declared({ type: "existing", jobManagers: "a", taskManagers: "b" })).toEqual({});
  expect(declared(undefined)).toEqual({});
});

test("constructs work in any stack of any app", () => {
  const plan = planPlatform(validWorkload(statelessStage()), validEnvironment());
  const stack = new TerraformStack(new App(), "mine");
  expect(() => new FlinkPlatform(stack, "Flink", { plan })).not.toThrow();
});

test("pods find their login to ZooKeeper, and of its Secret no more than that", () => {
  const ensemble = { type: "declared", authentication: { type: "sasl-digest", secret: "login" } } as const;
  const stack = signals({ highAvailability: { type: "zookeeper", ensemble } });
  for (const role of ["jobManager", "taskManager"] as const) {
    const { volumes, containers } = podSpec(stack, role);
    expect(volumes).toContainEqual({
      name: "zookeeper-login",
      secret: { secretName: "login", items: [{ key: "client.jaas", path: "client.jaas" }] },
    });
    expect(containers[0].volumeMounts).toContainEqual({
      name: "zookeeper-login",
      mountPath: "/etc/zookeeper-login",
      readOnly: true,
    });
  }
});

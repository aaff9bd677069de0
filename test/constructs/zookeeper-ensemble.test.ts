import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serverHeap, zooCfg } from "../../lib/constructs/coordination/zookeeper-configuration";
import { FlinkFoundation, type FlinkFoundationProps } from "../../lib/constructs/platform/flink-foundation";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import type { DeclaredZooKeeperEnsemble } from "../../lib/environment/high-availability";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

function declared(
  change: Partial<DeclaredZooKeeperEnsemble> = {},
  other: Partial<Environment> = {},
  props: Partial<FlinkFoundationProps> = {},
): Synthesized {
  const environment = validEnvironment({
    highAvailability: { type: "zookeeper", ensemble: { type: "declared", ...change } },
    ...other,
  });
  const plan = planPlatform(validWorkload(statelessStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "foundation", providers: ["kubernetes", "aws", "helm"] });
    new FlinkFoundation(stack, "Flink", { plan, ...props });
  });
  return stacks["test-foundation"] as Synthesized;
}

// biome-ignore lint/suspicious/noExplicitAny: a block is whatever the provider takes
type Json = Record<string, any>;

const setOf = (stack: Synthesized) => stack.only("kubernetes_stateful_set_v1") as Json;
const podOf = (stack: Synthesized): Json => setOf(stack).spec.template.spec;
const serverOf = (stack: Synthesized): Json => podOf(stack).container[0];
const configurationOf = (stack: Synthesized): string =>
  (stack.only("kubernetes_config_map_v1").data as Record<string, string>)["zoo.cfg"] as string;
const settingsOf = (text: string) =>
  Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/).slice(0, 2)),
  );
const policyOf = (stack: Synthesized): Json =>
  (Object.values(stack.all("kubernetes_network_policy_v1")) as Json[]).find(
    ({ metadata }) => metadata.name === "zookeeper",
  )?.spec;
const SASL = { type: "sasl-digest", secret: "zookeeper-login" } as const;

describe("a declared ensemble", () => {
  test("is kept when the foundation is destroyed, and so are its volumes", () => {
    expect(setOf(declared())).toMatchObject({
      lifecycle: { prevent_destroy: true },
      spec: { persistent_volume_claim_retention_policy: [{ when_deleted: "Retain", when_scaled: "Retain" }] },
    });
    expect(setOf(declared({}, { protection: "off" })).lifecycle).toEqual({ prevent_destroy: true });
    expect(setOf(declared({}, { protection: "off" }, { removal: "allow" })).lifecycle).toEqual({
      prevent_destroy: false,
    });
  });

  test("keeps its address in Terraform's state", () => {
    expect(declared().addresses()).toContain("kubernetes_stateful_set_v1.shop-zookeeper");
    expect(declared({ name: "coordination" }).addresses()).toContain("kubernetes_stateful_set_v1.shop-coordination");
  });

  test("names every server to Flink and to the others, ready or not", () => {
    const stack = declared({ servers: 5 });
    const services = Object.values(stack.all("kubernetes_service_v1")) as Json[];
    expect(
      services.map(({ metadata, spec }) => [metadata.name, spec.cluster_ip, spec.publish_not_ready_addresses]),
    ).toEqual([
      ["zookeeper-client", undefined, undefined],
      ["zookeeper-servers", "None", true],
    ]);
    expect(setOf(stack).spec).toMatchObject({ replicas: "5", service_name: "zookeeper-servers" });
    const settings = settingsOf(configurationOf(stack));
    for (const id of [1, 2, 3, 4, 5]) {
      expect(settings[`server.${id}`]).toBe(
        `zookeeper-${id - 1}.zookeeper-servers.shop-test.svc.cluster.local:2888:3888`,
      );
    }
    expect(settings).not.toHaveProperty(["server.6"]);
  });

  test("starts all servers at once, and replaces them one by one", () => {
    expect(setOf(declared()).spec).toMatchObject({
      pod_management_policy: "Parallel",
      update_strategy: [{ type: "RollingUpdate" }],
    });
    expect(declared().only("kubernetes_pod_disruption_budget_v1")).toMatchObject({
      spec: { max_unavailable: "1", selector: { match_labels: { app: "zookeeper", component: "zookeeper" } } },
    });
  });

  test("is ready only as part of a quorum, and never restarted for the lack of one", () => {
    const { readiness_probe: readiness, liveness_probe: liveness, startup_probe: startup } = serverOf(declared());
    expect(readiness.exec.command.at(-1)).toContain("printf srvr >&3 && grep -qE '^Mode: (leader|follower)'");
    expect(readiness.initial_delay_seconds).toBe(35);
    expect(liveness.exec.command.at(-1)).toContain("printf ruok >&3 && grep -qE 'imok'");
    expect(startup.exec).toEqual(liveness.exec);
  });

  test("runs by Kubernetes' restricted profile, on a read-only root", () => {
    expect(podOf(declared())).toMatchObject({
      automount_service_account_token: false,
      security_context: { run_as_non_root: true, run_as_user: "1000", seccomp_profile: { type: "RuntimeDefault" } },
    });
    expect(serverOf(declared()).security_context).toEqual({
      allow_privilege_escalation: false,
      read_only_root_filesystem: true,
      run_as_non_root: true,
      capabilities: { drop: ["ALL"] },
    });
    const writable = serverOf(declared()).volume_mount.filter((mount: Json) => mount.read_only !== true);
    expect(writable.map((mount: Json) => mount.mount_path)).toEqual(["/data", "/datalog", "/tmp"]);
  });

  test("takes its id from its ordinal, with no Terraform in the shell's words", () => {
    expect(serverOf(declared()).command.at(-1)).toContain("let id=$${HOSTNAME##*-}+1\n");
  });

  test("rolls when its configuration changes, and only then", () => {
    const checksum = (stack: Synthesized) => setOf(stack).spec.template.metadata.annotations["checksum/config"];
    expect(checksum(declared())).toBe(checksum(declared({ cpu: undefined as never })));
    expect(checksum(declared())).not.toBe(checksum(declared({ authentication: SASL })));
  });

  test("has a volume for the tree and one for its log", () => {
    const claims = setOf(declared({ storageClass: "gp3", logVolume: MemorySize.gibibytes(20) })).spec
      .volume_claim_template;
    expect(
      claims.map(({ metadata, spec }: Json) => [
        metadata.name,
        spec.storage_class_name,
        spec.resources.requests.storage,
      ]),
    ).toEqual([
      ["data", "gp3", "5Gi"],
      ["log", "gp3", "20Gi"],
    ]);
    expect(JSON.stringify(setOf(declared()))).not.toContain("storage_class_name");
  });

  test("has a heap within its memory limit, and no limit of CPU", () => {
    expect(serverOf(declared()).resources).toEqual({
      requests: { cpu: "500m", memory: "1Gi" },
      limits: { memory: "1Gi" },
    });
    expect(serverOf(declared()).env).toContainEqual({ name: "ZK_SERVER_HEAP", value: "768" });
  });

  test("is spread over the stated zones, else over nodes where that is possible", () => {
    const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
    expect(podOf(declared({}, { zones }))).toMatchObject({
      topology_spread_constraint: [
        { topology_key: "topology.kubernetes.io/zone", when_unsatisfiable: "DoNotSchedule" },
      ],
      affinity: {
        pod_anti_affinity: {
          required_during_scheduling_ignored_during_execution: [{ topology_key: "kubernetes.io/hostname" }],
        },
        node_affinity: {
          required_during_scheduling_ignored_during_execution: {
            node_selector_term: [{ match_expressions: [{ values: zones }] }],
          },
        },
      },
    });
    expect(podOf(declared()).topology_spread_constraint).toBeUndefined();
    expect(podOf(declared()).affinity).toMatchObject({
      pod_anti_affinity: { preferred_during_scheduling_ignored_during_execution: [{ weight: 100 }] },
    });
  });

  test("tolerates the taint of the nodes it selects", () => {
    const placement = {
      labels: { role: "system" },
      taints: [{ key: "role", value: "system", effect: "NoSchedule" }],
    } as const;
    expect(podOf(declared({ placement }))).toMatchObject({
      node_selector: { role: "system" },
      toleration: [{ key: "role", operator: "Equal", value: "system", effect: "NoSchedule" }],
    });
  });

  test("waits for its namespace", () => {
    expect(setOf(declared()).depends_on).toContain("kubernetes_namespace_v1.shop");
  });
});

describe("a declared ensemble admits", () => {
  test("Flink's pods and the operator on the client port, peers on theirs, and scrapers", () => {
    expect(policyOf(declared()).ingress).toEqual([
      {
        from: [
          { pod_selector: { match_labels: { type: "flink-native-kubernetes" } } },
          {
            namespace_selector: {},
            pod_selector: { match_labels: { "app.kubernetes.io/name": "flink-kubernetes-operator" } },
          },
        ],
        ports: [{ port: "2181", protocol: "TCP" }],
      },
      {
        from: [{ pod_selector: { match_labels: { app: "zookeeper", component: "zookeeper" } } }],
        ports: [
          { port: "2888", protocol: "TCP" },
          { port: "3888", protocol: "TCP" },
        ],
      },
      { from: [{ namespace_selector: {} }], ports: [{ port: "7000", protocol: "TCP" }] },
    ]);
  });
});

describe("zoo.cfg", () => {
  test("says everything that ZooKeeper's defaults get wrong for Flink", () => {
    expect(zooCfg({ hosts: ["a", "b", "c"] })).toMatchInlineSnapshot(`
      "tickTime=2000
      initLimit=10
      syncLimit=5
      dataDir=/data
      dataLogDir=/datalog
      clientPort=2181
      minSessionTimeout=4000
      maxSessionTimeout=120000
      maxClientCnxns=60
      autopurge.snapRetainCount=3
      autopurge.purgeInterval=1
      4lw.commands.whitelist=srvr,ruok,mntr
      admin.enableServer=false
      metricsProvider.className=org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider
      metricsProvider.httpPort=7000
      reconfigEnabled=false
      standaloneEnabled=false
      quorumListenOnAllIPs=true
      server.1=a:2888:3888
      server.2=b:2888:3888
      server.3=c:2888:3888
      "
    `);
  });

  test("grants the session that Flink asks for", () => {
    const { minSessionTimeout, maxSessionTimeout } = settingsOf(zooCfg({ hosts: ["a"] }));
    const flinks = Duration.seconds(60).inMillis;
    expect(Number(minSessionTimeout)).toBeLessThan(flinks);
    expect(Number(maxSessionTimeout)).toBeGreaterThanOrEqual(flinks);
  });

  test("lists every server once, by an id from 1", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.domain(), { minLength: 1, maxLength: 7 }), (hosts) => {
        const settings = settingsOf(zooCfg({ hosts }));
        const ids = Object.keys(settings).filter((key) => key.startsWith("server."));
        expect(ids).toEqual(hosts.map((_, index) => `server.${index + 1}`));
        expect(new Set(ids.map((id) => settings[id])).size).toBe(hosts.length);
      }),
    );
  });
});

describe("a server's heap", () => {
  test.each([
    ["4Gi", "3Gi"], // ZooKeeper's own example
    ["1Gi", "768Mi"],
    ["512Mi", "256Mi"],
  ])("of %s is %s", (memory, heap) => {
    expect(serverHeap(MemorySize.parseQuantity(memory)).toQuantity()).toBe(heap);
  });

  test("leaves the JVM 256 MiB or a quarter, and is whole MiB", () => {
    fc.assert(
      fc.property(fc.integer({ min: 512 * 1024, max: 64 * 1024 ** 2 }), (kibibytes) => {
        const memory = MemorySize.kibibytes(kibibytes);
        const heap = serverHeap(memory);
        const rest = memory.minus(heap);
        expect(heap.inBytes % 1024 ** 2).toBe(0);
        expect(rest.inBytes).toBeGreaterThanOrEqual(Math.max(256 * 1024 ** 2, Math.floor(memory.inBytes / 4)));
        expect(heap.inBytes).toBeGreaterThan(0);
      }),
    );
  });
});

describe("a login", () => {
  test("is asked of every client, and read from a Secret that nobody else sees", () => {
    const stack = declared({ authentication: SASL });
    expect(settingsOf(configurationOf(stack))).toMatchObject({
      "authProvider.sasl": "org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
      "enforce.auth.enabled": "true",
      "enforce.auth.schemes": "sasl",
    });
    expect(podOf(stack).volume).toContainEqual({
      name: "zookeeper-login",
      secret: { secret_name: "zookeeper-login", items: [{ key: "server.jaas", path: "server.jaas" }] },
    });
    expect(serverOf(stack).env).toContainEqual({
      name: "SERVER_JVMFLAGS",
      value: expect.stringContaining("-Djava.security.auth.login.config=/etc/zookeeper-login/server.jaas"),
    });
    expect(stack.all("kubernetes_secret_v1")).toEqual({});
  });

  test("is given to the operator that the foundation installs, beside the chart's own volume", () => {
    const install = { runtime: { type: "operator", install: true } } as const;
    const values = (stack: Synthesized) => JSON.parse((stack.only("helm_release").values as string[])[0] as string);
    expect(values(declared({ authentication: SASL }, install))).toMatchObject({
      jvmArgs: { operator: "-Djava.security.auth.login.config=/etc/zookeeper-login/client.jaas" },
      operatorVolumes: {
        create: true,
        data: [{ name: "flink-artifacts-volume", emptyDir: {} }, { name: "zookeeper-login" }],
      },
      operatorVolumeMounts: {
        create: true,
        data: [{ mountPath: "/opt/flink/artifacts" }, { mountPath: "/etc/zookeeper-login" }],
      },
    });
    expect(values(declared({}, install))).not.toHaveProperty("jvmArgs");
  });
});

describe("while clusters move", () => {
  const zooKeeper = (name: string) => ({ type: "zookeeper", ensemble: { type: "declared", name } }) as const;
  const rights = (stack: Synthesized) =>
    (stack.only("kubernetes_role_v1").rule as Json[]).flatMap(({ resources }) => resources);

  test("from Kubernetes to ZooKeeper, those that have not moved keep their rights", () => {
    const moving = { highAvailability: { ...zooKeeper("zookeeper"), movingFrom: { type: "kubernetes" } } } as const;
    expect(rights(declared({}, moving))).toContain("configmaps");
    expect(rights(declared())).not.toContain("configmaps");
  });

  test("from ZooKeeper to Kubernetes, the ensemble stays as it is", () => {
    const before = declared();
    const moving = declared({}, { highAvailability: { type: "kubernetes", movingFrom: zooKeeper("zookeeper") } });
    const ensembleOf = (stack: Synthesized) => [setOf(stack), configurationOf(stack)];
    expect(ensembleOf(moving)).toEqual(ensembleOf(before));
    expect(moving.addresses()).toEqual(before.addresses());
  });

  test("from one ensemble to another, both stand", () => {
    const moving = { highAvailability: { ...zooKeeper("five"), movingFrom: zooKeeper("three") } };
    const sets = Object.keys(declared({}, moving).all("kubernetes_stateful_set_v1"));
    expect(sets.sort()).toEqual(["shop-five", "shop-three"]);
  });

  test("two ensembles need two names", () => {
    const moving = { highAvailability: { ...zooKeeper("zookeeper"), movingFrom: zooKeeper("zookeeper") } };
    expect(() => declared({}, moving)).toThrow(
      "clusters move from the ensemble zookeeper to one of the same name; two ensembles need two names",
    );
  });
});

test("a standalone stage with ZooKeeper has no right at the API server, and the operator none at the ensemble", () => {
  const stack = declared({}, { runtime: { type: "standalone" } });
  expect(stack.all("kubernetes_role_v1")).toEqual({});
  const [fromFlink] = policyOf(stack).ingress;
  expect(fromFlink.from).toEqual([{ pod_selector: { match_labels: { type: "flink-standalone-kubernetes" } } }]);
});

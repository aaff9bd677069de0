import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FlinkFoundation, type FlinkFoundationProps } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import type { Security } from "../../lib/environment/security";
import { ZOOKEEPER_PORTS } from "../../lib/environment/zookeeper-ensemble";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { declareStacks } from "../../stacks/declare-stacks";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON is whatever a provider takes
type Json = Record<string, any>;

const STANDALONE = { runtime: { type: "standalone" } } as const;
const ZOOKEEPER = { highAvailability: { type: "zookeeper", ensemble: { type: "declared" } } } as const;
const S3_SERVER = {
  type: "s3-compatible",
  bucketName: "state",
  endpoint: "http://s3.storage.svc.cluster.local:9000",
  credentialsSecret: "keys",
} as const;

function platform(
  change: Partial<Environment> = {},
  stages = [windowedStage()],
  props: Partial<FlinkFoundationProps> = {},
): Synthesized {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(...stages), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    new FlinkPlatform(stack, "Flink", {
      plan,
      foundation: new FlinkFoundation(stack, "Foundation", { plan, ...props }),
    });
  });
  return stacks["test-all"] as Synthesized;
}

const policies = (stack: Synthesized) => stack.all("kubernetes_network_policy_v1") as Record<string, Json>;
const policyOf = (stack: Synthesized, component: string): Json =>
  policies(stack)[`shop-correlate-${component}`]?.["spec"];
const ruleFor = (stack: Synthesized, component: string, direction: "ingress" | "egress", port: string): Json[] =>
  policyOf(stack, component)[direction].filter(({ ports = [] }: Json) =>
    ports.some((each: Json) => each.port === port),
  );
const portsOf = (rules: Json[]): number[] =>
  rules.flatMap(({ ports = [] }) => ports.map(({ port }: Json) => Number(port)));
const within = (rules: Json[]): Json[] => rules.filter(({ from, to }) => (from ?? to ?? []).some(isOwnPods));
const isOwnPods = ({ pod_selector, namespace_selector }: Json): boolean =>
  pod_selector !== undefined && namespace_selector === undefined;

describe.each<[string, Partial<Environment>]>([
  ["the operator, Kubernetes high availability", {}],
  ["the operator, ZooKeeper", ZOOKEEPER],
  ["no operator, Kubernetes high availability", STANDALONE],
  ["no operator, ZooKeeper", { ...STANDALONE, ...ZOOKEEPER }],
  ["no operator, no high availability", { ...STANDALONE, highAvailability: { type: "none" } }],
  ["Flink 1.20", { ...STANDALONE, flinkVersion: "1.20" }],
])("with %s", (_, change) => {
  const open = platform({ ...change, security: { restFrom: [{ type: "namespace", namespace: "tools" }] } });

  test("the ports that policies open are those that Flink is configured with, and no others", () => {
    const configured = configuredPorts(open);
    const admitted = ["jobmanager", "taskmanager"].flatMap((component) =>
      portsOf(policyOf(open, component)["ingress"]),
    );
    expect([...new Set(admitted)].sort()).toEqual([...configured].sort());
    // Every port that a container names is admitted, too; Flink's own pods name more.
    for (const [component, ports] of Object.entries(containerPorts(open))) {
      expect(portsOf(policyOf(open, component)["ingress"])).toEqual(expect.arrayContaining(ports));
    }
  });

  test("whoever may call may be called: both ends of a connection within a cluster admit it", () => {
    const ends = (direction: "ingress" | "egress") =>
      ["jobmanager", "taskmanager"]
        .flatMap((component) =>
          within(policyOf(open, component)[direction]).flatMap(({ from, to, ports }) =>
            [...(from ?? []), ...(to ?? [])]
              .filter(({ pod_selector }: Json) => pod_selector.match_labels.component !== "zookeeper")
              .flatMap(({ pod_selector }: Json) =>
                ports.map(({ port }: Json) => {
                  const other = pod_selector.match_labels.component;
                  return direction === "ingress" ? `${other} ${component} ${port}` : `${component} ${other} ${port}`;
                }),
              ),
          ),
        )
        .sort();
    expect(ends("egress")).toEqual(ends("ingress"));
    expect(ends("egress")).toContain("taskmanager taskmanager 6121");
  });

  test("a policy selects the pods that run", () => {
    const pods = [
      ...Object.values(open.all("kubernetes_deployment_v1")),
      ...Object.values(open.all("kubernetes_stateful_set_v1")),
    ].map(({ spec }) => (spec as Json)["template"].metadata.labels);
    for (const { component, app, ...labels } of pods) {
      const policy = component === "zookeeper" ? ensembleOf(open) : policyOf(open, component);
      expect(policy.pod_selector.match_labels).toEqual({ component, app, ...labels });
    }
  });

  test("the API server is reached by those who ask it something, and by no others", () => {
    const kubernetes = change.highAvailability === undefined;
    const asks = { jobmanager: kubernetes || change.runtime === undefined, taskmanager: kubernetes };
    for (const [component, does] of Object.entries(asks)) {
      expect(ruleFor(open, component, "egress", "6443")).toHaveLength(does ? 1 : 0);
    }
  });
});

/** What the configuration of the only stage pins, and so listens on. */
function configuredPorts(stack: Synthesized): Set<number> {
  const { data } = (stack.all("kubernetes_config_map_v1")["Flink_Stage-correlate_Config"] ??
    Object.values(stack.all("kubernetes_config_map_v1")).find(({ data }) => !(data as Json)["zoo.cfg"]) ?? {
      data: undefined,
    }) as { data?: Record<string, string> };
  const settings: Record<string, string> =
    data === undefined
      ? (stack.only("kubernetes_manifest") as Json)["manifest"].spec.flinkConfiguration
      : flat(parse(data["config.yaml"] ?? data["flink-conf.yaml"] ?? ""));
  return new Set(Object.entries(settings).flatMap(([key, value]) => (/\.port$/.test(key) ? [Number(value)] : [])));
}

function containerPorts(stack: Synthesized): Record<string, number[]> {
  const named = (pod: Json) => (pod["container"] ?? pod["containers"])[0];
  const manifest = Object.values(stack.all("kubernetes_manifest"))[0]?.["manifest"] as Json | undefined;
  const standalone = [
    ...Object.values(stack.all("kubernetes_deployment_v1")),
    ...Object.values(stack.all("kubernetes_stateful_set_v1")),
  ]
    .map(({ spec }) => (spec as Json)["template"])
    .filter(({ metadata }) => metadata.labels.component !== "zookeeper")
    .map(({ metadata, spec }) => [metadata.labels.component, spec]);
  const native = ["jobManager", "taskManager"].flatMap((each) =>
    manifest === undefined ? [] : [[each.toLowerCase(), manifest["spec"][each].podTemplate.spec]],
  );
  return Object.fromEntries(
    [...standalone, ...native].map(([component, pod]) => [
      component,
      (named(pod).port ?? named(pod).ports).map((port: Json) => port["container_port"] ?? port["containerPort"]),
    ]),
  );
}

function flat(tree: Json, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "object" ? Object.entries(flat(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  );
}

const ensembleOf = (stack: Synthesized): Json =>
  Object.values(policies(stack)).find(({ metadata }) => metadata.name === "zookeeper")?.["spec"];

describe("a namespace", () => {
  test("refuses everything that no policy admits, once the policies are there", () => {
    const deny = policies(platform())["shop-default-deny"] as Json;
    expect(deny["spec"]).toEqual({ pod_selector: {}, policy_types: ["Ingress", "Egress"] });
    expect(deny["depends_on"]).toEqual(
      expect.arrayContaining(
        ["jobmanager", "taskmanager"].map((each) => `kubernetes_network_policy_v1.shop-correlate-${each}`),
      ),
    );
  });

  test("of somebody else keeps what it has; Flink's pods are fenced there, too", () => {
    const stack = platform({}, [windowedStage()], { existingNamespace: true });
    expect(Object.keys(policies(stack))).toEqual(["shop-correlate-jobmanager", "shop-correlate-taskmanager"]);
  });

  test("that is open has no policy but the ensemble's", () => {
    expect(policies(platform({ security: "open" }))).toEqual({});
    const ensemble = Object.values(policies(platform({ ...ZOOKEEPER, security: "open" })));
    expect(ensemble.map(({ metadata }) => metadata.name)).toEqual(["zookeeper"]);
  });

  test("is closed before a pod starts in it", () => {
    const { depends_on } = platform().only("kubernetes_manifest");
    expect(depends_on).toContain("kubernetes_network_policy_v1.shop-default-deny");
  });
});

describe("stages", () => {
  test("do not reach each other", () => {
    const stack = platform({}, [windowedStage(), statelessStage()]);
    for (const [name, { spec }] of Object.entries(policies(stack))) {
      const apps = within([...(spec.ingress ?? []), ...(spec.egress ?? [])]).flatMap(({ from, to }) =>
        [...(from ?? []), ...(to ?? [])].map(({ pod_selector }: Json) => pod_selector.match_labels.app),
      );
      expect(apps.filter((app: string) => !name.startsWith(app))).toEqual([]);
    }
  });
});

describe("ingress", () => {
  const from = (change: Partial<Environment>, port: string) =>
    ruleFor(platform(change), "jobmanager", "ingress", port).map((rule) => rule["from"]);
  const operator = {
    namespace_selector: {},
    pod_selector: { match_labels: { "app.kubernetes.io/name": "flink-kubernetes-operator" } },
  };

  test("to REST is the operator's, and nobody's where there is none", () => {
    expect(from({}, "8081")).toEqual([[operator]]);
    expect(from(STANDALONE, "8081")).toEqual([]);
  });

  test("to REST is whose the environment says: others, and the API server's proxy", () => {
    const security: Security = {
      restFrom: [{ type: "namespace", namespace: "tools", podLabels: { app: "console" } }],
      apiServerCidrs: ["10.0.0.10/32"],
    };
    expect(from({ ...STANDALONE, security }, "8081")).toEqual([
      [
        { ip_block: { cidr: "10.0.0.10/32" } },
        {
          namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "tools" } },
          pod_selector: { match_labels: { app: "console" } },
        },
      ],
    ]);
  });

  test("to metrics is every pod's, or whose the environment says", () => {
    expect(from({}, "9249")).toEqual([[{ namespace_selector: {} }]]);
    expect(from({ security: { metricsFrom: [{ type: "namespace", namespace: "monitoring" }] } }, "9249")).toEqual([
      [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "monitoring" } } }],
    ]);
    expect(from({ security: { metricsFrom: [] } }, "9249")).toEqual([]);
  });
});

describe("egress", () => {
  const to = (change: Partial<Environment>, port: string) =>
    ruleFor(platform(change), "taskmanager", "egress", port).map((rule) => rule["to"]);
  const egressOf = (change: Partial<Environment>): Json[] => policyOf(platform(change), "taskmanager")["egress"];

  test("asks DNS wherever it is", () => {
    expect(ruleFor(platform(), "taskmanager", "egress", "53")).toEqual([
      {
        ports: [
          { port: "53", protocol: "TCP" },
          { port: "53", protocol: "UDP" },
        ],
      },
    ]);
  });

  test("is anywhere but the nodes' metadata where the environment does not say", () => {
    expect(egressOf({}).at(-1)).toEqual({
      to: [
        { ip_block: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } },
        { ip_block: { cidr: "::/0", except: ["fd00:ec2::254/128"] } },
        { namespace_selector: {} },
      ],
    });
  });

  test("is to what the environment lists, and that alone", () => {
    const security: Security = {
      egress: [
        { type: "cidr", cidr: "10.0.32.0/20", ports: [9098] },
        { type: "namespace", namespace: "kafka" },
      ],
    };
    expect(to({ security }, "9098")).toEqual([[{ ip_block: { cidr: "10.0.32.0/20" } }]]);
    expect(egressOf({ security }).at(-1)).toEqual({
      to: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "kafka" } } }],
    });
    expect(JSON.stringify(egressOf({ security }))).not.toContain("0.0.0.0/0");
    expect(JSON.stringify(egressOf({ security: { egress: [] } }))).not.toContain("0.0.0.0/0");
  });

  test("to the API server is anywhere, or where it is", () => {
    expect(to({}, "6443")).toEqual([undefined]);
    expect(to({ security: { apiServerCidrs: ["10.0.0.10/32"] } }, "6443")).toEqual([
      [{ ip_block: { cidr: "10.0.0.10/32" } }],
    ]);
  });

  test("finds credentials at the Pod Identity agent, and there only where it is asked", () => {
    const agent = [{ ip_block: { cidr: "169.254.170.23/32" } }, { ip_block: { cidr: "fd00:ec2::23/128" } }];
    expect(to({}, "80")).toEqual([agent]);
    const irsa = { aws: { ...validEnvironment().aws, identity: "irsa", oidcIssuer: "oidc.example/id/A" } } as never;
    expect(to(irsa, "80")).toEqual([]);
  });

  test.each<[string, string, Json | undefined]>([
    [
      "http://s3.storage.svc.cluster.local:9000",
      "every port of",
      { match_labels: { "kubernetes.io/metadata.name": "storage" } },
    ],
    ["http://minio:9000", "every port of", { match_labels: { "kubernetes.io/metadata.name": "shop-test" } }],
  ])("to the S3 server %s is %s its Service's namespace", (endpoint, _, selector) => {
    const rules = egressOf({ storage: { ...S3_SERVER, endpoint }, security: { egress: [] } });
    expect(rules).toContainEqual({ to: [{ namespace_selector: selector }] });
  });

  test.each<[string, string, Json[] | undefined]>([
    ["http://10.1.2.3:9000", "9000", [{ ip_block: { cidr: "10.1.2.3/32" } }]],
    ["https://[fd00::1]", "443", [{ ip_block: { cidr: "fd00::1/128" } }]],
    ["https://s3.eu.example.com", "443", undefined],
  ])("to the S3 server %s is one port", (endpoint, port, expected) => {
    expect(to({ ...ZOOKEEPER, storage: { ...S3_SERVER, endpoint }, security: { egress: [] } }, port)).toEqual([
      expected,
    ]);
  });

  test("to S3 on AWS is HTTPS, or its endpoints in the VPC", () => {
    expect(to({ ...ZOOKEEPER, security: { storageCidrs: ["10.0.5.0/24"] } }, "443")).toEqual([
      [{ ip_block: { cidr: "10.0.5.0/24" } }],
    ]);
    expect(to(ZOOKEEPER, "443")).toEqual([undefined]);
  });

  test("to ZooKeeper is to its servers, of ours or of somebody else", () => {
    expect(to(ZOOKEEPER, "2181")).toEqual([
      [{ pod_selector: { match_labels: { app: "zookeeper", component: "zookeeper" } } }],
    ]);
    const external = (...quorum: string[]): Partial<Environment> => ({
      highAvailability: { type: "zookeeper", ensemble: { type: "external", quorum, rootPath: "/flink/test" } },
      security: { egress: [] },
    });
    expect(to(external("10.0.0.1:2181", "zk.example.org:2181"), "2181")).toEqual([
      [{ ip_block: { cidr: "10.0.0.1/32" } }],
      undefined,
    ]);
    expect(egressOf(external("zk-0.zk.coordination.svc:2181"))).toContainEqual({
      to: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "coordination" } } }],
    });
  });

  test("still reaches what clusters move away from", () => {
    const moving = (from: "kubernetes"): Partial<Environment> => ({
      ...STANDALONE,
      highAvailability: { ...ZOOKEEPER.highAvailability, movingFrom: { type: from } },
    });
    expect(to(moving("kubernetes"), "6443")).toHaveLength(1);
  });
});

describe("an ensemble's servers", () => {
  test("listen on what zoo.cfg says, and talk to each other and DNS alone", () => {
    const spec = ensembleOf(platform(ZOOKEEPER));
    expect([...new Set(portsOf(spec.ingress))].sort()).toEqual(Object.values(ZOOKEEPER_PORTS).sort());
    expect(portsOf(spec.egress)).toEqual([ZOOKEEPER_PORTS.follower, ZOOKEEPER_PORTS.election, 53, 53]);
    const server = Object.values(platform(ZOOKEEPER).all("kubernetes_stateful_set_v1"))[0] as Json;
    const named = server["spec"].template.spec.container[0].port.map((port: Json) => port["container_port"]);
    expect(named.sort()).toEqual([...new Set(portsOf(spec.ingress))].sort());
  });
});

test("Sentra's environments fence every stage", () => {
  for (const [name, stack] of Object.entries(synthesize(declareStacks))) {
    const names = Object.values(policies(stack)).map(({ metadata }) => metadata.name);
    expect(names.filter((each) => /-(job|task)manager$/.test(each))).toHaveLength(name.endsWith("foundation") ? 6 : 0);
  }
});

test.each<[Security, string]>([
  ["closed" as "open", 'security takes restricted, open, or what is admitted, got "closed"'],
  [
    { egress: [{ type: "cidr", cidr: "10.0.0.0" }] },
    'security.egress takes networks such as 10.0.16.0/20, got "10.0.0.0"',
  ],
  [{ storageCidrs: ["s3.amazonaws.com"] }, "network policies know no host names"],
  [
    { apiServerCidrs: ["10.0.0.300/32"] },
    'security.apiServerCidrs takes networks such as 10.0.16.0/20, got "10.0.0.300/32"',
  ],
  [{ restFrom: [{ type: "namespace", namespace: "Tools" }] }, 'security.restFrom names "Tools"'],
  [{ metricsFrom: [{ type: "pod" as "cidr", cidr: "" }] }, '"pod" is no kind of peer; use cidr or namespace'],
  [{ egress: [{ type: "cidr", cidr: "10.0.0.0/8", ports: [0] }] }, "security.egress names the port 0"],
])("%o is refused", (security, message) => {
  expect(() => planPlatform(validWorkload(), validEnvironment({ security }))).toThrow(message);
});

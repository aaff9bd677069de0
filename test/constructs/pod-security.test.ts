import { describe, expect, test } from "vitest";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { stageConfiguration } from "../../lib/flink/stage-configuration";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { declareStacks } from "../../stacks/declare-stacks";
import { asKubernetes, RESTRICTED, refusals } from "../support/pod-security";
import { type Synthesized, synthesize } from "../support/synthesized";
import { validEnvironment, validJob, validWorkload, windowedStage } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: a pod is whatever its kind allows
type Json = Record<string, any>;

const STANDALONE = { runtime: { type: "standalone" } } as const;
const LOGIN = { type: "sasl-digest", secret: "login" } as const;
const ZOOKEEPER = {
  highAvailability: { type: "zookeeper", ensemble: { type: "declared", authentication: LOGIN } },
} as const;

function platform(change: Partial<Environment>): Synthesized {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(windowedStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    new FlinkPlatform(stack, "Flink", { plan });
  });
  return stacks["test-all"] as Synthesized;
}

/** Every pod of a stack by who it is, as Kubernetes would have it. */
function podsOf(stack: Synthesized): Record<string, Json> {
  const declared = ["kubernetes_deployment_v1", "kubernetes_stateful_set_v1"].flatMap((type) =>
    Object.values(stack.all(type)).map(({ metadata, spec }) => {
      const { labels } = (spec as Json)["template"].metadata;
      return [`${(metadata as Json)["name"]} ${labels.component}`, asKubernetes((spec as Json)["template"].spec)];
    }),
  );
  const started = Object.values(stack.all("kubernetes_manifest")).flatMap(({ manifest }) =>
    (manifest as Json)["kind"] !== "FlinkDeployment"
      ? []
      : ["jobManager", "taskManager"].map((component) => [
          `${(manifest as Json)["metadata"].name} ${component.toLowerCase()}`,
          (manifest as Json)["spec"][component].podTemplate.spec,
        ]),
  );
  return Object.fromEntries([...declared, ...started]);
}

const podOf = (change: Partial<Environment>, component: string): Json =>
  Object.entries(podsOf(platform(change))).find(([name]) => name.endsWith(` ${component}`))?.[1] as Json;

const KINDS: [string, Partial<Environment>][] = [
  ["the operator", {}],
  ["the operator, ZooKeeper", ZOOKEEPER],
  ["no operator", STANDALONE],
  ["no operator, ZooKeeper", { ...STANDALONE, ...ZOOKEEPER }],
];

describe.each(KINDS)("with %s every pod", (_, change) => {
  const pods = Object.entries(podsOf(platform(change)));

  test("is what the restricted profile admits", () => {
    expect(pods.length).toBeGreaterThanOrEqual(2);
    for (const [name, pod] of pods) {
      expect({ [name]: refusals(pod) }).toEqual({ [name]: [] });
    }
  });

  test("has a read-only root, and a volume wherever it writes", () => {
    for (const [name, pod] of pods) {
      for (const container of pod["containers"]) {
        expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
        const mounts: Json[] = container.volumeMounts;
        const writable = mounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
        expect(writable).toEqual(
          name.endsWith("zookeeper")
            ? ["/data", "/datalog", "/tmp"]
            : ["/flink-local", "/opt/flink/log", "/tmp", "/opt/flink/plugins/flink-s3-fs-presto-2.2.1"].sort(
                (a, b) => writable.indexOf(a) - writable.indexOf(b),
              ),
        );
      }
    }
  });
});

test("Sentra's environments have no other pod", () => {
  for (const stack of Object.values(synthesize(declareStacks))) {
    for (const [name, pod] of Object.entries(podsOf(stack))) {
      expect({ [name]: refusals(pod) }).toEqual({ [name]: [] });
    }
  }
});

describe("a token of the service account", () => {
  test.each<[string, Partial<Environment>, Record<string, boolean | undefined>]>([
    ["both, where a leader is found in ConfigMaps", STANDALONE, { jobmanager: true, taskmanager: true }],
    ["both, natively", {}, { jobmanager: undefined, taskmanager: undefined }],
    ["the JobManager alone, which starts TaskManagers", ZOOKEEPER, { jobmanager: undefined, taskmanager: false }],
    ["the JobManager alone", { highAvailability: { type: "none" } }, { jobmanager: undefined, taskmanager: false }],
    [
      "nobody, with ZooKeeper",
      { ...STANDALONE, ...ZOOKEEPER },
      { jobmanager: false, taskmanager: false, zookeeper: false },
    ],
    [
      "nobody, without high availability",
      { ...STANDALONE, highAvailability: { type: "none" } },
      { jobmanager: false, taskmanager: false },
    ],
  ])("is given to %s", (_, change, expected) => {
    for (const [component, token] of Object.entries(expected)) {
      // Where a template says nothing, the service account does.
      const own = podOf(change, component)["automountServiceAccountToken"];
      expect({ [component]: own }).toEqual({ [component]: token });
    }
  });

  test("is the service account's to give only where somebody needs it", () => {
    const given = (change: Partial<Environment>) =>
      platform(change).only("kubernetes_service_account_v1")["automount_service_account_token"];
    expect(given({})).toBe(true);
    expect(given({ ...STANDALONE, ...ZOOKEEPER })).toBe(false);
  });
});

test("a JAR that is not in the image is put on the local volume", () => {
  const directory = (jarUri: string) => {
    const plan = planPlatform(validWorkload(windowedStage({ job: { ...validJob, jarUri } })), validEnvironment());
    const locations = { checkpoints: "s3p://a/c", savepoints: "s3p://a/s", highAvailability: "s3p://a/h" };
    const [stage] = plan.stages;
    return stage && stageConfiguration(plan, stage, locations).toMap()["user.artifacts.base-dir"];
  };
  expect(directory("https://repository.example/job.jar")).toBe("/flink-local/artifacts");
  expect(directory(validJob.jarUri)).toBeUndefined();
});

test("the namespace refuses, and tells of, what does not conform", () => {
  expect(platform({}).only("kubernetes_namespace_v1")).toMatchObject({
    metadata: {
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  });
});

describe("the rules that the pods are held against", () => {
  const breaks: Record<keyof typeof RESTRICTED, (pod: Json) => void> = {
    hostProcess: (pod) => Object.assign(pod["securityContext"], { windowsOptions: { hostProcess: true } }),
    hostNamespaces: (pod) => Object.assign(pod, { hostNetwork: true }),
    privileged: (pod) => Object.assign(pod["containers"][0].securityContext, { privileged: true }),
    addedCapabilities: (pod) => (pod["containers"][0].securityContext.capabilities.add = ["SYS_ADMIN"]),
    droppedCapabilities: (pod) => (pod["containers"][0].securityContext.capabilities.drop = ["NET_RAW"]),
    hostPath: (pod) => pod["volumes"].push({ name: "node", hostPath: { path: "/" } }),
    volumeTypes: (pod) => pod["volumes"].push({ name: "share", nfs: {} }),
    hostPorts: (pod) => Object.assign(pod["containers"][0].ports[0], { hostPort: 9249 }),
    appArmor: (pod) => Object.assign(pod["securityContext"], { appArmorProfile: { type: "Unconfined" } }),
    seLinux: (pod) => Object.assign(pod["securityContext"], { seLinuxOptions: { user: "root" } }),
    procMount: (pod) => Object.assign(pod["containers"][0].securityContext, { procMount: "Unmasked" }),
    seccomp: (pod) => delete pod["securityContext"].seccompProfile,
    sysctls: (pod) => Object.assign(pod["securityContext"], { sysctls: [{ name: "kernel.msgmax", value: "1" }] }),
    allowPrivilegeEscalation: (pod) => delete pod["containers"][0].securityContext.allowPrivilegeEscalation,
    runAsNonRoot: (pod) => delete pod["securityContext"].runAsNonRoot,
    runAsUser: (pod) => Object.assign(pod["securityContext"], { runAsUser: 0 }),
  };

  test.each(Object.keys(RESTRICTED))("notice a broken pod: %s", (rule) => {
    const pod = structuredClone(podOf({}, "taskmanager"));
    breaks[rule]?.(pod);
    expect(refusals(pod)).toContain(rule);
  });
});

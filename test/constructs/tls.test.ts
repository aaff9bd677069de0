import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import type { Tls } from "../../lib/environment/security";
import { restProxyPath } from "../../lib/flink/tls";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { asKubernetes, refusals } from "../support/pod-security";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

// biome-ignore lint/suspicious/noExplicitAny: a pod is whatever its kind allows
type Json = Record<string, any>;

const TLS: Tls = { secret: "flink-tls", password: { secret: "flink-tls-password", key: "password" } };

const environmentOf = (change: Partial<Environment> = {}): Environment =>
  validEnvironment({ runtime: { type: "standalone" }, security: { tls: TLS }, ...change });

function platform(change: Partial<Environment> = {}): Synthesized {
  const environment = environmentOf(change);
  const plan = planPlatform(validWorkload(statelessStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    new FlinkPlatform(stack, "Flink", { plan });
  });
  return stacks["test-all"] as Synthesized;
}

const podsOf = (stack: Synthesized): Json[] =>
  ["kubernetes_deployment_v1", "kubernetes_stateful_set_v1"].map(
    (type) => asKubernetes((stack.only(type)["spec"] as Json)["template"].spec) as Json,
  );

const PASSWORDS = ["internal", "rest"].flatMap((traffic) =>
  ["keystore-password", "key-password", "truststore-password"].map((name) => `security.ssl.${traffic}.${name}`),
);

describe.each(["1.20", "2.2", "2.3"])("Flink %s with a certificate", (flinkVersion) => {
  const stack = platform({ flinkVersion });

  test("has TLS between its processes and for REST", () => {
    const { data } = stack.only("kubernetes_config_map_v1") as { data: Record<string, string> };
    const file = data["config.yaml"];
    const setting = (key: string) =>
      file === undefined
        ? parse(data["flink-conf.yaml"] ?? "")[key]
        : key.split(".").reduce((tree: Json, part) => tree[part] as Json, parse(file));
    for (const traffic of ["internal", "rest"]) {
      expect(String(setting(`security.ssl.${traffic}.enabled`))).toBe("true");
      expect(setting(`security.ssl.${traffic}.keystore`)).toBe("/etc/flink-tls/keystore.p12");
      expect(setting(`security.ssl.${traffic}.truststore`)).toBe("/etc/flink-tls/truststore.p12");
    }
    expect(Object.values(data).join()).not.toContain("password");
  });

  test("gets every password from the Secret, when a process starts", () => {
    for (const pod of podsOf(stack)) {
      const [container] = pod["containers"];
      for (const key of PASSWORDS) {
        expect(container.args).toContain(`-D${key}=$(FLINK_TLS_PASSWORD)`);
      }
      expect(container.env).toContainEqual({
        name: "FLINK_TLS_PASSWORD",
        valueFrom: { secretKeyRef: { name: "flink-tls-password", key: "password" } },
      });
    }
  });

  test("passes settings before the first word that Flink's scripts do not know", () => {
    const [jobManager] = podsOf(stack);
    const args: string[] = jobManager?.["containers"][0].args ?? [];
    expect(args.indexOf("--jars")).toBeGreaterThan(args.findLastIndex((arg: string) => arg.startsWith("-D")));
  });

  test("mounts two files of the Secret, read-only, and stays what the namespace admits", () => {
    for (const pod of podsOf(stack)) {
      expect(pod["volumes"]).toContainEqual({
        name: "tls",
        secret: {
          secretName: "flink-tls",
          items: ["keystore.p12", "truststore.p12"].map((file) => ({ key: file, path: file })),
        },
      });
      expect(pod["containers"][0].volumeMounts).toContainEqual({
        name: "tls",
        mountPath: "/etc/flink-tls",
        readOnly: true,
      });
      expect(refusals(pod)).toEqual([]);
    }
  });
});

test("REST is probed, and reached through the API server, by HTTPS", () => {
  const [jobManager] = podsOf(platform());
  expect(jobManager?.["containers"][0].readinessProbe.httpGet).toEqual({
    path: "/overview",
    port: "8081",
    scheme: "HTTPS",
  });
  const { environment } = planPlatform(validWorkload(statelessStage()), environmentOf());
  expect(restProxyPath(environment, "shop-parse")).toBe(
    "/api/v1/namespaces/shop-test/services/https:shop-parse-rest:8081/proxy",
  );
  expect(restProxyPath({ ...environment, security: "open" }, "shop-parse")).toBe(
    "/api/v1/namespaces/shop-test/services/shop-parse-rest:8081/proxy",
  );
});

test("without a certificate nothing speaks of one", () => {
  const stack = platform({ security: {} });
  expect(stack.text).not.toMatch(/ssl|tls|HTTPS/);
});

describe("a certificate", () => {
  const issuer = { kind: "ClusterIssuer", name: "flink" } as const;

  test("is somebody else's where no issuer is named", () => {
    expect(platform().all("kubernetes_manifest")).toEqual({});
  });

  test("is asked of the issuer, for every stage's REST Service, in the form that Flink reads", () => {
    const stack = platform({ security: { tls: { ...TLS, issuer } } });
    const resource = stack.all("kubernetes_manifest")["shop-tls"] as Json;
    expect(resource["manifest"]).toMatchObject({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "flink-tls", namespace: "shop-test" },
      spec: {
        secretName: "flink-tls",
        dnsNames: ["shop-parse-rest", "shop-parse-rest.shop-test", "shop-parse-rest.shop-test.svc"],
        privateKey: { algorithm: "RSA" },
        keystores: { pkcs12: { create: true, passwordSecretRef: { name: "flink-tls-password", key: "password" } } },
        issuerRef: { kind: "ClusterIssuer", name: "flink" },
      },
    });
    expect(stack.only("kubernetes_deployment_v1")["depends_on"]).toContain("kubernetes_manifest.shop-tls");
  });
});

test.each<[Partial<Environment>, string]>([
  [{ runtime: { type: "operator" } }, "security.tls is for the standalone runtime: natively a JobManager hands"],
  [{ security: { tls: { ...TLS, secret: "No" } } }, 'security.tls names "No", which is no name of a Secret'],
  [{ security: { tls: { ...TLS, password: { secret: "a", key: "b c" } } } }, "security.tls.password.key is the key of"],
])("%o is refused", (change, message) => {
  expect(() => planPlatform(validWorkload(), environmentOf(change))).toThrow(message);
});

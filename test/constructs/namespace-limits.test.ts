import { describe, expect, test } from "vitest";
import { FlinkFoundation, type FlinkFoundationProps } from "../../lib/constructs/platform/flink-foundation";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { namespaceQuota } from "../../lib/sizing/namespace-quota";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { MemorySize } from "../../lib/units/memory-size";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload, windowedStage } from "../support/valid";

const ZOOKEEPER = { highAvailability: { type: "zookeeper", ensemble: { type: "declared" } } } as const;

const planned = (change: Partial<Environment> = {}) =>
  planPlatform(validWorkload(windowedStage(), statelessStage()), validEnvironment(change));

function foundation(change: Partial<Environment> = {}, props: Partial<FlinkFoundationProps> = {}): Synthesized {
  const plan = planned(change);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, {
      environment: plan.environment,
      part: "foundation",
      providers: ["kubernetes", "aws"],
    });
    new FlinkFoundation(stack, "Flink", { plan, ...props });
  });
  return stacks["test-foundation"] as Synthesized;
}

describe("the quota of a namespace", () => {
  test("is what all pods of the plan ask for, twice", () => {
    const plan = planned();
    const pods = plan.stages.flatMap(({ taskManagers, jobManager }) => [taskManagers, jobManager]);
    const quota = namespaceQuota(plan, undefined);
    expect(quota.pods).toBe(2 * pods.reduce((sum, { replicas }) => sum + replicas, 0));
    const cores = 2 * pods.reduce((sum, { replicas, cpu }) => sum + replicas * cpu.inCores, 0);
    expect(quota.cpu.inCores).toBeGreaterThanOrEqual(cores);
    expect(quota.cpu.inCores - cores).toBeLessThan(1);
    const bytes = 2 * pods.reduce((sum, { replicas, memory }) => sum + replicas * memory.process.inBytes, 0);
    expect(quota.memory.inBytes).toBeGreaterThanOrEqual(bytes);
    expect(quota.memory.inBytes - bytes).toBeLessThan(MemorySize.gibibytes(1).inBytes);
  });

  test("counts the servers of an ensemble, too", () => {
    expect(namespaceQuota(planned(ZOOKEEPER), undefined).pods).toBe(namespaceQuota(planned(), undefined).pods + 6);
  });

  test("has the room that the environment states, and may be left to others", () => {
    const { pods } = namespaceQuota(planned(), undefined);
    expect(namespaceQuota(planned(), { factor: 3 }).pods).toBe(1.5 * pods);
    expect(foundation({ security: { quota: { factor: 3 } } }).only("kubernetes_resource_quota_v1")).toMatchObject({
      spec: { hard: { pods: String(1.5 * pods) } },
    });
    for (const stack of [
      foundation({ security: { quota: "off" } }),
      foundation({ security: "open" }),
      foundation({}, { existingNamespace: true }),
    ]) {
      expect(stack.all("kubernetes_resource_quota_v1")).toEqual({});
      expect(stack.all("kubernetes_limit_range_v1")).toEqual({});
    }
  });

  test.each([0.5, Number.NaN])("of %s times the plan is refused", (factor) => {
    expect(() => planned({ security: { quota: { factor } } })).toThrow("security.quota.factor must be at least 1");
  });

  test("counts nothing that a container could leave out", () => {
    const stack = foundation();
    const { hard } = (stack.only("kubernetes_resource_quota_v1") as { spec: { hard: Record<string, string> } }).spec;
    const [defaults] = (
      stack.only("kubernetes_limit_range_v1") as {
        spec: { limit: { default: Record<string, string>; default_request: Record<string, string> }[] };
      }
    ).spec.limit;
    const given = [
      ...Object.keys(defaults?.default ?? {}).map((name) => `limits.${name}`),
      ...Object.keys(defaults?.default_request ?? {}).map((name) => `requests.${name}`),
    ];
    expect(given.sort()).toEqual(
      Object.keys(hard)
        .filter((name) => name !== "pods")
        .sort(),
    );
  });
});

test("an image by digest is taken, with a tag or without", () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  for (const image of [`registry.example:5000/job@${digest}`, `registry.example/team/job:1.4.2@${digest}`]) {
    const plan = planned({ image });
    expect(plan.stages.map(({ job }) => job.image)).toEqual([image, image]);
    const told = plan.checks.filter(({ code }) => code === "ImageTagMutable");
    expect(told.map(({ verdict, message }) => [verdict, message])).toEqual(
      plan.stages.map(() => ["pass", `image ${image} is one build for ever`]),
    );
  }
});

test.each([
  ["registry.example/job:1.4.2@sha256:abc", "a digest has 64"],
  ["registry.example/job@sha512:abc", "a digest has 64"],
])("%s is no image", (image, message) => {
  expect(() => planned({ image })).toThrow(message);
});

test("an image by tag may be moved", () => {
  const [told] = planned({ image: "registry.example/job:1.4.2" }).checks.filter(
    ({ code }) => code === "ImageTagMutable",
  );
  expect(told).toMatchObject({ verdict: "pass", message: expect.stringContaining("a digest would") });
});

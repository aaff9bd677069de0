import { describe, expect, test } from "vitest";
import { checkFiles } from "../../lib/rules/check-files";
import { inventoryOf } from "../../lib/rules/model/inventory";
import { environments } from "../../stacks/platform";
import { readGolden } from "../support/golden";
import { plannedFirst } from "../support/terraform-plan";

/** What is told of an environment of ours, and why that is right. */
const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  // Development does without high availability, as its environment says.
  dev: ["ha-off", "ha-off", "ha-off"],
};

const stacksOf = (name: string) => [`${name}-foundation`, `${name}-signals`];

/** Both stacks as a first plan, and the manifests as somebody would write them by hand. */
function filesOf(name: string, edit = (terraform: string) => terraform) {
  const stacks = stacksOf(name).map(
    (stack) => [stack, JSON.parse(edit(readGolden(`${name}/${stack}/cdk.tf.json`)))] as const,
  );
  const plans = stacks.map(([stack, terraform]) => ({ name: stack, text: JSON.stringify(plannedFirst(terraform)) }));
  const manifests = inventoryOf(plans).objects.map(({ body }) => JSON.stringify(body));
  return { plans, manifests: [{ name: "manifests.yaml", text: `# by hand\n${manifests.join("\n---\n")}` }] };
}

const told = (files: Parameters<typeof checkFiles>[0]) =>
  checkFiles(files).findings.map(({ severity, rule }) => (severity === "error" ? `error ${rule}` : rule));

describe.each(environments.map(({ name }) => name))("what we declare for %s", (name) => {
  const { plans, manifests } = filesOf(name);

  test("has nothing in its plans that a rule calls an error, and the warnings that were explained", () => {
    expect(told(plans)).toEqual(WARNINGS[name] ?? []);
  });

  test("is seen: clusters, objects, and the bucket they use", () => {
    const { clusters, objects, resources } = checkFiles(plans).counts;
    expect(clusters).toBe(3);
    expect(objects).toBeGreaterThan(8);
    expect(resources).toBeGreaterThan(8);
  });

  test("has no error in its manifests alone", () => {
    expect(told(manifests).filter((rule) => rule.startsWith("error"))).toEqual([]);
  });

  test("is told as soon as something in it is wrong", () => {
    const broken = filesOf(name, (terraform) =>
      terraform
        .replaceAll('"high-availability.storageDir": "s3p://', '"high-availability.storageDir": "file:///')
        .replaceAll("storageDir: s3p://", "storageDir: file:///")
        .replaceAll('"force_destroy": false', '"force_destroy": true')
        .replaceAll(/"verbs": \[\s*"create"/g, '"verbs": ["*"'),
    );
    const rules = new Set(told(broken.plans));
    expect(rules).toContain("error job-role-wildcard");
    expect(rules.has("error ha-storage-local")).toBe(name !== "dev");
    expect(rules.has("error bucket-force-destroy")).toBe(name !== "local");
  });
});

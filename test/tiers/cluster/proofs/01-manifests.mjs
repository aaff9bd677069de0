import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { withStacks } from "../../synthesized.mjs";
import { podAdmission } from "../admission.mjs";
import { CannotRun } from "../cache.mjs";
import { kubernetesObjects } from "../kubernetes-objects.mjs";
import { installCustomResources, quotaOf } from "../nothing-runs.mjs";
import { environmentIn, environments, synthesized } from "../synthesized.mjs";
import { differencesFromTerraform, TerraformStack } from "../terraform.mjs";

const RUNTIMES = [{ type: "operator" }, { type: "standalone" }];
const HIGH_AVAILABILITY = [{ type: "kubernetes" }, { type: "zookeeper", ensemble: { type: "declared" } }];
const MANAGER = "cdktf-flink";

/**
 * Every object of every environment, runtime and kind of high availability is taken by the real API server, strictly and
 * without a warning; a second time nothing changes. A field that is misspelt in any kind is refused, and so is a pod that
 * the namespace's profile forbids.
 */
export async function manifests(context) {
  const { kubectl, schema, table, say, namespace } = context;
  await byTerraform(context);
  await podAdmission(context);
  const installed = await installCustomResources(kubectl);
  const clusterWide = new Map();
  const kinds = new Map();
  try {
    for (const [title, objects] of variants(namespace, schema)) {
      const started = performance.now();
      for (const object of objects.filter(({ kind, metadata }) => kind !== "Namespace" && !metadata.namespace)) {
        clusterWide.set(`${object.kind}/${object.metadata.name}`, object);
      }
      for (const object of objects) {
        kinds.set(object.kind, object);
      }
      const { refused, changed } = await appliedTwice(kubectl, objects);
      if (refused !== undefined) {
        say(`${title}: ${refused}`);
      }
      const seconds = (performance.now() - started) / 1000;
      const what = `${title}: ${objects.length} objects`;
      table.equal({ what, expected: "accepted", seen: refused ?? "accepted", seconds });
      if (refused === undefined) {
        table.equal({ what: `${title}: again`, expected: "no change", seen: changed.join(", ") || "no change" });
      }
    }
    for (const [kind, object] of kinds) {
      const seen = await refusal(kubectl, misspelt(object));
      table.equal({ what: `${kind} with a misspelt field`, expected: "refused", seen });
    }
  } finally {
    for (const object of clusterWide.values()) {
      await kubectl.run(["delete", object.kind, object.metadata.name, "--ignore-not-found"]);
    }
    for (const name of installed) {
      await kubectl.run(["delete", "crd", name, "--ignore-not-found"]);
    }
  }
}

/** Terraform's own provider makes of the `local` stacks what the tier makes of them, and plans no change afterwards. */
async function byTerraform({ kubectl, table, synthesized: objectsOf, namespace }) {
  const name = namespace("terraform");
  const beside = namespace("beside");
  await kubectl.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: beside } }]);
  const { foundation, signals } = objectsOf(environmentIn(name));
  const stacks = [];
  try {
    for (const { objects, ...stack } of [foundation, signals]) {
      const started = performance.now();
      const terraform = await TerraformStack.of(kubectl, stack);
      stacks.push(terraform);
      terraform.apply();
      const what = `${stack.name} by Terraform`;
      const seconds = (performance.now() - started) / 1000;
      table.equal({ what: `${what}: a second plan`, expected: "no change", seen: terraform.plan(), seconds });
      const found = await differencesFromTerraform(kubectl, objects, name, beside);
      table.equal({
        what: `${what}: ${objects.length} objects, and those of this tier`,
        expected: "the same",
        seen: found.join("; ") || "the same",
      });
      await kubectl.apply([quotaOf(name)]);
    }
  } finally {
    for (const stack of stacks) {
      stack.remove();
    }
  }
}

/** As they are reviewed, nodes of every kind included, and then every environment with every runtime and high availability. */
function variants(namespace, schema) {
  const reviewed = withStacks(CannotRun, (stacks) =>
    stacks.map(({ stack, folder }) => [
      stack,
      kubernetesObjects(JSON.parse(readFileSync(`${folder}/cdk.tf.json`, "utf8")), schema),
    ]),
  );
  const crossed = environments.flatMap(({ name, runtime }) =>
    RUNTIMES.flatMap((other) =>
      HIGH_AVAILABILITY.map((highAvailability) => {
        const title = `${name}, ${other.type}, ${highAvailability.type}`;
        const change = { runtime: runtime?.type === other.type ? runtime : other, highAvailability };
        return [title, synthesized(environmentIn("any", name, change), schema).objects];
      }),
    ),
  );
  return [...reviewed, ...crossed].map(([title, objects], index) => [title, moved(objects, namespace(String(index)))]);
}

/** Into a namespace of their own, which they may or may not declare. */
function moved(objects, namespace) {
  const declared = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  return [
    objects.find(({ kind }) => kind === "Namespace") ?? declared,
    ...objects.filter(({ kind }) => kind !== "Namespace"),
  ].map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      ...(object.kind === "Namespace" && { name: namespace }),
      ...(object.metadata.namespace !== undefined && { namespace }),
    },
    // Who a role is bound to lives in the same namespace.
    ...(object.subjects && { subjects: object.subjects.map((subject) => ({ ...subject, namespace })) }),
  }));
}

/** What the API server says to them, and which of them a second apply changes. Nothing of them runs: a quota admits no pod. */
async function appliedTwice(kubectl, objects) {
  const [space, ...rest] = objects;
  await kubectl.apply([space, quotaOf(space.metadata.name)]);
  const first = await applied(kubectl, [space, ...rest]);
  if (first.refused !== undefined) {
    return first;
  }
  const before = await stored(kubectl, objects);
  const second = await applied(kubectl, objects);
  const after = await stored(kubectl, objects);
  const changed = objects.filter((_, index) => !isDeepStrictEqual(before[index], after[index]));
  await kubectl.run(["delete", "namespace", space.metadata.name, "--wait=false"]);
  return { refused: second.refused, changed: changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`) };
}

/** A warning counts as a refusal: it announces one. */
async function applied(kubectl, objects) {
  const { status, stderr } = await kubectl.attempt(
    ["apply", "--server-side", "--validate=strict", `--field-manager=${MANAGER}`, "-f", "-"],
    { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) },
  );
  return { refused: status === 0 && stderr === "" ? undefined : stderr.trim().split("\n").slice(0, 3).join("; ") };
}

/** As they are stored, without what their controllers write beside us. */
async function stored(kubectl, objects) {
  const names = objects.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }));
  const { items } = await kubectl.json(["get", "--show-managed-fields", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: names }),
  });
  return items.map(({ status, metadata: { resourceVersion, managedFields, annotations, ...metadata }, ...object }) => ({
    ...object,
    metadata,
    fields: managedFields.filter(({ manager }) => manager === MANAGER),
  }));
}

/** With a field that its kind does not have, as deep inside as its pods are. */
function misspelt(object) {
  const copy = structuredClone(object);
  const pod = copy.spec?.template?.spec ?? copy.spec?.podTemplate?.spec ?? copy.spec ?? copy;
  (pod.containers?.[0] ?? pod).misspelt = "value";
  return copy;
}

async function refusal(kubectl, object) {
  try {
    await kubectl.apply(
      [
        {
          ...object,
          metadata: {
            ...object.metadata,
            name: `${object.metadata.name}-x`,
            namespace: object.metadata.namespace && "default",
          },
        },
      ],
      { dryRun: true },
    );
    return "accepted";
  } catch (error) {
    return /unknown field|field not declared in schema/.test(error.message) ? "refused" : error.message;
  }
}

import { InvalidInputError } from "../../errors";
import { at, isTree, type Tree, textAt } from "../../flink/operator-rules/tree";
import { kubernetesObjects } from "./kubernetes-yaml";
import { listOf, type ManifestObject, manifestObject, UNKNOWN } from "./manifest-object";
import type { Place } from "./place";
import { typedObject } from "./terraform-kubernetes";

/** A resource of Terraform's, with what it will be; what only the apply will tell is {@link UNKNOWN}. */
export interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: Tree;
  readonly place: Place;
  /** Addresses that an argument was made from, for where its value is not known yet: `aws_s3_bucket.state`. */
  references(argument: string): readonly string[];
}

/** What a plan does to a resource that is there. */
export interface PlannedChange {
  readonly kind: "deletes" | "replaces" | "changes";
  readonly type: string;
  readonly before: Tree;
  readonly after: Tree;
  /** The object of Kubernetes that it is, as it is now, and as it will be. */
  readonly object: ManifestObject | undefined;
  readonly next: ManifestObject | undefined;
  readonly place: Place;
}

/** A plan, or a state, as far as rules ask for it. */
export interface TerraformView {
  readonly objects: readonly ManifestObject[];
  readonly resources: readonly TerraformResource[];
  /** What is there before the plan is applied. */
  readonly prior: readonly TerraformResource[];
  readonly changes: readonly PlannedChange[];
}

/** Whether a JSON text is what `terraform show -json` prints. */
export function isTerraformJson(json: unknown): boolean {
  return at(json, "format_version") !== undefined && (at(json, "planned_values") ?? at(json, "values")) !== undefined;
}

/** Reads what `terraform show -json` prints of a plan, or of a state. */
export function terraformView(file: string, json: unknown): TerraformView {
  const references = configuredReferences(at(json, "configuration.root_module"), "");
  const changes = listOf(at(json, "resource_changes")).filter((change) => textAt(change, "mode") === "managed");
  const unknown = new Map(
    changes.map((change) => [textAt(change, "address") ?? "", at(change, "change.after_unknown")] as const),
  );
  const read = (root: unknown): TerraformResource[] =>
    moduleResources(root).map((resource) => {
      const address = textAt(resource, "address") ?? "";
      return {
        address,
        type: textAt(resource, "type") ?? "",
        values: withUnknown(at(resource, "values") ?? {}, root === planned ? unknown.get(address) : undefined) as Tree,
        place: { file, resource: address },
        references: (argument) => references.get(`${withoutKeys(address)} ${argument}`) ?? [],
      };
    });
  const planned = at(json, "planned_values.root_module") ?? at(json, "values.root_module");
  const resources = read(planned);
  return {
    resources,
    prior: read(at(json, "prior_state.values.root_module")),
    objects: resources.flatMap(({ type, values, place }) => objectsOf(type, values, place)),
    changes: changes.flatMap((change) => plannedChange(file, change)),
  };
}

/** The objects of Kubernetes that one resource declares. */
function objectsOf(type: string, values: Tree, place: Place): readonly ManifestObject[] {
  if (type === "kubectl_manifest") {
    const text = textAt(values, "yaml_body");
    const objects = text === undefined || text === UNKNOWN ? [] : kubernetesObjects(place.resource, text);
    return objects.map((object) => ({ ...object, place: () => place }));
  }
  const body = type === "kubernetes_manifest" ? at(values, "manifest") : typedObject(type, values);
  const object = manifestObject(body, () => place);
  return object === undefined ? [] : [object];
}

function plannedChange(file: string, change: unknown): PlannedChange[] {
  const actions = listOf(at(change, "change.actions")).map(String);
  const kind = actions.includes("delete")
    ? actions.includes("create")
      ? "replaces"
      : "deletes"
    : actions.includes("update")
      ? "changes"
      : undefined;
  const address = textAt(change, "address") ?? "";
  const type = textAt(change, "type") ?? "";
  const place = { file, resource: address };
  const [before, after] = [at(change, "change.before"), at(change, "change.after")];
  return kind === undefined || !isTree(before)
    ? []
    : [
        {
          kind,
          type,
          before,
          after: isTree(after) ? after : {},
          object: objectsOf(type, before, place)[0],
          next: isTree(after)
            ? objectsOf(type, withUnknown(after, at(change, "change.after_unknown")) as Tree, place)[0]
            : undefined,
          place,
        },
      ];
}

function moduleResources(module: unknown): readonly unknown[] {
  return [
    ...listOf(at(module, "resources")).filter((resource) => textAt(resource, "mode") === "managed"),
    ...listOf(at(module, "child_modules")).flatMap(moduleResources),
  ];
}

/** Values with {@link UNKNOWN} where the plan says that only the apply will tell. */
function withUnknown(value: unknown, unknown: unknown): unknown {
  if (unknown === true) {
    return UNKNOWN;
  }
  if (Array.isArray(unknown)) {
    const list = listOf(value);
    return unknown.length === 0 ? value : unknown.map((each, index) => withUnknown(list[index], each));
  }
  if (!isTree(unknown)) {
    return value;
  }
  const tree = isTree(value) ? value : {};
  return {
    ...tree,
    ...Object.fromEntries(Object.entries(unknown).map(([key, each]) => [key, withUnknown(tree[key], each)])),
  };
}

/** By `address argument`, what the argument refers to, as full addresses. */
function configuredReferences(module: unknown, prefix: string): Map<string, readonly string[]> {
  const own = listOf(at(module, "resources")).flatMap((resource) =>
    Object.entries((at(resource, "expressions") ?? {}) as Tree).map(
      ([argument, expression]) =>
        [
          `${prefix}${textAt(resource, "address")} ${argument}`,
          listOf(at(expression, "references")).map((reference) => `${prefix}${String(reference)}`),
        ] as const,
    ),
  );
  const calls = Object.entries((at(module, "module_calls") ?? {}) as Tree).flatMap(([name, call]) => [
    ...configuredReferences(at(call, "module"), `${prefix}module.${name}.`),
  ]);
  return new Map([...own, ...calls]);
}

/** `module.a["x"].aws_s3_bucket.b[0]` as the configuration writes it: `module.a.aws_s3_bucket.b`. */
export function withoutKeys(address: string): string {
  return address.replaceAll(/\[[^\]]*\]/g, "");
}

/** @throws InvalidInputError `ResourcesUnreadable` for what is neither a plan nor objects */
export function requireJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError("ResourcesUnreadable", `${file} is no JSON: ${(error as Error).message}`);
  }
}

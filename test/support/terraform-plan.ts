type Json = Record<string, unknown>;

/** Maps of the user's own keys; every other object is a block, which a plan shows as a list. */
const MAPS = /^(annotations|data|labels|limits|manifest|match_labels|node_selector|requests|tags|values)$/;
const REFERENCE = /(?<!\$)\$\{([^}]*)\}/g;

/**
 * The plan that `terraform show -json` would print for a synthesized stack that nothing of exists yet: blocks are
 * lists, and what refers to another resource is known after the apply.
 */
export function plannedFirst(stack: Json): Json {
  const byType = Object.entries((stack["resource"] ?? {}) as Record<string, Record<string, Json>>);
  const resources = byType.flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, { "//": _, lifecycle: _lifecycle, depends_on: _dependsOn, ...own }]) => {
      const { after, unknown } = shaped(own, "attributes", false);
      const resource = { address: `${type}.${name}`, mode: "managed", type, name };
      const expressions = Object.entries(own).map(([key, value]) => [key, { references: references(value) }]);
      return { resource, after, unknown: { id: true, ...(unknown as Json) }, expressions };
    }),
  );
  return {
    format_version: "1.2",
    planned_values: {
      root_module: { resources: resources.map(({ resource, after }) => ({ ...resource, values: after })) },
    },
    resource_changes: resources.map(({ resource, after, unknown }) => ({
      ...resource,
      change: { actions: ["create"], before: null, after, after_unknown: unknown },
    })),
    configuration: {
      root_module: {
        resources: resources.map(({ resource: { address }, expressions }) => ({
          address,
          expressions: Object.fromEntries(expressions),
        })),
      },
    },
  };
}

/** What is known of a value, and what is not, in the form of a plan. */
function shaped(value: unknown, key: string, inMap: boolean): { readonly after: unknown; readonly unknown: unknown } {
  if (Array.isArray(value)) {
    const items = value.map((each) => shaped(each, "element", inMap));
    return { after: items.map(({ after }) => after), unknown: items.map(({ unknown }) => unknown) };
  }
  if (typeof value === "object" && value !== null) {
    const isMap = inMap || MAPS.test(key);
    const entries = Object.entries(value).map(([name, each]) => [name, shaped(each, name, isMap)] as const);
    const after = Object.fromEntries(
      entries.filter(([, each]) => each.unknown !== true).map(([name, each]) => [name, each.after]),
    );
    const unknown = Object.fromEntries(entries.map(([name, each]) => [name, each.unknown]));
    const isBlock = !isMap && key !== "attributes" && key !== "element";
    return isBlock ? { after: [after], unknown: [unknown] } : { after, unknown };
  }
  return references(value).length > 0
    ? { after: null, unknown: true }
    : { after: typeof value === "string" ? unescaped(value) : value, unknown: false };
}

function unescaped(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** As Terraform lists them: the whole path, and the resource. */
function references(value: unknown): string[] {
  return [...(JSON.stringify(value) ?? "").matchAll(REFERENCE)].flatMap(([, path = ""]) => [
    path,
    path.split(".").slice(0, 2).join("."),
  ]);
}

/** A branch of a manifest. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path such as `spec.job.jarURI`. The API server takes null for absent, and so does this. */
export function at(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, part) => (isTree(node) ? node[part] : undefined), tree) ?? undefined;
}

/** A scalar as text; YAML may have made a number or a flag of it. */
export function textAt(tree: unknown, path: string): string | undefined {
  const value = at(tree, path);
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

export function numberAt(tree: unknown, path: string): number | undefined {
  const text = textAt(tree, path);
  return text === undefined || text.trim() === "" ? undefined : Number(text);
}

/**
 * Key to value, as the operator flattens `flinkConfiguration`: nested keys joined with dots, lists with semicolons.
 *
 * @see `ConfigObjectNode.asFlatMap` in the operator
 */
export function flatSettings(tree: unknown): Readonly<Record<string, string>> {
  return isTree(tree) ? Object.fromEntries(entries(tree, "")) : {};
}

function entries(tree: Tree, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    if (isTree(value)) {
      return entries(value, `${key}.`);
    }
    return [[key, Array.isArray(value) ? value.join(";") : String(value)] as const];
  });
}

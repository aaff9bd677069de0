import { isTree, type Tree, textAt } from "../../flink/operator-rules/tree";
import { isUnresolved } from "../../units/literal";
import type { Place } from "./place";

/** What Terraform learns only when it applies. Text that everything here takes for a token, and judges nothing by. */
export const UNKNOWN = "${TfToken[known after apply]}";

/** An object of Kubernetes, from a file or from a plan. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - the one that is current when the file is applied */
  readonly namespace: string | undefined;
  /** All of it, as the API server would be given it. */
  readonly body: Tree;
  /** The object, or the deepest part of it on this path that is there. */
  place(...path: string[]): Place;
}

/** Names and labels of an object, wherever it comes from; `undefined` for what is none, or has no name yet. */
export function manifestObject(body: unknown, place: (path: readonly string[]) => Place): ManifestObject | undefined {
  const [apiVersion, kind, name] = ["apiVersion", "kind", "metadata.name"].map((path) => textAt(body, path));
  if (!isTree(body) || apiVersion === undefined || kind === undefined) {
    return undefined;
  }
  const namespace = textAt(body, "metadata.namespace");
  return {
    apiVersion,
    kind,
    name: name ?? "",
    namespace: namespace === "" ? undefined : namespace,
    body,
    place: (...path) => place(path),
  };
}

/** Whether two objects may meet: a namespace that is not stated may be any. */
export function mayShareNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || isUnresolved(one) || isUnresolved(other) || one === other;
}

/** The namespaces are known to be one: the same, or the same omission. */
export function isSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === other && !isUnresolved(one);
}

/** Labels, or any other map of texts. */
export function textMap(tree: unknown): Readonly<Record<string, string>> {
  return isTree(tree) ? Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, String(value)])) : {};
}

/** The elements of what should be a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of what should be a list of them, or a single one. */
export function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);
}

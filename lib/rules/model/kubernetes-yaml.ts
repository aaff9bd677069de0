import type { Document, LineCounter, Node, Pair, Scalar, YAMLMap } from "yaml";
import { InvalidInputError } from "../../errors";
import { at, textAt } from "../../flink/operator-rules/tree";
import { listOf, type ManifestObject, manifestObject } from "./manifest-object";

/**
 * The objects of a YAML file of any number of documents; a `List` is what it holds.
 *
 * @throws InvalidInputError `ResourcesUnreadable`
 */
export function kubernetesObjects(file: string, text: string): readonly ManifestObject[] {
  const yaml = require("yaml") as typeof import("yaml");
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, { lineCounter: lines, merge: true });
  const parsed: readonly Document[] = Array.isArray(documents) ? documents : [];
  for (const { errors } of parsed) {
    const [error] = errors;
    if (error !== undefined) {
      const template = /\{\{.*\}\}/.test(text) ? "; render the chart first: helm template" : "";
      throw new InvalidInputError(
        "ResourcesUnreadable",
        `${file} is no YAML: ${error.message.split("\n")[0]}${template}`,
      );
    }
  }
  return parsed.flatMap((document) => objectsOf(file, document, lines, text));
}

function objectsOf(file: string, document: Document, lines: LineCounter, text: string): readonly ManifestObject[] {
  const body: unknown = document.toJS();
  const isList = textAt(body, "kind")?.endsWith("List") === true;
  const items = isList ? listOf(at(body, "items")) : [body];
  return items.flatMap((item, index): ManifestObject[] => {
    const root = isList ? document.getIn(["items", index], true) : document.contents;
    const resource = [textAt(item, "metadata.namespace"), textAt(item, "metadata.name")].filter(Boolean).join("/");
    const object = manifestObject(item, (path) => ({
      file,
      line: lineOf(root as Node | null, path, lines, text),
      resource: `${textAt(item, "kind")} ${resource}`.trim(),
    }));
    return object === undefined ? [] : [object];
  });
}

/** The line of the deepest node on a path; a key of the path may itself hold dots, or be written as nested keys. */
function lineOf(root: Node | null, path: readonly string[], lines: LineCounter, text: string): number {
  let offset = root?.range?.[0] ?? 0;
  let node: unknown = root;
  let rest = path.join("\0");
  while (rest !== "" && isMap(node)) {
    const pair = node.items.find(({ key }) => startsWith(rest, keyText(key)));
    if (pair === undefined) {
      break;
    }
    rest = rest.slice(keyText(pair.key).length + 1);
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value;
  }
  const { line } = lines.linePos(offset);
  return line === 0 ? 1 : Math.min(line, text.split("\n").length);
}

function startsWith(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}\0`) || path.startsWith(`${key}.`);
}

function isMap(node: unknown): node is YAMLMap<Scalar, unknown> & { items: Pair<Scalar, unknown>[] } {
  return (
    typeof node === "object" && node !== null && "items" in node && listOf(node.items).every((item) => hasKey(item))
  );
}

function hasKey(item: unknown): boolean {
  return typeof item === "object" && item !== null && "key" in item;
}

function keyText(key: unknown): string {
  return String((key as Scalar | null)?.value ?? "");
}

import type { Document, LineCounter, Node, Pair, Scalar, YAMLSeq } from "yaml";
import { javaText } from "./java-text";
import type { ConfigurationText, Misread, Setting } from "./setting";

type Yaml = typeof import("yaml");

/** Flink's YAML library takes a comment right behind a quote or bracket; ours objects. */
const TOLERATED = "Comments must be separated from other tokens by white space";

/** What makes Flink's YAML library quote a text inside a list. @see `Emitter.analyzeScalar` in snakeyaml-engine */
const FLOW_INDICATORS = /[,?[\]{}:]/;
/** What it puts in single quotes; anything else needs double ones, for their escapes. */
const PRINTABLE = /^[\x20-\x7e]*$/;

interface Source {
  readonly yaml: Yaml;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly text: string;
}

/**
 * `config.yaml` as Flink 2 reads it (and 1.20, where there is no `flink-conf.yaml`): YAML 1.2 with its core schema,
 * maps flattened with dots, lists turned into text, every value into Java's text for it. Two equal keys are an error.
 *
 * @see `YamlParserUtils` and `GlobalConfiguration.flatten` in Flink 2.2
 */
export function parseNestedConfiguration(text: string): ConfigurationText {
  const yaml = require("yaml") as Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    version: "1.2",
    lineCounter: lines,
    intAsBigInt: true,
    uniqueKeys: true,
  });
  const error = document.errors.find(({ message }) => !message.startsWith(TOLERATED));
  if (error !== undefined) {
    return { format: "nested", settings: [], misread: [unreadable(error.linePos?.[0].line ?? 1, error.message)] };
  }
  const root = document.contents;
  if (root === null) {
    return { format: "nested", settings: [], misread: [] };
  }
  if (!yaml.isMap(root)) {
    return { format: "nested", settings: [], misread: [unreadable(1, "the file is no map of keys and values")] };
  }
  const found = flatten({ yaml, document, lines, text }, root.items, "");
  const refused = found.filter((each): each is Misread => "code" in each);
  return refused.length > 0
    ? { format: "nested", settings: [], misread: refused }
    : { format: "nested", ...withoutDuplicates(found as Setting[]) };
}

function flatten(source: Source, pairs: readonly Pair[], prefix: string): (Setting | Misread)[] {
  const { yaml, document, lines, text } = source;
  return pairs.flatMap(({ key, value }): (Setting | Misread)[] => {
    const path = `${prefix}${javaText((key as Scalar).value)}`;
    const node = yaml.isAlias(value) ? value.resolve(document) : (value as Node | null);
    const line = lines.linePos((key as Node).range?.[0] ?? 0).line;
    if (text.slice((key as Node).range?.[1] ?? 0, node?.range?.[0] ?? 0).includes("\t")) {
      return [unreadable(line, `a tab stands before the value of ${path}`)];
    }
    if (yaml.isMap(node)) {
      return flatten(source, node.items, `${path}.`);
    }
    if (yaml.isSeq(node)) {
      return [{ key: path, value: flowText(yaml, node), line }];
    }
    const scalar = yaml.isScalar(node) ? node.value : null;
    return scalar === null
      ? [unreadable(line, `${path} has no value`)]
      : [{ key: path, value: javaText(scalar), line }];
  });
}

/** A list as Flink writes it back: one line of flow YAML, numbers in Java's form. */
function flowText(yaml: Yaml, list: YAMLSeq): string {
  const items = list.items.map((item) => {
    if (yaml.isSeq(item)) {
      return flowText(yaml, item);
    }
    const value = yaml.isScalar(item) ? item.value : (item as Node).toJSON();
    if (typeof value !== "string" && typeof value !== "object") {
      return javaText(value);
    }
    const text = yaml.stringify(value, { collectionStyle: "flow", lineWidth: 0, singleQuote: true }).trimEnd();
    const quoted = typeof value === "string" && (text !== value || FLOW_INDICATORS.test(value));
    return quoted && PRINTABLE.test(value) ? `'${value.replaceAll("'", "''")}'` : text;
  });
  return `[${items.join(", ")}]`;
}

/** A key can be written twice, nested and with dots; YAML sees two keys, Flink one, and which of them counts is chance. */
function withoutDuplicates(all: readonly Setting[]): Pick<ConfigurationText, "settings" | "misread"> {
  const settings = new Map<string, Setting>();
  const misread: Misread[] = [];
  for (const setting of all) {
    const earlier = settings.get(setting.key);
    if (earlier !== undefined) {
      misread.push({
        line: setting.line,
        code: "DuplicateKey",
        message: `${setting.key} is set on line ${earlier.line} already, in another notation; which of the two counts is left to chance`,
        wayOut: "keep one of the two",
      });
    }
    settings.set(setting.key, setting);
  }
  return { settings: [...settings.values()], misread };
}

function unreadable(line: number, problem: string): Misread {
  return {
    line,
    code: "FileUnreadable",
    message: `Flink refuses the whole file: ${problem.split("\n")[0]}`,
    wayOut: "correct the YAML",
  };
}

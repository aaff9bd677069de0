import type { ConfigurationText, Misread, Setting } from "./setting";

/**
 * `flink-conf.yaml` as Flink 1.20 reads it: no YAML at all. A line is cut at its first `#`, split at its first colon
 * with a blank behind it, and trimmed; quotes are part of the value; the last of two equal keys wins.
 *
 * @see `GlobalConfiguration.loadLegacyYAMLResource` in Flink 1.20
 */
export function parseFlatConfiguration(text: string): ConfigurationText {
  const settings = new Map<string, Setting>();
  const misread: Misread[] = [];
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const [statement = "", comment] = splitOnce(raw, "#");
    const trimmed = javaTrim(statement);
    if (trimmed === "") {
      continue;
    }
    const [left, right] = splitOnce(trimmed, ": ");
    const key = javaTrim(left);
    const value = javaTrim(right ?? "");
    if (right === undefined || key === "" || value === "") {
      misread.push(ignored(line, trimmed));
      continue;
    }
    if (comment !== undefined && !/\s$/.test(statement)) {
      misread.push(cut(line, key, value));
    }
    const earlier = settings.get(key);
    if (earlier !== undefined) {
      misread.push(duplicate(line, key, earlier.line));
      settings.delete(key);
    }
    settings.set(key, { key, value, line });
  }
  return { format: "flat", settings: [...settings.values()], misread };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Java's `trim` takes away every character up to the blank, and no other white space. */
function javaTrim(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Java counts them as blanks
  return text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, "");
}

function ignored(line: number, text: string): Misread {
  return {
    line,
    code: "LineIgnored",
    message: `Flink skips ${JSON.stringify(text)}: it is no key, colon, blank and value on one line`,
    wayOut: "write key: value, flat and with a blank after the colon",
  };
}

function cut(line: number, key: string, value: string): Misread {
  return {
    line,
    code: "ValueCut",
    message: `Flink cuts the value of ${key} at the # and reads ${JSON.stringify(value)}; quotes do not help`,
    wayOut: "put a blank before a comment; a value with # can be set in Flink 2's config.yaml only",
  };
}

function duplicate(line: number, key: string, earlier: number): Misread {
  return {
    line,
    code: "DuplicateKey",
    message: `${key} is set on line ${earlier} already; the last one counts`,
    wayOut: "keep one of the two",
  };
}

import type { Setting } from "../advisor/setting";
import { OPTION_GROUPS } from "../options/all-options";
import type { FlinkOption, OptionKind } from "../options/flink-option";

/** Settings as a chain of typed calls, and the names it needs imported. */
export interface TypedConfiguration {
  readonly calls: readonly string[];
  readonly imports: ReadonlySet<string>;
}

/** The class whose `parseFlink`-like factory reads a kind of value; the others are literals. */
const FACTORIES: Partial<Readonly<Record<OptionKind, (text: string) => readonly [code: string, imports: string]>>> = {
  memory: (text) => [`MemorySize.parseFlink(${JSON.stringify(text)})`, "MemorySize"],
  duration: (text) => [`Duration.parseFlink(${JSON.stringify(text)})`, "Duration"],
  cpu: (text) => [`Cpu.cores(${Number(text)})`, "Cpu"],
};

/**
 * Turns settings into typed calls under their current names; what has no typed option here goes through the door for
 * users' settings.
 */
export function typedConfiguration(settings: readonly Setting[]): TypedConfiguration {
  const imports = new Set<string>();
  const calls: string[] = [];
  const untyped: string[] = [];
  for (const { key, value } of [...settings].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const found = findOption(key);
    const literal = found && typedLiteral(found.option, value);
    if (found === undefined || literal === undefined) {
      untyped.push(`    ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
      continue;
    }
    imports.add(found.group);
    if (literal.imports !== undefined) {
      imports.add(literal.imports);
    }
    calls.push(`.with(${found.group}.${found.name}, ${literal.code})`);
  }
  return {
    calls: untyped.length === 0 ? calls : [...calls, `.withUserSettings({\n${untyped.join("\n")}\n  }, {})`],
    imports,
  };
}

/** The typed option behind a key, its old spellings included. */
export function findOption(
  key: string,
): { readonly group: string; readonly name: string; readonly option: FlinkOption<unknown> } | undefined {
  for (const [group, options] of Object.entries(OPTION_GROUPS)) {
    for (const [name, option] of Object.entries(options) as [string, FlinkOption<unknown>][]) {
      if (option.key === key || option.deprecatedKeys.includes(key)) {
        return { group, name, option };
      }
    }
  }
  return undefined;
}

function typedLiteral(
  option: FlinkOption<unknown>,
  value: string,
): { readonly code: string; readonly imports?: string } | undefined {
  const factory = FACTORIES[option.kind];
  if (factory !== undefined) {
    const [code, imports] = factory(value);
    return { code, imports };
  }
  switch (option.kind) {
    case "number":
      return { code: String(Number(value)) };
    case "flag":
      return { code: String(value.trim().toLowerCase() === "true") };
    case "text":
      return { code: JSON.stringify(value) };
    case "word":
      // Words are written here as Flink documents them; any other case or word stays what the user wrote.
      return undefined;
    default:
      return undefined;
  }
}

/** A directory for savepoints beside that of the checkpoints. */
export function savepointsBeside(checkpoints: string): string {
  return checkpoints.replace(/\/+$/, "").replace(/[^/]*$/, "savepoints");
}

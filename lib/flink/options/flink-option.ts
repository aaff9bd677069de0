import { InvalidInputError } from "../../errors";
import { Cpu } from "../../units/cpu";
import { parseDecimal } from "../../units/decimal";
import { Duration } from "../../units/duration";
import { MemorySize } from "../../units/memory-size";

/** How an option's value is typed here. */
export type OptionKind = "memory" | "duration" | "cpu" | "number" | "flag" | "text" | "word" | "map";

/** One Flink setting: its key, the type of its value, and the releases that read it. */
export interface FlinkOption<T> {
  readonly key: string;
  readonly kind: OptionKind;
  /** Older spellings that Flink still reads where `key` is unset, in its order. */
  readonly deprecatedKeys: readonly string[];
  /** First release line with this option. @default - older than 1.20 */
  readonly since?: string;
  /** Last release line with this option. @default - still there */
  readonly until?: string;
  format(value: T): string;
  parse(text: string): T;
}

type Range = Pick<FlinkOption<unknown>, "since" | "until"> & { readonly deprecatedKeys?: readonly string[] };
type Spelling<T> = Pick<FlinkOption<T>, "kind" | "format" | "parse">;

function declarer<T>(spelling: Spelling<T>): (key: string, range?: Range) => FlinkOption<T> {
  return (key, range = {}) => ({ deprecatedKeys: [], ...range, key, ...spelling });
}

export const memoryOption = declarer<MemorySize>({
  kind: "memory",
  format: (size) => size.toFlink(),
  parse: (text) => MemorySize.parseFlink(text),
});
export const durationOption = declarer<Duration>({
  kind: "duration",
  format: (duration) => duration.toFlink(),
  parse: (text) => Duration.parseFlink(text),
});
export const cpuOption = declarer<Cpu>({
  kind: "cpu",
  format: (cpu) => cpu.toFlink(),
  parse: (text) => Cpu.cores(parseNumber(text)),
});
export const numberOption = declarer<number>({ kind: "number", format: String, parse: parseNumber });
/** Java reads these with `Integer.parseInt`: no blanks, no point, no exponent. */
export const wholeOption = declarer<number>({ kind: "number", format: String, parse: parseWhole });
export const flagOption = declarer<boolean>({
  kind: "flag",
  format: String,
  parse: parseFlag,
});
export const textOption = declarer<string>({ kind: "text", format: String, parse: (text) => text });

/** A closed set of words. */
export const wordOption = <W extends string>(key: string, range?: Range): FlinkOption<W> =>
  declarer<W>({ kind: "word", format: String, parse: (text) => text as W })(key, range);

/** Flink's text form of a map: `key:value,key:value`, with quotes round what holds a separator. It is only written here. */
export const mapOption = declarer<Readonly<Record<string, string>>>({
  kind: "map",
  format: (entries) =>
    Object.entries(entries)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => quoted(`${quoted(name, ":")}:${quoted(value, ":")}`, ","))
      .join(","),
  parse: (text) => {
    throw new InvalidInputError("AmountMalformed", `a map is written, never read here, got ${JSON.stringify(text)}`);
  },
});

/** A text as the option's value, or undefined where Flink could not read it. */
export function readable<T>(option: FlinkOption<T>, text: string): T | undefined {
  try {
    return option.parse(text);
  } catch {
    return undefined;
  }
}

/** Flink's `StructuredOptionsSplitter` quotes what holds a separator or a quote, and doubles single quotes inside. */
function quoted(text: string, separator: string): string {
  return [separator, "'", '"'].some((special) => text.includes(special)) ? `'${text.replaceAll("'", "''")}'` : text;
}

function parseNumber(text: string): number {
  const value = parseDecimal(text.trim()) === undefined ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw new InvalidInputError("AmountMalformed", `an option takes a number, got ${JSON.stringify(text)}`);
  }
  return value;
}

function parseWhole(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new InvalidInputError("AmountMalformed", `an option takes a whole number, got ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function parseFlag(text: string): boolean {
  const word = text.toLowerCase();
  if (word !== "true" && word !== "false") {
    throw new InvalidInputError("AmountMalformed", `an option takes true or false, got ${JSON.stringify(text)}`);
  }
  return word === "true";
}

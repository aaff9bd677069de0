import { InvalidInputError } from "../../errors";
import { Cpu } from "../../units/cpu";
import { Duration } from "../../units/duration";
import { MemorySize } from "../../units/memory-size";

/** One Flink setting: its key, the type of its value, and the releases that read it. */
export interface FlinkOption<T> {
  readonly key: string;
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

function option<T>(
  key: string,
  range: Range,
  format: (value: T) => string,
  parse: (text: string) => T,
): FlinkOption<T> {
  return { deprecatedKeys: [], ...range, key, format, parse };
}

export const memoryOption = (key: string, range: Range = {}): FlinkOption<MemorySize> =>
  option(
    key,
    range,
    (size) => size.toFlink(),
    (text) => MemorySize.parseFlink(text),
  );
export const durationOption = (key: string, range: Range = {}): FlinkOption<Duration> =>
  option(
    key,
    range,
    (duration) => duration.toFlink(),
    (text) => Duration.parseFlink(text),
  );
export const cpuOption = (key: string, range: Range = {}): FlinkOption<Cpu> =>
  option(
    key,
    range,
    (cpu) => cpu.toFlink(),
    (text) => Cpu.cores(number(key, text)),
  );
export const wholeOption = (key: string, range: Range = {}): FlinkOption<number> =>
  option(key, range, String, (text) => number(key, text));
export const fractionOption = (key: string, range: Range = {}): FlinkOption<number> =>
  option(key, range, String, (text) => number(key, text));
export const flagOption = (key: string, range: Range = {}): FlinkOption<boolean> =>
  option(key, range, String, (text) => text.trim().toLowerCase() === "true");
export const textOption = (key: string, range: Range = {}): FlinkOption<string> =>
  option(key, range, String, (text) => text);

/** A closed set of words. */
export const wordOption = <W extends string>(key: string, range: Range = {}): FlinkOption<W> =>
  option(key, range, String, (text) => text as W);

/** Flink's text form of a map: `key:value,key:value`, with quotes round what holds a separator. */
export const mapOption = (key: string, range: Range = {}): FlinkOption<Readonly<Record<string, string>>> =>
  option<Readonly<Record<string, string>>>(
    key,
    range,
    (entries) =>
      Object.entries(entries)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => quoted(`${quoted(name, ":")}:${quoted(value, ":")}`, ","))
        .join(","),
    () => {
      throw new InvalidInputError("AmountMalformed", `${key} is written, never read here`);
    },
  );

/** Flink's `StructuredOptionsSplitter` quotes what holds a separator or a quote, and doubles single quotes inside. */
function quoted(text: string, separator: string): string {
  return [separator, "'", '"'].some((special) => text.includes(special)) ? `'${text.replaceAll("'", "''")}'` : text;
}

function number(key: string, text: string): number {
  const value = Number(text.trim());
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidInputError("AmountMalformed", `${key} takes a number, got ${JSON.stringify(text)}`);
  }
  return value;
}

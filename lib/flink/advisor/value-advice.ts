import type { FlinkVersion } from "../../environment/flink-version";
import { Duration } from "../../units/duration";
import { MemorySize } from "../../units/memory-size";
import { type CatalogueOption, lookUpKey } from "../catalogue/catalogue";
import type { Advice } from "./finding";
import type { Setting } from "./setting";

/** Values that Flink cannot read as their option's type, or that only repeat its default. */
export function valueAdvice(settings: readonly Setting[], version: FlinkVersion): Advice[] {
  return settings.flatMap((setting) => {
    const verdict = lookUpKey(setting.key, version);
    if (verdict.kind !== "current" && verdict.kind !== "renamed" && verdict.kind !== "operator") {
      return [];
    }
    return [...typeAdvice(setting, verdict.option), ...defaultAdvice(setting, verdict.option)];
  });
}

function typeAdvice({ key, value, line }: Setting, option: CatalogueOption): Advice[] {
  const at = { key, line, severity: "error" } as const;
  if (option.values !== undefined && option.values.length > 0) {
    const values = option.values.map(normalized);
    const given = option.type.startsWith("List") ? value.split(";") : [value];
    return given.every((word) => values.includes(normalized(word)))
      ? []
      : [
          {
            ...at,
            code: "NotAmongValues",
            message: `${key} takes ${option.values.join(", ")}, not ${JSON.stringify(value)}; Flink fails when it reads it`,
            wayOut: "use one of them",
          },
        ];
  }
  const expected = READERS[option.type];
  if (expected === undefined || expected.reads(value)) {
    return [];
  }
  return [
    {
      ...at,
      code: "WrongType",
      message: `${key} takes ${expected.what}, and ${JSON.stringify(value)} is none; Flink fails when it reads it`,
      wayOut: `write ${expected.example}`,
    },
  ];
}

/** Flink compares enum constants without regard to case, and takes dashes for underscores. */
function normalized(name: string): string {
  return name.trim().toUpperCase().replaceAll("-", "_");
}

interface Reader {
  readonly what: string;
  readonly example: string;
  reads(value: string): boolean;
}

const WHOLE: Reader = {
  what: "a whole number",
  example: "digits only, such as 4",
  reads: (value) => /^[+-]?\d+$/.test(value.trim()),
};
const DECIMAL: Reader = {
  what: "a number",
  example: "a number such as 0.4",
  reads: (value) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/.test(value.trim()),
};

/** By the value type of an option, how Flink reads it (`ConfigurationUtils.convertValue`). */
const READERS: Readonly<Record<string, Reader>> = {
  Boolean: { what: "true or false", example: "true or false", reads: (value) => /^(true|false)$/i.test(value) },
  Integer: WHOLE,
  Long: WHOLE,
  Float: DECIMAL,
  Double: DECIMAL,
  Duration: {
    what: "a duration",
    example: "digits and ms, s, min, h or d, such as 10 min",
    reads: (value) =>
      isIsoDuration(value) ||
      succeeds(() => Duration.parseFlink(value)) ||
      /^\s*\d+\s*(ns|nano|nanos|nanosecond|nanoseconds|us|µs|micro|micros|microsecond|microseconds)\s*$/i.test(value),
  },
  MemorySize: {
    what: "a memory size",
    example: "digits and b, k, m, g or t, such as 1536m",
    reads: (value) => succeeds(() => MemorySize.parseFlink(value)),
  },
};

function isIsoDuration(value: string): boolean {
  return /^[+-]?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/i.test(value.trim());
}

function succeeds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function defaultAdvice({ key, value, line }: Setting, option: CatalogueOption): Advice[] {
  return option.defaultValue !== undefined && option.defaultValue === value.trim()
    ? [
        {
          key,
          line,
          severity: "note",
          code: "EqualsDefault",
          message: `${key}: ${value} is the default; the line changes nothing`,
          wayOut: "keep it for the reader, or remove it",
        },
      ]
    : [];
}

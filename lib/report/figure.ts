import { dollars } from "../sizing/cost/dollars";
import { Bandwidth } from "../units/bandwidth";
import { Cpu } from "../units/cpu";
import { Duration } from "../units/duration";
import { grouped } from "../units/grouped";
import { MemorySize } from "../units/memory-size";
import { Rate } from "../units/rate";

/** What a number counts; it decides how it is written, and what a larger one is called. */
export type FigureUnit =
  | "count"
  | "level"
  | "memory"
  | "duration"
  | "rate"
  | "cpu"
  | "bandwidth"
  | "share"
  | "usd"
  | "text";

/** A number as JSON has it: bytes, milliseconds, records per second, cores, USD; or text. */
export type FigureValue = number | string;

/** One number of a plan, by the name that reasons, commands and saved plans use. */
export interface Figure<Subject> {
  readonly name: string;
  /** As it stands in a sentence: `local disk each`. */
  readonly label: string;
  readonly unit: FigureUnit;
  /** Absent where the subject has no such number. */
  readonly value: (subject: Subject) => FigureValue | undefined;
}

type Raw = FigureValue | { toJSON(): FigureValue } | undefined;

/** A row of a table of figures. */
export function figure<Subject>(
  name: string,
  label: string,
  unit: FigureUnit,
  value: (subject: Subject) => Raw,
): Figure<Subject> {
  return {
    name,
    label,
    unit,
    value: (subject) => {
      const raw = value(subject);
      return typeof raw === "object" ? raw.toJSON() : raw;
    },
  };
}

/** For people: `11.8 GiB`, `3 min`, `$1,204`. */
export function figureText(unit: FigureUnit, value: FigureValue): string {
  if (typeof value === "string") {
    return value;
  }
  switch (unit) {
    case "memory":
      return String(MemorySize.bytes(value));
    case "duration":
      return String(Duration.millis(value));
    case "rate":
      return String(Rate.perSecond(value));
    case "cpu":
      return String(Cpu.cores(value));
    case "bandwidth":
      return String(Bandwidth.bytesPerSecond(value));
    case "share":
      return `${Number((value * 100).toFixed(1))} %`;
    case "usd":
      return dollars(value);
    case "count":
    case "level":
    case "text":
      return grouped(value);
    default:
      return unit satisfies never;
  }
}

/** Where two texts for people are the same and the numbers are not: to the byte, to the last digit. */
export function exactText(unit: FigureUnit, value: FigureValue): string {
  if (typeof value === "string") {
    return value;
  }
  if (unit !== "memory") {
    return grouped(value);
  }
  const [suffix, size] = [["MiB", 1024 ** 2] as const, ["KiB", 1024] as const].find(
    ([, each]) => value % each === 0,
  ) ?? ["B", 1];
  return `${grouped(value / size)} ${suffix}`;
}

const COMPARATIVES: Readonly<Record<Exclude<FigureUnit, "text">, readonly [larger: string, smaller: string]>> = {
  count: ["more", "fewer"],
  level: ["higher", "lower"],
  memory: ["more", "less"],
  duration: ["longer", "shorter"],
  rate: ["higher", "lower"],
  cpu: ["more", "less"],
  bandwidth: ["more", "less"],
  share: ["higher", "lower"],
  usd: ["higher", "lower"],
};

/** A change in words: `more TaskManagers: 16 → 24 (+ 50 %)`. */
export function changeInWords(
  { label, unit }: Pick<Figure<never>, "label" | "unit">,
  before: FigureValue | undefined,
  after: FigureValue | undefined,
): string {
  const same = before !== undefined && after !== undefined && figureText(unit, before) === figureText(unit, after);
  const text = (value: FigureValue | undefined) =>
    value === undefined ? "none" : (same ? exactText : figureText)(unit, value);
  const change = `${label}: ${text(before)} → ${text(after)}`;
  if (unit === "text" || typeof before !== "number" || typeof after !== "number") {
    return change;
  }
  const [larger, smaller] = COMPARATIVES[unit];
  return `${after > before ? larger : smaller} ${change}${growth(before, after)}`;
}

/** In percent up to double, as a multiple beyond. */
function growth(before: number, after: number): string {
  if (before === 0 || after === 0) {
    return "";
  }
  const times = after / before;
  if (times >= 2 || times <= 0.5) {
    const [sign, factor] = times >= 2 ? ["×", times] : ["÷", 1 / times];
    return ` (${sign} ${grouped(Number(factor.toPrecision(factor >= 100 ? 3 : 2)))})`;
  }
  const percent = Number(((times - 1) * 100).toPrecision(2));
  return ` (${percent > 0 ? "+" : "−"} ${Math.abs(percent)} %)`;
}

import { InvalidInputError } from "../errors";
import { requireAmount, requireText, requireWhole } from "./literal";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Flink's units from a millisecond up, with every label it accepts (`org.apache.flink.util.TimeUtils`). */
const FLINK_UNITS: readonly (readonly [unit: number, labels: readonly string[]])[] = [
  [DAY, ["d", "day", "days"]],
  [HOUR, ["h", "hour", "hours"]],
  [MINUTE, ["min", "m", "minute", "minutes"]],
  [SECOND, ["s", "sec", "secs", "second", "seconds"]],
  [1, ["ms", "milli", "millis", "millisecond", "milliseconds", ""]],
];

/** Go's units, which Kubernetes and Helm use, from large to small. */
const GO_UNITS: readonly (readonly [string, number])[] = [
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
];

/** A length of time, in whole milliseconds. */
export class Duration {
  static readonly ZERO = new Duration(0);

  static millis(amount: number): Duration {
    return new Duration(amount);
  }
  static seconds(amount: number): Duration {
    return Duration.of(amount, SECOND);
  }
  static minutes(amount: number): Duration {
    return Duration.of(amount, MINUTE);
  }
  static hours(amount: number): Duration {
    return Duration.of(amount, HOUR);
  }
  static days(amount: number): Duration {
    return Duration.of(amount, DAY);
  }

  /** Reads Flink's notation: whole digits and a unit, or none for milliseconds (`10 min`, `30s`, `500`). */
  static parseFlink(text: string): Duration {
    requireText(text, "a Flink duration");
    const [, digits = "", label = "?"] = /^\s*(\d+)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
    const unit = FLINK_UNITS.find(([, labels]) => labels.includes(label.toLowerCase()));
    if (unit === undefined) {
      throw new InvalidInputError(
        "AmountMalformed",
        `${JSON.stringify(text)} is not a Flink duration of whole milliseconds; write whole digits and ms, s, min, h or d, such as 10 min`,
      );
    }
    return Duration.of(Number(digits), unit[0]);
  }

  /** Reads a Go duration of whole milliseconds, as Kubernetes and Helm write it: `1h30m`, `30s`, `1.5s`. */
  static parseGo(text: string): Duration {
    requireText(text, "a Go duration");
    if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) {
      throw new InvalidInputError(
        "AmountMalformed",
        `${JSON.stringify(text)} is not a Go duration; write digits and h, m, s or ms, such as 1h30m`,
      );
    }
    let total = 0;
    for (const [, amount, label] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
      total += Number(amount) * (GO_UNITS.find(([name]) => name === label)?.[1] ?? Number.NaN);
    }
    return new Duration(total);
  }

  private static of(amount: number, unit: number): Duration {
    requireAmount(amount, "a duration");
    return new Duration(amount * unit);
  }

  private constructor(readonly inMillis: number) {
    requireWhole(inMillis, "a duration in milliseconds");
  }

  get inSeconds(): number {
    return this.inMillis / SECOND;
  }
  /** Whole days, rounded up: the unit of S3 lifecycle rules. */
  get inDaysRoundedUp(): number {
    return Math.ceil(this.inMillis / DAY);
  }
  plus(other: Duration): Duration {
    return new Duration(this.inMillis + other.inMillis);
  }
  /** @throws InvalidInputError `AmountNotWhole` if the product is not a whole number of milliseconds */
  times(factor: number): Duration {
    requireAmount(factor, "a factor");
    return new Duration(this.inMillis * factor);
  }
  isLongerThan(other: Duration): boolean {
    return this.inMillis > other.inMillis;
  }
  equals(other: Duration): boolean {
    return this.inMillis === other.inMillis;
  }
  static max(first: Duration, ...others: readonly Duration[]): Duration {
    return others.reduce((longest, duration) => (duration.isLongerThan(longest) ? duration : longest), first);
  }

  /** In the largest unit that loses nothing: `10 min`, `90 s`, `1 d`. */
  toFlink(): string {
    const [unit, labels] = FLINK_UNITS.find(([size]) => this.inMillis > 0 && this.inMillis % size === 0) ?? [1, ["ms"]];
    return `${this.inMillis / unit} ${labels[0]}`;
  }
  /** As a Go duration: `1h30m`, `30s`. */
  toGo(): string {
    let rest = this.inMillis;
    let text = "";
    for (const [label, unit] of GO_UNITS) {
      const count = Math.floor(rest / unit);
      rest -= count * unit;
      text += count > 0 ? `${count}${label}` : "";
    }
    return text || "0s";
  }
  /** For people: `10 min`, `2 h 41 min 33 s`. */
  toString(): string {
    let rest = this.inMillis;
    const parts: string[] = [];
    for (const [unit, labels] of FLINK_UNITS) {
      const count = Math.floor(rest / unit);
      rest -= count * unit;
      if (count > 0) {
        parts.push(`${count} ${labels[0]}`);
      }
    }
    return parts.join(" ") || "0 ms";
  }
  toJSON(): number {
    return this.inMillis;
  }
}

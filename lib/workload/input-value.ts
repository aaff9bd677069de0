import { InvalidInputError } from "../errors";
import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import { Rate } from "../units/rate";

/** The type of a field, and so how its value is written. */
export type InputType = "memory" | "duration" | "rate" | "number" | "boolean" | "text" | "list";

/** How a value of each type is written, for help and errors. */
export const INPUT_NOTATIONS: Readonly<Record<InputType, string>> = {
  memory: "a size in B, KiB, MiB, GiB or TiB, such as 40KiB",
  duration: "whole digits and ms, s, min, h or d, such as 5min",
  rate: "a number, k, M or G where needed, and /s, /min or /day, such as 1.2M/s",
  number: "a number, with k, M or G where needed, such as 0.8 or 6M",
  boolean: "true or false",
  text: "text",
  list: "words with commas between them",
};

const BINARY = /^\s*(\d+(?:\.\d+)?)\s*(?:B|([KMGT])iB)\s*$/;
const DURATION = /^\s*\d+\s*[a-z]+\s*$/;
const RATE = /^(.+)\/\s*(s|min|day)\s*$/;
const AMOUNT = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([kMG]?)\s*$/;
const THOUSANDS: Readonly<Record<string, number>> = { "": 0, k: 3, M: 6, G: 9 };
const PER = { s: Rate.perSecond, min: Rate.perMinute, day: Rate.perDay } as const;

/**
 * Reads a value as a person writes it, by the type of the field it is for. `G` alone is no size: Flink and Kubernetes
 * do not agree on what it means.
 *
 * @throws InvalidInputError `AmountMalformed`
 */
export function parseInputValue(text: string, type: InputType, what: string): unknown {
  const value = parsed(text, type);
  if (value === undefined) {
    throw new InvalidInputError(
      "AmountMalformed",
      `${what} cannot be ${JSON.stringify(text)}; write ${INPUT_NOTATIONS[type]}`,
    );
  }
  return value;
}

function parsed(text: string, type: InputType): unknown {
  switch (type) {
    case "memory": {
      const [, amount, unit] = BINARY.exec(text) ?? [];
      return amount && MemorySize.parseQuantity(unit === undefined ? amount : `${amount}${unit}i`);
    }
    case "duration":
      return DURATION.test(text) ? Duration.parseFlink(text) : undefined;
    case "rate": {
      const [, amount = "", unit] = RATE.exec(text) ?? [];
      const number = parsedNumber(amount);
      return number === undefined ? undefined : PER[unit as keyof typeof PER](number);
    }
    case "number":
      return parsedNumber(text);
    case "boolean":
      return ({ true: true, false: false } as Readonly<Record<string, boolean>>)[text.trim()];
    case "text":
      return text.trim() || undefined;
    case "list": {
      const words = text.split(",").map((word) => word.trim());
      return words.includes("") ? undefined : words;
    }
    default:
      return type satisfies never;
  }
}

/** `1.2M` is read as `1.2e6`, so that no digit of it is computed. */
function parsedNumber(text: string): number | undefined {
  const [, amount, suffix = ""] = AMOUNT.exec(text) ?? [];
  if (amount === undefined) {
    return undefined;
  }
  const [mantissa, exponent = "0"] = amount.split(/[eE]/);
  return Number(`${mantissa}e${Number(exponent) + (THOUSANDS[suffix] ?? 0)}`);
}

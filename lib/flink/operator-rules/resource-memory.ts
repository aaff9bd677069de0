import { MemorySize } from "../../units/memory-size";

/**
 * What the operator makes of a `resource.memory`.
 *
 * - `size`: it deploys with it.
 * - `refused`: it reads a number and rejects it: a fraction, a negative, more bytes than fit.
 * - `unreadable`: reading it throws, and again when the resource is deleted.
 */
export type ResourceMemory =
  | { readonly kind: "size"; readonly size: MemorySize; readonly hasUnit: boolean }
  | { readonly kind: "refused" }
  | { readonly kind: "unreadable" };

const QUANTITY = /^([+-]?)(\d+\.?\d*|\.\d+)(E[+-]?\d+|[MGTPE]|[KMGTPE]i)?$/;

/**
 * Reads a `resource.memory` as the operator does: first as a Flink size, in which `4g` and `4G` are 4 GiB; else, in
 * upper case and without blanks, as a Kubernetes quantity, in which `4Gi` is 4 GiB.
 *
 * @see `FlinkConfigBuilder.parseResourceMemoryString` in the operator
 */
export function readResourceMemory(text: string): ResourceMemory {
  const asFlink = sizeOr(() => MemorySize.parseFlink(text));
  if (asFlink !== undefined) {
    return { kind: "size", size: asFlink, hasUnit: /[a-z]/i.test(text) };
  }
  const quantity = text.replaceAll(/\s/g, "").toUpperCase().replace(/B$/, "").replace(/I$/, "i");
  const [, sign, digits = ""] = QUANTITY.exec(quantity) ?? [];
  if (sign === undefined) {
    return { kind: "unreadable" };
  }
  // A fraction keeps its decimal places through the multiplication, and Flink then reads no size.
  const isWhole = sign !== "-" && !/\.\d/.test(digits);
  const size = isWhole ? sizeOr(() => MemorySize.parseQuantity(quantity)) : undefined;
  return size === undefined ? { kind: "refused" } : { kind: "size", size, hasUnit: true };
}

/** Whether the operator can read a `resource.ephemeralStorage`: any Kubernetes quantity, fractions included. */
export function isQuantity(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+|E[+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/.test(text);
}

function sizeOr(parse: () => MemorySize): MemorySize | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

import { InvalidInputError } from "../../errors";
import { isUnresolved } from "../../units/literal";
import type { MemorySize } from "../../units/memory-size";

/** A share with bounds (Flink's `RangeFraction`). */
export interface BoundedFraction {
  /** At least 0, below 1. Flink reads it as a 32-bit float. */
  readonly fraction: number;
  readonly min: MemorySize;
  /** @default - unbounded */
  readonly max?: MemorySize | undefined;
}

/** Always exactly `size`, whatever it is a share of. The fraction no longer matters. */
export function fixedAt(size: MemorySize, fraction = 0.1): BoundedFraction {
  return { fraction, min: size, max: size };
}

/** `of` × fraction, within the bounds. */
export function boundedShare(of: MemorySize, bounds: BoundedFraction, what: string): MemorySize {
  return of.fraction(checkedFraction(bounds, what)).clamp(bounds.min, bounds.max);
}

/**
 * The size that is the given fraction of itself plus `rest`, within the bounds.
 *
 * Flink divides in double precision first and truncates once afterwards, so the result is not exactly the inverse
 * of {@link boundedShare}.
 */
export function boundedShareOfTotal(rest: MemorySize, bounds: BoundedFraction, what: string): MemorySize {
  const fraction = checkedFraction(bounds, what);
  const ratio = fraction / (1 - fraction);
  // A fraction near 1 asks for more bytes than a number holds exactly; the maximum ends that before it matters.
  if (bounds.max !== undefined && rest.inBytes * ratio > 2 * bounds.max.inBytes) {
    return bounds.max;
  }
  return rest.fraction(ratio).clamp(bounds.min, bounds.max);
}

export function requireWithin(size: MemorySize, bounds: BoundedFraction, what: string, wayOut: string): void {
  // Flink checks the fraction even where only the bounds are used.
  checkedFraction(bounds, what);
  const { min, max } = bounds;
  if (min.isGreaterThan(size) || (max !== undefined && size.isGreaterThan(max))) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `${what} would be ${exact(size)}, outside ${exact(min)} to ${max === undefined ? "unbounded" : exact(max)}; ${wayOut}`,
    );
  }
}

/** Both spellings: people read the first, a byte that is missing shows in the second. */
export function exact(size: MemorySize): string {
  return `${size} (${size.inBytes} bytes)`;
}

function checkedFraction({ fraction, min, max }: BoundedFraction, what: string): number {
  const single = Math.fround(fraction);
  if (isUnresolved(fraction) || !(single >= 0 && single < 1)) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `the fraction of ${what} must be at least 0 and below 1, got ${fraction}`,
    );
  }
  if (max !== undefined && min.isGreaterThan(max)) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `the minimum of ${what}, ${exact(min)}, is above its maximum ${exact(max)}; lower one or raise the other`,
    );
  }
  return single;
}

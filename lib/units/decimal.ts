/** An exact decimal: `coefficient` × 10^`exponent`. Binary floating point would lose the byte that matters. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Reads `12`, `0.25`, `.5`, `1e3` and `1.5E-7`; anything else is `undefined`. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") {
    return undefined;
  }
  const coefficient = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return { coefficient, exponent: Number(exponent) - fraction.length };
}

/** The shortest decimal that names this double, which is what both Java and JavaScript print. */
export function shortestDecimal(value: number): Decimal {
  return parseDecimal(String(value)) ?? { coefficient: 0n, exponent: 0 };
}

/** `whole` × `factor`, truncated towards zero. */
export function multiplyTruncating(whole: bigint, factor: Decimal): bigint {
  const product = whole * factor.coefficient;
  return factor.exponent >= 0 ? product * 10n ** BigInt(factor.exponent) : product / 10n ** BigInt(-factor.exponent);
}

/** `whole` × `factor` where it is a whole number, else `undefined`. */
export function multiplyExactly(whole: bigint, factor: Decimal): bigint | undefined {
  const product = whole * factor.coefficient;
  if (factor.exponent >= 0) {
    return product * 10n ** BigInt(factor.exponent);
  }
  const divisor = 10n ** BigInt(-factor.exponent);
  return product % divisor === 0n ? product / divisor : undefined;
}

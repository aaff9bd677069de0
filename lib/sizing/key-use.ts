/**
 * How often each key is used. `zipf`: the i-th most used key gets a share of 1 ÷ i (exponent 1), as hosts, users and
 * addresses in logs do; `uniform`: every key alike, as random ids do.
 */
export type KeyUse = "zipf" | "uniform";

/** Euler's constant: the harmonic number of n is about ln n + γ. */
const EULER = 0.5772156649;

function harmonic(count: number): number {
  return Math.log(count) + EULER;
}

/**
 * How many of `keys` keys `uses` uses touch at least once, on average. Uniform: K × (1 − e^(−n ÷ K)). Zipf: the sum over
 * ranks i of 1 − e^(−n ÷ (H(K) × i)), as an integral.
 */
export function touchedKeys(keys: number, uses: number, use: KeyUse): number {
  if (keys <= 1 || uses <= 0) {
    return Math.min(keys, uses);
  }
  if (use === "uniform") {
    return keys * -Math.expm1(-uses / keys);
  }
  const first = uses / harmonic(keys);
  return Math.min(
    keys,
    uses,
    integralOverRanks(keys, (rank) => -Math.expm1(-first / rank)),
  );
}

/** Simpson's rule over the logarithm of the rank: half of the touched keys may lie within the first thousandth. */
function integralOverRanks(keys: number, valueAt: (rank: number) => number): number {
  const steps = 64;
  const [from, to] = [Math.log(0.5), Math.log(keys + 0.5)];
  const width = (to - from) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) {
    const rank = Math.exp(from + step * width);
    const weight = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4;
    sum += weight * valueAt(rank) * rank;
  }
  return (sum * width) / 3;
}

/** Share of uses that fall on the `cached` most used of `keys` keys. */
export function hitRatio(keys: number, cached: number, use: KeyUse): number {
  if (cached >= keys) {
    return 1;
  }
  return use === "uniform" ? cached / keys : Math.max(0, Math.log(Math.max(1, cached)) / Math.log(keys));
}

/** How many of `keys` keys get this share of uses: the inverse of {@link hitRatio}. */
export function keysForHitRatio(keys: number, ratio: number, use: KeyUse): number {
  return use === "uniform" ? keys * ratio : keys ** ratio;
}

import { InvalidInputError } from "../errors";
import { multiplyExactly, multiplyTruncating, parseDecimal, shortestDecimal } from "./decimal";
import { grouped } from "./grouped";
import { requireAmount, requireText, requireWhole } from "./literal";

const KIBI = 1024;
const MEBI = KIBI * 1024;
const GIBI = MEBI * 1024;
const TEBI = GIBI * 1024;

/** Flink's units: all binary, case-insensitive; no unit means bytes (`org.apache.flink.configuration.MemorySize`). */
const FLINK_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  bytes: 1,
  k: KIBI,
  kb: KIBI,
  kibibytes: KIBI,
  m: MEBI,
  mb: MEBI,
  mebibytes: MEBI,
  g: GIBI,
  gb: GIBI,
  gibibytes: GIBI,
  t: TEBI,
  tb: TEBI,
  tebibytes: TEBI,
};

/** Kubernetes' suffixes that can name whole bytes: binary ones end in `i`, the others are powers of ten. */
const QUANTITY_UNITS: Readonly<Record<string, bigint>> = {
  "": 1n,
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
};

/**
 * An amount of memory or storage, in whole bytes.
 *
 * Flink and Kubernetes read the same letters differently: `2G` is 2 GiB to Flink and 2,000,000,000 bytes to Kubernetes.
 * So there are two parsers and two printers, and no guess between them.
 */
export class MemorySize {
  static readonly ZERO = new MemorySize(0);

  static bytes(amount: number): MemorySize {
    return new MemorySize(amount);
  }
  static kibibytes(amount: number): MemorySize {
    return MemorySize.of(amount, KIBI);
  }
  static mebibytes(amount: number): MemorySize {
    return MemorySize.of(amount, MEBI);
  }
  static gibibytes(amount: number): MemorySize {
    return MemorySize.of(amount, GIBI);
  }
  static tebibytes(amount: number): MemorySize {
    return MemorySize.of(amount, TEBI);
  }

  /**
   * Reads Flink's notation: whole digits, then a binary unit or none (`16g`, `1728 mb`, `1024`).
   *
   * @throws InvalidInputError `AmountMalformed` for fractions and for Kubernetes suffixes, which Flink refuses too
   */
  static parseFlink(text: string): MemorySize {
    requireText(text, "a Flink memory size");
    const [, digits = "", unit = "?"] = /^\s*(\d+)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
    const factor = FLINK_UNITS[unit.toLowerCase()];
    if (factor === undefined) {
      throw new InvalidInputError(
        "AmountMalformed",
        `Flink cannot read the memory size ${JSON.stringify(text)}; write whole digits and b, k, m, g or t, such as 1536m`,
      );
    }
    return MemorySize.of(Number(digits), factor);
  }

  /**
   * Reads a Kubernetes quantity that is a whole number of bytes (`16Gi`, `2G`, `1.5Gi`, `1e6`).
   *
   * @throws InvalidInputError `AmountMalformed` if it is no quantity, `AmountNotWhole` for a fraction of a byte (`1500m`)
   */
  static parseQuantity(text: string): MemorySize {
    requireText(text, "a Kubernetes quantity");
    const [, number = "", suffix = ""] = /^(\+?[\d.]+(?:[eE][+-]?\d+)?)([KMGTPE]i|[numkMGTPE])?$/.exec(text) ?? [];
    const decimal = parseDecimal(number);
    if (decimal === undefined) {
      throw new InvalidInputError(
        "AmountMalformed",
        `${JSON.stringify(text)} is not a Kubernetes quantity; write digits and Ki, Mi, Gi, k, M or G, such as 1536Mi`,
      );
    }
    const unit = QUANTITY_UNITS[suffix];
    const bytes = unit === undefined ? undefined : multiplyExactly(unit, decimal);
    if (bytes === undefined) {
      throw new InvalidInputError("AmountNotWhole", `${JSON.stringify(text)} is not a whole number of bytes`);
    }
    return new MemorySize(Number(bytes));
  }

  private static of(amount: number, unit: number): MemorySize {
    requireAmount(amount, "a memory size");
    return new MemorySize(amount * unit);
  }

  private constructor(readonly inBytes: number) {
    requireWhole(inBytes, "a memory size in bytes");
  }

  get inMebibytes(): number {
    return this.inBytes / MEBI;
  }
  get inGibibytes(): number {
    return this.inBytes / GIBI;
  }

  plus(other: MemorySize): MemorySize {
    return new MemorySize(this.inBytes + other.inBytes);
  }
  /** @throws InvalidInputError `AmountNegative` if `other` is larger */
  minus(other: MemorySize): MemorySize {
    return new MemorySize(this.inBytes - other.inBytes);
  }
  /** @throws InvalidInputError `AmountNotWhole` if the product is not a whole number of bytes */
  times(factor: number): MemorySize {
    requireAmount(factor, "a factor");
    const product = multiplyExactly(BigInt(this.inBytes), shortestDecimal(factor));
    if (product === undefined) {
      throw new InvalidInputError(
        "AmountNotWhole",
        `${this} × ${factor} is not a whole number of bytes; use fraction() to truncate`,
      );
    }
    return new MemorySize(Number(product));
  }
  /** A share of this size, truncated to whole bytes: exactly what Flink's `MemorySize.multiply` does. */
  fraction(factor: number): MemorySize {
    requireAmount(factor, "a fraction");
    return new MemorySize(Number(multiplyTruncating(BigInt(this.inBytes), shortestDecimal(factor))));
  }
  /** One of `parts` equal parts, rounded down. */
  dividedBy(parts: number): MemorySize {
    requireWhole(parts, "the number of parts", 1);
    return new MemorySize(Math.floor(this.inBytes / parts));
  }
  /** The next multiple of `step`, or this size where it is one. */
  roundedUpTo(step: MemorySize): MemorySize {
    requireWhole(step.inBytes, "a rounding step in bytes", 1);
    return new MemorySize(Math.ceil(this.inBytes / step.inBytes) * step.inBytes);
  }
  clamp(min: MemorySize, max: MemorySize | undefined): MemorySize {
    return max !== undefined && this.isGreaterThan(max) ? max : MemorySize.max(this, min);
  }
  isGreaterThan(other: MemorySize): boolean {
    return this.inBytes > other.inBytes;
  }
  equals(other: MemorySize): boolean {
    return this.inBytes === other.inBytes;
  }

  static sum(sizes: Iterable<MemorySize>): MemorySize {
    let total = MemorySize.ZERO;
    for (const size of sizes) {
      total = total.plus(size);
    }
    return total;
  }
  static max(first: MemorySize, ...others: readonly MemorySize[]): MemorySize {
    return others.reduce((largest, size) => (size.isGreaterThan(largest) ? size : largest), first);
  }

  /** In the largest Flink unit that loses nothing: `4g`, `1728m`, `536870920b`. */
  toFlink(): string {
    return this.inLargestUnit([
      ["t", TEBI],
      ["g", GIBI],
      ["m", MEBI],
      ["k", KIBI],
      ["b", 1],
    ]);
  }
  /** As the quantity the API server would store: `4Gi`, `1728Mi`, `536870920`. */
  toQuantity(): string {
    return this.inLargestUnit([
      ["Pi", TEBI * 1024],
      ["Ti", TEBI],
      ["Gi", GIBI],
      ["Mi", MEBI],
      ["Ki", KIBI],
      ["", 1],
    ]);
  }
  /** For people: at most one decimal, `1.4 GiB`. Not exact; never parse it. */
  toString(): string {
    const units: readonly (readonly [string, number])[] = [
      ["TiB", TEBI],
      ["GiB", GIBI],
      ["MiB", MEBI],
      ["KiB", KIBI],
    ];
    const [name, unit] = units.find(([, size]) => this.inBytes >= size) ?? ["B", 1];
    return `${grouped(Number((this.inBytes / unit).toFixed(1)))} ${name}`;
  }
  toJSON(): number {
    return this.inBytes;
  }

  private inLargestUnit(units: readonly (readonly [string, number])[]): string {
    const whole = units.find(([, size]) => this.inBytes >= size && this.inBytes % size === 0);
    return whole === undefined ? `0${units.at(-1)?.[0]}` : `${this.inBytes / whole[1]}${whole[0]}`;
  }
}

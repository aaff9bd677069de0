import { Duration } from "./duration";
import { requireAmount } from "./literal";
import type { MemorySize } from "./memory-size";

/** How fast bytes move, in bytes per second. Networks are sold in megabits, disks in megabytes; both are decimal. */
export class Bandwidth {
  static bytesPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount);
  }
  static megabytesPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount * 1e6);
  }
  static megabitsPerSecond(amount: number): Bandwidth {
    return new Bandwidth((amount * 1e6) / 8);
  }

  private constructor(readonly inBytesPerSecond: number) {
    requireAmount(inBytesPerSecond, "bytes per second");
  }

  times(factor: number): Bandwidth {
    requireAmount(factor, "a factor");
    return new Bandwidth(this.inBytesPerSecond * factor);
  }
  isGreaterThan(other: Bandwidth): boolean {
    return this.inBytesPerSecond > other.inBytesPerSecond;
  }
  /** The time that moving `size` takes, rounded up to a millisecond. */
  timeFor(size: MemorySize): Duration {
    return Duration.millis(Math.ceil((size.inBytes / this.inBytesPerSecond) * 1000));
  }
  static sum(bandwidths: readonly Bandwidth[]): Bandwidth {
    return new Bandwidth(bandwidths.reduce((sum, { inBytesPerSecond }) => sum + inBytesPerSecond, 0));
  }
  static min(first: Bandwidth, ...others: readonly Bandwidth[]): Bandwidth {
    return others.reduce((least, other) => (least.isGreaterThan(other) ? other : least), first);
  }
  /** For people: `469 MB/s`. */
  toString(): string {
    const [suffix, unit] = (
      [
        ["GB/s", 1e9],
        ["MB/s", 1e6],
        ["kB/s", 1e3],
      ] as const
    ).find(([, size]) => this.inBytesPerSecond >= size) ?? ["B/s", 1];
    return `${Number((this.inBytesPerSecond / unit).toPrecision(3))} ${suffix}`;
  }
  toJSON(): number {
    return this.inBytesPerSecond;
  }
}

import { requireAmount } from "./literal";

/** How often something happens, in events per second. */
export class Rate {
  static perSecond(amount: number): Rate {
    return new Rate(amount);
  }
  static perMinute(amount: number): Rate {
    return new Rate(amount / 60);
  }
  static perDay(amount: number): Rate {
    return new Rate(amount / 86_400);
  }

  private constructor(readonly inPerSecond: number) {
    requireAmount(inPerSecond, "a rate per second");
  }

  times(factor: number): Rate {
    requireAmount(factor, "a factor");
    return new Rate(this.inPerSecond * factor);
  }
  isGreaterThan(other: Rate): boolean {
    return this.inPerSecond > other.inPerSecond;
  }
  equals(other: Rate): boolean {
    return this.inPerSecond === other.inPerSecond;
  }
  /** For people: `1.2 M/s`, `850/s`. */
  toString(): string {
    const [suffix, unit] = (
      [
        [" G", 1e9],
        [" M", 1e6],
        [" k", 1e3],
      ] as const
    ).find(([, size]) => this.inPerSecond >= size) ?? ["", 1];
    return `${Number((this.inPerSecond / unit).toFixed(2))}${suffix}/s`;
  }
  toJSON(): number {
    return this.inPerSecond;
  }
}

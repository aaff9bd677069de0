import { InvalidInputError } from "../errors";
import { multiplyExactly, parseDecimal, shortestDecimal } from "./decimal";
import { requireAmount, requireText, requireWhole } from "./literal";

/** An amount of CPU, in whole thousandths of a core: the finest step Kubernetes schedules. */
export class Cpu {
  static millis(amount: number): Cpu {
    return new Cpu(amount);
  }
  /** @throws InvalidInputError `AmountNotWhole` below a thousandth of a core */
  static cores(amount: number): Cpu {
    requireAmount(amount, "CPU in cores");
    return new Cpu(Number(multiplyExactly(1000n, shortestDecimal(amount)) ?? Number.NaN));
  }
  /** Reads a Kubernetes quantity: `3750m`, `4`, `0.5`. */
  static parseQuantity(text: string): Cpu {
    requireText(text, "a CPU quantity");
    const [, number = "", milli] = /^([\d.]+(?:[eE][+-]?\d+)?)(m)?$/.exec(text) ?? [];
    const decimal = parseDecimal(number);
    if (decimal === undefined) {
      throw new InvalidInputError(
        "AmountMalformed",
        `${JSON.stringify(text)} is not a CPU quantity; write cores (2) or thousandths (1500m)`,
      );
    }
    return new Cpu(Number(multiplyExactly(milli === undefined ? 1000n : 1n, decimal) ?? Number.NaN));
  }

  private constructor(readonly inMillis: number) {
    requireWhole(inMillis, "CPU in thousandths of a core");
  }

  get inCores(): number {
    return this.inMillis / 1000;
  }
  times(count: number): Cpu {
    requireWhole(count, "a factor for CPU");
    return new Cpu(this.inMillis * count);
  }
  plus(other: Cpu): Cpu {
    return new Cpu(this.inMillis + other.inMillis);
  }
  equals(other: Cpu): boolean {
    return this.inMillis === other.inMillis;
  }

  /** Cores as Flink's `….cpu.amount` options want them: `3.75`. */
  toFlink(): string {
    return String(this.inCores);
  }
  /** As the quantity the API server would store: `3750m`, `4`. */
  toQuantity(): string {
    return this.inMillis % 1000 === 0 ? String(this.inCores) : `${this.inMillis}m`;
  }
  toString(): string {
    return `${this.inCores} ${this.inCores === 1 ? "core" : "cores"}`;
  }
  toJSON(): number {
    return this.inCores;
  }
}

import { grouped } from "../../units/grouped";

/** For people: `$1,234`, `$12.30`, `$0.0055`. */
export function dollars(amount: number): string {
  if (amount >= 100) {
    return `$${grouped(Math.round(amount))}`;
  }
  return `$${amount >= 1 || amount === 0 ? amount.toFixed(2) : String(Number(amount.toPrecision(2)))}`;
}

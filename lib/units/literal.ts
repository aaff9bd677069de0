import { InvalidInputError } from "../errors";

const TOKEN_IN_TEXT = /[$#]\{TfToken\[/;
/**
 * cdktf hides a token in a double around -8e298. Arithmetic on it stays far below anything that is meant: so does the
 * double of a token, or its half.
 */
const TOKEN_IN_NUMBER_BELOW = -1e280;

/** Whether a value stands for something only Terraform will know. Recognised by form, so that nothing here needs cdktf. */
export function isUnresolved(value: unknown): boolean {
  if (typeof value === "string") {
    return TOKEN_IN_TEXT.test(value);
  }
  if (typeof value === "number") {
    return value < TOKEN_IN_NUMBER_BELOW;
  }
  return false;
}

/** Refuses tokens: arithmetic on one yields nonsense without an error. */
export function requireLiteral(value: unknown, what: string): void {
  if (isUnresolved(value)) {
    throw new InvalidInputError(
      "UnresolvedToken",
      `${what} must be a literal, got a Terraform token; sizes are computed at synth, when Terraform has not run yet: state the number`,
    );
  }
}

/** A whole number that JavaScript holds exactly, at least `minimum`. */
export function requireWhole(value: number, what: string, minimum = 0): void {
  requireLiteral(value, what);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new InvalidInputError("AmountNotWhole", `${what} must be a whole number, got ${String(value)}`);
  }
  if (value < minimum) {
    throw new InvalidInputError("AmountNegative", `${what} must be at least ${minimum}, got ${value}`);
  }
  if (!Number.isSafeInteger(value)) {
    throw new InvalidInputError("AmountUnsafe", `${what} must be at most 2^53 - 1 to be exact, got ${value}`);
  }
}

/** A finite number, zero or more. */
export function requireAmount(value: number, what: string): void {
  requireLiteral(value, what);
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new InvalidInputError("AmountMalformed", `${what} must be a finite number, got ${String(value)}`);
  }
  if (value < 0) {
    throw new InvalidInputError("AmountNegative", `${what} must not be negative, got ${value}`);
  }
}

/** Text without tokens, for everything that is parsed. */
export function requireText(value: string, what: string): void {
  requireLiteral(value, what);
  if (typeof value !== "string") {
    throw new InvalidInputError("AmountMalformed", `${what} must be text, got ${String(value)}`);
  }
}

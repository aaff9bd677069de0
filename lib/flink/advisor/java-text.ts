/** A YAML value as Flink turns it back into text: Java's `toString`, but YAML's names for what is not finite. */
export function javaText(value: unknown): string {
  return typeof value === "number" ? javaDouble(value) : String(value);
}

/** Java's form of a double: always a fraction, scientific from 10⁷ up and below 10⁻³. */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : `${value < 0 ? "-" : ""}.inf`;
  }
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

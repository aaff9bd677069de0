/**
 * A value as YAML 1.2, keys sorted. The library is loaded on first use: it takes 40 ms, and a synth on the operator
 * writes no YAML at all.
 */
export function yamlText(value: unknown, options: { readonly blockQuote?: boolean } = {}): string {
  const { stringify } = require("yaml") as typeof import("yaml");
  return stringify(value, { version: "1.2", lineWidth: 0, sortMapEntries: true, ...options });
}

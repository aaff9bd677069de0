const TOKEN_OR_TEMPLATE = /(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})|[$%](?=\{)/g;

/**
 * Text that reaches its file unchanged: Terraform's own `${` and `%{` are doubled, tokens of cdktf are left to resolve.
 *
 * Apply it exactly once, where text leaves for Terraform. Log4j patterns, program arguments and Flink values may all
 * hold such sequences.
 */
export function literalText(text: string): string {
  // A function, because "$$" in a replacement string would mean one dollar sign.
  return text.replace(TOKEN_OR_TEMPLATE, (match, token?: string) => token ?? match + match);
}

/** {@link literalText} for every text in a tree of plain values. */
export function literalTree<T>(value: T): T {
  if (typeof value === "string") {
    return literalText(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map(literalTree) as T;
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, literalTree(entry)])) as T;
  }
  return value;
}

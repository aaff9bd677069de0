import { createColors } from "picocolors";
import type { Explanation } from "./explanation";
import { PAGE_WIDTH } from "./page-width";
import { wrap } from "./wrap";

type Colors = ReturnType<typeof createColors>;

/** A chain of reasons as a tree: the number, why, and below it what it follows from. */
export function explanationReport(title: string, explained: Explanation, color = false): string {
  const colors = createColors(color);
  return `${[colors.bold(title), ...nodeLines(explained, "", "", new Set(), colors)].join("\n")}\n`;
}

/** `first` stands before the number, `rest` before everything below it. What was explained above is not repeated. */
function nodeLines(
  { name, value, reason, kind, from }: Explanation,
  first: string,
  rest: string,
  shown: Set<string>,
  colors: Colors,
): readonly string[] {
  const repeated = shown.has(name) && from.length > 0;
  shown.add(name);
  const stated = colors.dim(
    kind === "input"
      ? value === undefined
        ? " (not stated)"
        : " (stated)"
      : value === undefined
        ? " (not known)"
        : "",
  );
  const head = `${first}${name}${value === undefined ? "" : ` = ${colors.bold(value)}`}${stated}`;
  if (repeated) {
    return [`${head}${colors.dim(" (see above)")}`];
  }
  const bar = from.length === 0 ? "   " : "│  ";
  const why =
    reason === undefined
      ? []
      : wrap(`${reason.message} [${reason.code}]`, PAGE_WIDTH - rest.length - bar.length).map(
          (line) => `${rest}${bar}${colors.dim(line)}`,
        );
  const below = from.flatMap((origin, index) => {
    const last = index === from.length - 1;
    return nodeLines(origin, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`, shown, colors);
  });
  return [head, ...why, ...below];
}

/**
 * What was predicted beside what was measured.
 */
export class Table {
  #lines = [];
  #fault;

  /** With a `fault` every prediction that is judged is wrong, to see that each comparison can fail. */
  constructor({ fault = false } = {}) {
    this.#fault = fault;
  }

  /** The mean of `measured` is to be within `within` (0.15 for 15 %) of `predicted`. */
  close({ within, ...line }) {
    const holds = ({ predicted, measured }) => Math.abs(mean(measured) / predicted - 1) <= within;
    this.#judge(line, ({ predicted }) => predicted * 2, `± ${within * 100} %`, holds);
  }

  /** None is above, or not further above than `within`. */
  atMost({ within = 0, ...line }) {
    const wrong = ({ predicted }) => predicted / 100;
    const holds = ({ predicted, measured }) => measured.every((value) => value <= predicted * (1 + within));
    this.#judge(line, wrong, within === 0 ? "at most" : `+ ${within * 100} %`, holds);
  }

  /** All are. */
  equal(line) {
    const wrong = ({ predicted }) => predicted + 1;
    this.#judge(line, wrong, "equal", ({ predicted, measured }) => measured.every((value) => value === predicted));
  }

  /** Shown, and judged by nobody: what explains the lines above it. */
  note(line) {
    this.#add({ ...line, allowed: "–" });
  }

  #judge(line, wrong, allowed, holds) {
    const predicted = this.#fault ? wrong(line) : line.predicted;
    const passed = line.measured.length > 0 && holds({ ...line, predicted });
    this.#add({ ...line, predicted, allowed, passed });
  }

  #add(line) {
    this.#lines.push(line);
  }

  get failed() {
    return this.#lines.filter(({ passed }) => passed === false).length;
  }
  get passed() {
    return this.#lines.filter(({ passed }) => passed === true).length;
  }

  toString() {
    const rows = [["what", "predicted", "measured", "ratio", "spread", "allowed", "verdict"], ...this.#lines.map(row)];
    const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
    const text = rows.map((cells) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  "),
    );
    return `${text.join("\n")}\n`;
  }
}

function row({ what, predicted, measured, unit = "", allowed, passed }) {
  const shown = (value) => (value === undefined ? "–" : `${written(value)}${unit && ` ${unit}`}`);
  const ratio = mean(measured) / predicted;
  const spread = measured.length < 2 ? "–" : `${written(Math.min(...measured))} … ${written(Math.max(...measured))}`;
  return [
    what,
    shown(predicted),
    measured.length === 0 ? "nothing" : shown(mean(measured)),
    Number.isFinite(ratio) ? ratio.toFixed(2) : "–",
    spread,
    allowed,
    passed === undefined ? "" : passed ? "ok" : "FAILED",
  ];
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function written(value) {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const WIDTH = 80;

/** What was done to the cluster, what had to happen, what did, and how long it took. */
export class Table {
  #lines = [];
  #say;

  /** @param say - told every verdict when it is known: a run that is ended early has shown what it saw */
  constructor(say = () => {}) {
    this.#say = say;
  }

  /** `seen` has to be `expected`, as text. */
  equal({ expected, seen, ...line }) {
    this.add({ ...line, expected, seen, passed: String(expected) === String(seen) });
  }

  /** @param passed - the verdict; without one the line explains those above it */
  add({ proof, what, expected, seen, seconds, passed }) {
    const line = { proof, what, expected: String(expected), seen: String(seen), seconds, passed };
    this.#lines.push(line);
    this.#say(
      row(line)
        .filter((cell) => cell !== "")
        .join("  "),
    );
  }

  /** The same table, for the lines of one proof. */
  of(proof) {
    return {
      equal: (line) => this.equal({ ...line, proof }),
      add: (line) => this.add({ ...line, proof }),
      note: ({ what, seen, seconds }) => this.add({ proof, what, expected: "–", seen, seconds }),
      failed: () => this.#lines.filter((line) => line.proof === proof && line.passed === false).length,
    };
  }

  get failed() {
    return this.#lines.filter(({ passed }) => passed === false).length;
  }
  get passed() {
    return this.#lines.filter(({ passed }) => passed === true).length;
  }

  toString() {
    const rows = [["", "fault", "expected", "seen", "seconds", "verdict"], ...this.#lines.map(row)];
    const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
    const padded = (cells) =>
      cells.map((cell, column) => (column === 4 ? cell.padStart(widths[4]) : cell.padEnd(widths[column])));
    return `${rows.map((cells) => padded(cells).join("  ").trimEnd()).join("\n")}\n`;
  }
}

function row({ proof, what, expected, seen, seconds, passed }) {
  const verdict = passed === undefined ? "" : passed ? "ok" : "FAILED";
  return [proof, what, shortened(expected), shortened(seen), seconds === undefined ? "" : seconds.toFixed(1), verdict];
}

/** What is longer than a line is said where it happens. */
function shortened(text) {
  const line = text.split("\n")[0];
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line;
}

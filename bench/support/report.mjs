import { ratioOf, spread } from "./statistics.mjs";

/** Prints one line per figure, and remembers whether any is beyond its budget. */
export class Report {
  failed = false;

  section(title) {
    console.log(`\n${title}`);
  }

  /** Measurements of one thing; without a limit the line is for information. */
  measured(name, samples, unit, limit) {
    this.#line(name, spread(samples), unit, limit, `< ${limit}`);
  }

  /** Two programs run in turns. */
  ratio(name, samples, baseline, limit) {
    this.#line(name, ratioOf(samples, baseline), "×", limit, `≤ ${limit}`);
  }

  note(text) {
    console.log(`  ${text}`);
  }

  failure(text) {
    this.failed = true;
    console.log(`  FAILED  ${text}`);
  }

  #line(name, { median, min, max }, unit, limit, budget) {
    const digits = unit === "×" ? 2 : 1;
    const show = (value) => value.toFixed(digits).padStart(8);
    const verdict = limit === undefined ? "no budget" : `${budget} ${median > limit ? "EXCEEDED" : "ok"}`;
    this.failed ||= limit !== undefined && median > limit;
    console.log(
      `  ${name.padEnd(48)} median ${show(median)}   min ${show(min)}   max ${show(max)} ${unit.padEnd(3)} ${verdict}`,
    );
  }
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CannotRun, javaArguments } from "./distributions.mjs";

/** One JVM with a Flink release in it, and our driver, which answers line by line. */
export class FlinkProcess {
  #java;
  #answers;

  constructor(release) {
    this.release = release;
    this.#java = spawn("java", javaArguments(release), { stdio: ["pipe", "pipe", "inherit"] });
    // A JVM that died is noticed by its answers ending; the broken pipe adds nothing.
    this.#java.stdin.on("error", () => {});
    this.#answers = createInterface({ input: this.#java.stdout })[Symbol.asyncIterator]();
  }

  /** The answers to `[what, fields]` questions, in their order; `rejected` is Flink's own refusal. */
  async ask(questions) {
    this.#java.stdin.write(questions.map(([what, fields]) => `${what}?${new URLSearchParams(fields)}\n`).join(""));
    const answers = [];
    for (const [what] of questions) {
      const { value, done } = await this.#answers.next();
      if (done) {
        throw new CannotRun(`the JVM of Flink ${this.release} died at a question "${what}"; its message stands above`);
      }
      answers.push(Object.fromEntries(new URLSearchParams(value)));
    }
    return answers;
  }

  close() {
    this.#java.stdin.end();
  }
}

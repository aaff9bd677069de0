import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished, started } from "./processes.mjs";

/** A stack in the hands of the real Terraform. What it says is read as it says it to machines (`-json`). */
export class Stack {
  #folder;
  #environment;

  /** @param environment - of the process: where Terraform finds its providers */
  constructor({ name, terraform, folder, environment }) {
    this.name = name;
    this.#folder = join(folder, name);
    this.#environment = environment;
    mkdirSync(this.#folder, { recursive: true });
    this.write(terraform);
  }

  /** Another configuration for the same state. */
  write(terraform) {
    this.terraform = terraform;
    writeFileSync(join(this.#folder, "cdk.tf.json"), JSON.stringify(terraform));
  }

  async init() {
    await this.#succeed("init", "-input=false");
  }

  /**
   * What Terraform would change now, by action and address, and every diagnostic it has. The plan is kept for `apply` and
   * `show`.
   */
  async plan(...options) {
    const args = ["-input=false", "-detailed-exitcode", "-out=plan.bin", ...options];
    const { status, lines } = await this.#json("plan", ...args);
    return {
      status,
      changes: lines
        .filter(({ type, change }) => type === "planned_change" && change.action !== "noop")
        .map(({ change }) => `${change.action} ${change.resource.addr}`)
        .sort(),
      diagnostics: diagnostics(lines),
    };
  }

  /** Does what was planned last. */
  async apply(...options) {
    const { status, lines } = await this.#json("apply", "-input=false", ...options, "plan.bin");
    return { status, applied: applied(lines), diagnostics: diagnostics(lines) };
  }

  /** An apply that is still under way: its process, and its end. */
  applying(...options) {
    const args = ["apply", "-json", "-input=false", "-auto-approve", ...options];
    const child = started("terraform", args, { ...this.#options, stdio: ["ignore", "pipe", "pipe"] });
    const heard = { text: "" };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        heard.text += text;
      });
    }
    const ended = new Promise((resolve) => {
      child.once("close", (status) => resolve({ status, diagnostics: diagnostics(parsed(heard.text)) }));
    });
    return { child, ended, lines: () => parsed(heard.text) };
  }

  /** The file with the last plan as Terraform shows it to programs. */
  async show() {
    const file = join(this.#folder, "plan.json");
    writeFileSync(file, (await this.#succeed("show", "-json", "plan.bin")).stdout);
    return file;
  }

  async untaint(address) {
    await this.#succeed("untaint", address);
  }

  forceUnlock(id) {
    return this.#run("force-unlock", "-force", id);
  }

  get #options() {
    return { cwd: this.#folder, env: { ...this.#environment, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" } };
  }

  async #json(command, ...args) {
    const { status, stdout, stderr } = await this.#run(command, "-json", ...args);
    const lines = parsed(stdout);
    if (lines.length === 0) {
      throw new Error(`terraform ${command} of ${this.name}: ${stderr.trim() || `exit code ${status}`}`);
    }
    return { status, lines };
  }

  async #succeed(...args) {
    const result = await this.#run(...args);
    if (result.status !== 0) {
      throw new Error(`terraform ${args[0]} of ${this.name}: ${result.stderr.trim() || result.stdout.trim()}`);
    }
    return result;
  }

  #run(...args) {
    return finished("terraform", args, this.#options);
  }
}

function parsed(text) {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line));
}

function diagnostics(lines) {
  return lines
    .filter(({ type }) => type === "diagnostic")
    .map(({ diagnostic: { severity, summary, detail, address } }) =>
      `${severity}: ${address === undefined ? "" : `${address}: `}${summary}: ${detail}`.replaceAll(/\s+/g, " "),
    );
}

function applied(lines) {
  return lines
    .filter(({ type }) => type === "apply_complete")
    .map(({ hook }) => `${hook.action} ${hook.resource.addr}`)
    .sort();
}

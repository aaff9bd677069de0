import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withStacks } from "../synthesized.mjs";
import { CannotRun } from "./providers.mjs";

/** Synthesizes every app and validates every stack with the real providers; a warning counts as a difference. */
export function validateStacks({ environment, missing, alter }) {
  return withStacks(CannotRun, (stacks) =>
    stacks.map(({ stack, folder }) => validate(folder, stack, { environment, missing, alter })),
  );
}

function validate(folder, stack, { environment, missing, alter }) {
  const file = join(folder, "cdk.tf.json");
  const terraform = alter(JSON.parse(readFileSync(file, "utf8")));
  const absent = missing.filter((name) => terraform.terraform.required_providers[name] !== undefined);
  if (absent.length > 0) {
    return { title: stack, skipped: `needs the provider ${absent.join(", ")}` };
  }
  writeFileSync(file, JSON.stringify(terraform));
  const run = (...args) => spawnSync("terraform", args, { cwd: folder, encoding: "utf8", env: environment });
  const init = run("init", "-backend=false", "-input=false", "-no-color");
  if (init.status !== 0) {
    return { title: stack, problems: [init.stderr.trim()] };
  }
  const { diagnostics } = JSON.parse(run("validate", "-json").stdout);
  return {
    title: stack,
    problems: diagnostics.map(({ severity, summary, detail }) => `${severity}: ${summary}: ${detail}`),
  };
}

/** What Terraform gives back for texts that passed our escaper: the same text, or the escaper is wrong. */
export function roundTripTexts({ environment, texts, literalText }) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-text-"));
  try {
    const output = Object.fromEntries(texts.map((text, index) => [`t${index}`, { value: literalText(text) }]));
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ output }));
    const run = (...args) => spawnSync("terraform", args, { cwd: folder, encoding: "utf8", env: environment });
    const applied = run("apply", "-auto-approve", "-input=false", "-no-color");
    if (applied.status !== 0) {
      return [applied.stderr.trim()];
    }
    const values = JSON.parse(run("output", "-json").stdout);
    return texts
      .filter((text, index) => values[`t${index}`]?.value !== text)
      .map((text) => `${JSON.stringify(text)} came back changed`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

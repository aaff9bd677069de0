import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ROOT, synthesize } from "./support/processes.mjs";

const EXAMPLE = "examples/minimal.ts";

/** How much a user writes for the Terraform that comes out. */
export function benchLines(report, sentra) {
  report.section(
    "lines a user writes, without blank lines and comments, against lines of pretty-printed Terraform JSON",
  );
  compare(report, "Sentra: stacks/**/*.ts", codeLinesBelow("stacks", ".ts"), sentra);
  report.note(`the hand-written program in plain cdktf: ${codeLinesBelow("bench/handwritten", ".cjs")} lines`);
  if (!existsSync(join(ROOT, EXAMPLE))) {
    report.note(`${EXAMPLE} does not exist yet: skipped`);
    return;
  }
  const { stacks } = synthesize("bench/processes/example.cjs", [join(ROOT, EXAMPLE)]);
  if (Object.keys(stacks).length === 0) {
    report.failure(`${EXAMPLE} was run and wrote no stack`);
    return;
  }
  compare(report, EXAMPLE, codeLines(join(ROOT, EXAMPLE)), stacks);
}

function compare(report, name, written, stacks) {
  const produced = Object.values(stacks)
    .map((text) => JSON.stringify(JSON.parse(text), null, 2).split("\n").length)
    .reduce((sum, lines) => sum + lines, 0);
  report.note(
    `${name}: ${written} lines, and ${produced} of Terraform come out: 1 to ${(produced / written).toFixed(1)}`,
  );
}

function codeLinesBelow(folder, extension) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => codeLines(join(entry.parentPath, entry.name)))
    .reduce((sum, lines) => sum + lines, 0);
}

/** Lines that hold at least a part of a token, as the compiler reads them. */
function codeLines(path) {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  const lines = new Set();
  const visit = (node) => {
    if (ts.isJSDoc(node)) {
      return;
    }
    const children = node.getChildren(source);
    if (children.length === 0 && node.getWidth(source) > 0) {
      for (let line = lineOf(node.getStart(source)); line <= lineOf(node.getEnd()); line++) {
        lines.add(line);
      }
    }
    children.forEach(visit);
  };
  visit(source);
  return lines.size;
}

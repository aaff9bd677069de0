import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { CannotRun, NEEDS, provideProviders, requireTerraform } from "./providers.mjs";
import { renamedConstruct } from "./renamed.mjs";
import { roundTripTexts, validateStacks } from "./stacks.mjs";

const USAGE = `node test/tiers/terraform/run.mjs [--build-aws] [--fault]

Asks the real Terraform and its real providers whether every stack is valid, without a warning, and whether text
reaches Terraform unchanged; and whether a construct that is renamed with its history keeps what was applied. --fault
misspells an argument, skips the escaper and leaves the history out, which must fail.
`;

/** What log patterns, arguments and Flink values may hold. */
const TEXTS = [
  "${sys:log.file}",
  "100%{x}",
  "$${already}",
  "%%{doubled}",
  "$",
  "%d{HH:mm}",
  'quo"te',
  "two\nlines",
  "ünïcode ${é}",
  "${a}%{b}${c}",
  "\\${back}",
  "$$$${x}",
  "%{if true}x%{endif}",
];

try {
  process.exitCode = prove(
    parseArgs({ options: { "build-aws": { type: "boolean" }, fault: { type: "boolean" } } }).values,
  );
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\nterraform: could not run\n`);
  process.exitCode = 1;
}

function prove({ "build-aws": buildAws = false, fault = false }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\nterraform ${requireTerraform()}\n`);
  const { environment, missing, origin } = provideProviders(buildAws);
  process.stdout.write(`providers from ${origin}${missing.length > 0 ? `, without ${missing.join(", ")}` : ""}\n`);
  const { literalText } = createRequire(import.meta.url)("../../../dist/lib/index.js");
  const problems = roundTripTexts({ environment, texts: TEXTS, literalText: fault ? (text) => text : literalText });
  const results = [
    { title: `text: ${TEXTS.length} values`, problems },
    { title: "a renamed construct", problems: renamedConstruct({ environment, history: !fault }) },
    ...validateStacks({ environment, missing, alter: fault ? misspelt : (terraform) => terraform }),
  ];
  for (const { title, skipped, problems: found = [] } of results) {
    process.stdout.write(
      `${title.padEnd(28)}${skipped === undefined ? (found.length === 0 ? "valid" : "INVALID") : `skipped: ${skipped}`}\n`,
    );
    process.stdout.write(found.map((problem) => `  ${problem}\n`).join(""));
  }
  const count = (predicate) => results.filter(predicate).length;
  const failed = count(({ problems: found = [] }) => found.length > 0);
  const skipped = count((result) => result.skipped !== undefined);
  process.stdout.write(
    `terraform: ${results.length - failed - skipped} proofs passed, ${failed} failed, ${skipped} skipped\n`,
  );
  return failed === 0 && skipped < results.length ? 0 : 1;
}

/** With an argument no provider knows, in the first resource of every type. */
function misspelt(terraform) {
  for (const resources of Object.values(terraform.resource)) {
    Object.values(resources)[0].misspelt = true;
  }
  return terraform;
}

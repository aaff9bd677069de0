import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { proveApplied } from "./applied/applied.mjs";
import { CannotRun, NEEDS, provideProviders, requireTerraform } from "./providers.mjs";
import { renamedConstruct } from "./renamed.mjs";
import { roundTripTexts, validateStacks } from "./stacks.mjs";

const USAGE = `node test/tiers/terraform/run.mjs [--build-aws] [--full] [--only NAME[,NAME…]] [--keep] [--fault]

Asks the real Terraform and its real providers whether every stack is valid, without a warning, and whether text
reaches Terraform unchanged; and whether a construct that is renamed with its history keeps what was applied. Then
applies the stacks: to a real API server, to a mock of AWS, with states in S3. Looks for a second plan that is empty,
changes numbers, breaks things by hand, takes locks, kills an apply, and scans for policies.
--full applies every environment with both runtimes, --only those of these names. --keep leaves what was applied.
--fault misspells an argument, skips the escaper, leaves the history out and has a namespace change with every plan,
which must fail.
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

// Every process we started ends with us, however we end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(1));
}
try {
  process.exitCode = await prove(options());
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\nterraform: could not run\n`);
  process.exitCode = 1;
}
process.exit();

function options() {
  const flag = { type: "boolean", default: false };
  const flags = { "build-aws": flag, fault: flag, full: flag, keep: flag };
  return parseArgs({ options: { ...flags, only: { type: "string" } } }).values;
}

async function prove({ "build-aws": buildAws, fault, ...applied }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\nterraform ${requireTerraform()}\n`);
  const terraform = provideProviders(buildAws);
  const { missing, origin } = terraform;
  process.stdout.write(`providers from ${origin}${missing.length > 0 ? `, without ${missing.join(", ")}` : ""}\n`);
  const counts = validated(terraform, fault);
  const table = await proveApplied(terraform, { ...applied, fault });
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map((name) => counts[name] + table[name]);
  process.stdout.write(`terraform: ${passed} proofs passed, ${failed} failed, ${skipped} skipped\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** How many texts and stacks are as they should be, are not, and could not be judged. */
function validated({ environment, missing }, fault) {
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
  return { passed: results.length - failed - skipped, failed, skipped };
}

/** With an argument no provider knows, in the first resource of every type. */
function misspelt(terraform) {
  for (const resources of Object.values(terraform.resource)) {
    Object.values(resources)[0].misspelt = true;
  }
  return terraform;
}

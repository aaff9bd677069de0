import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CannotRun, NEEDS, readValidators } from "./schemas.mjs";

const USAGE = `node test/tiers/crd/run.mjs [--fault]

Validates every custom resource of every stack against the operator's own CRDs. A field that no CRD has is an error: the
API server would prune it without a word. --fault adds such a field, which must fail.
`;

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

try {
  process.exitCode = prove(parseArgs({ options: { fault: { type: "boolean" } } }).values);
} catch (error) {
  process.stdout.write(`\n${error instanceof CannotRun ? error.message : error.stack}\ncrd: could not run\n`);
  process.exitCode = 1;
}

function prove({ fault = false }) {
  process.stdout.write(`${USAGE}\n${NEEDS}\n`);
  const validators = readValidators();
  const groups = readManifests();
  if (groups.size === 0) {
    throw new CannotRun("no stack has a kubernetes_manifest");
  }
  let failed = 0;
  for (const [title, manifests] of groups) {
    const judged = fault ? [misspelt(manifests[0]), ...manifests.slice(1)] : manifests;
    const problems = judged.flatMap((manifest) => problemsOf(manifest, validators));
    failed += problems.length > 0 ? 1 : 0;
    process.stdout.write(
      `${title.padEnd(40)}${String(manifests.length).padStart(3)} ${problems.length === 0 ? "valid" : "INVALID"}\n`,
    );
    process.stdout.write(problems.map((problem) => `  ${problem}\n`).join(""));
  }
  process.stdout.write(`crd: ${groups.size - failed} proofs passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** Synthesizes `stacks/`, and groups the custom resources by stack and kind. */
function readManifests() {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-crd-"));
  try {
    const { status } = spawnSync(process.execPath, [join(ROOT, "dist", "stacks", "main.js")], {
      stdio: "inherit",
      env: { ...process.env, CDKTF_OUTDIR: folder },
    });
    if (status !== 0) {
      throw new CannotRun("dist/stacks/main.js did not synthesize; run npm run build first");
    }
    const groups = new Map();
    for (const stack of readdirSync(join(folder, "stacks")).sort()) {
      const { resource } = JSON.parse(readFileSync(join(folder, "stacks", stack, "cdk.tf.json"), "utf8"));
      for (const { manifest } of Object.values(resource?.kubernetes_manifest ?? {})) {
        const title = `${stack}: ${manifest.kind}`;
        groups.set(title, [...(groups.get(title) ?? []), manifest]);
      }
    }
    return groups;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemsOf(manifest, validators) {
  const { apiVersion, kind, metadata } = manifest;
  const validate = validators.get(`${apiVersion}/${kind}`);
  if (validate === undefined) {
    return [`${metadata?.name}: there is no CRD for ${apiVersion} ${kind}`];
  }
  return validate(manifest)
    ? []
    : validate.errors.map(({ instancePath, message, params }) => {
        const detail = params.additionalProperty ?? params.allowedValues?.join(", ");
        return `${metadata?.name}${instancePath} ${message}${detail === undefined ? "" : `: ${detail}`}`;
      });
}

/** With a field that no CRD has, deep inside. */
function misspelt(manifest) {
  const changed = structuredClone(manifest);
  changed.spec.taskManager.podTemplate.spec.containers[0].misspelt = true;
  return changed;
}

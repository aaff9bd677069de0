import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withStacks } from "../synthesized.mjs";
import { CannotRun, NEEDS, readValidators } from "./schemas.mjs";

const USAGE = `node test/tiers/crd/run.mjs [--fault]

Validates every custom resource of every stack against the CRDs of the operator, Karpenter and cert-manager. A field
that no CRD has is an error: the API server would prune it without a word. --fault adds such a field to one resource of
each kind, which must fail.
`;

/** Where a field that no CRD has is put, deep inside. */
const INSIDE = {
  FlinkDeployment: ({ spec }) => spec.taskManager.podTemplate.spec.containers[0],
  NodePool: ({ spec }) => spec.template.spec.requirements[0],
  Certificate: ({ spec }) => spec.keystores.pkcs12,
  EC2NodeClass: ({ spec }) => spec.blockDeviceMappings[0].ebs,
};

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

/** The custom resources of every app, by stack and kind. */
function readManifests() {
  return withStacks(CannotRun, (stacks) => {
    const groups = new Map();
    for (const { stack, folder } of stacks) {
      const { resource } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
      for (const { manifest } of Object.values(resource?.kubernetes_manifest ?? {})) {
        const title = `${stack}: ${manifest.kind}`;
        groups.set(title, [...(groups.get(title) ?? []), manifest]);
      }
    }
    return groups;
  });
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

/** With a field that no CRD has. */
function misspelt(manifest) {
  const changed = structuredClone(manifest);
  INSIDE[manifest.kind](changed).misspelt = true;
  return changed;
}

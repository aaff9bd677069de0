import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { CannotRun } from "../flink/distributions.mjs";

const CRDS = process.env.FLINK_CRDS || fileURLToPath(new URL("../../../../shared/data/crds", import.meta.url));
/** The one that every stack needs. */
const DEPLOYMENTS = "flinkdeployments-1.15.0.yaml";

/** Karpenter's CRDs, as a Go module that holds both its own and those of its AWS part. */
const KARPENTER = { module: "github.com/aws/karpenter-provider-aws", version: "v1.15.1" };

export { CannotRun };

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  the operator's CRDs, ${DEPLOYMENTS} among them, in
  ${CRDS}
  or where FLINK_CRDS says. They are in the operator's Helm chart, in the folder crds;
  go, which fetches ${KARPENTER.module} ${KARPENTER.version} into its module cache, or Karpenter's CRDs
  in a folder that KARPENTER_CRDS names.
`;

/** The files with the CRDs of the operator, and with the two of Karpenter's that users write. */
export function crdFiles() {
  if (!existsSync(join(CRDS, DEPLOYMENTS))) {
    throw new CannotRun(`${join(CRDS, DEPLOYMENTS)} is not there`);
  }
  const karpenter = karpenterFolder();
  return [
    ...readdirSync(CRDS)
      .filter((file) => file.endsWith(".yaml"))
      .sort()
      .map((file) => join(CRDS, file)),
    join(karpenter, "karpenter.sh_nodepools.yaml"),
    join(karpenter, "karpenter.k8s.aws_ec2nodeclasses.yaml"),
  ];
}

/** A validator for each kind, by `apiVersion/kind`, of the operator's CRDs and of the two of Karpenter's that users write. */
export function readValidators() {
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addFormat("int32", { type: "number", validate: (value) => Math.abs(value) < 2 ** 31 });
  ajv.addFormat("int64", true);
  ajv.addFormat("double", true);
  ajv.addFormat("date-time", true);
  return new Map(
    crdFiles().flatMap((file) => {
      const { group, names, scope, versions } = parse(readFileSync(file, "utf8")).spec;
      return versions
        .filter(({ served }) => served)
        .map(({ name, schema }) => [
          `${group}/${name}/${names.kind}`,
          ajv.compile(resource(closed(schema.openAPIV3Schema), scope)),
        ]);
    }),
  );
}

/** Only the files matter: a module that asks for a newer go than this one is unpacked all the same. */
function karpenterFolder() {
  if (process.env.KARPENTER_CRDS) {
    return process.env.KARPENTER_CRDS;
  }
  const { module, version } = KARPENTER;
  const go = (...args) => spawnSync("go", args, { cwd: tmpdir(), encoding: "utf8", timeout: 120_000 });
  const download = go("mod", "download", `${module}@${version}`);
  const folder = join((go("env", "GOMODCACHE").stdout ?? "").trim(), `${module}@${version}`, "pkg", "apis", "crds");
  if (!existsSync(folder)) {
    throw new CannotRun(`Karpenter's CRDs could not be fetched: ${download.error?.message ?? download.stderr.trim()}`);
  }
  return folder;
}

/**
 * A structural schema as JSON Schema that refuses what the API server would prune. Objects are open only where the CRD
 * says so.
 */
function closed(schema) {
  if (schema["x-kubernetes-preserve-unknown-fields"]) {
    return {};
  }
  if (schema["x-kubernetes-int-or-string"]) {
    return { type: ["integer", "string"] };
  }
  const { properties, items, additionalProperties, ...rest } = schema;
  const isObject = schema.type === "object";
  return {
    ...rest,
    ...(properties && { properties: mapValues(properties, closed) }),
    ...(items && { items: closed(items) }),
    ...(isObject && { additionalProperties: additionalProperties ? closed(additionalProperties) : false }),
  };
}

/** With what every resource has. The status is the operator's: no manifest may hold one. */
function resource({ properties: { spec } }, scope) {
  const text = { type: "string" };
  const texts = { type: "object", additionalProperties: text };
  const metadata = {
    type: "object",
    properties: {
      name: text,
      ...(scope === "Namespaced" && { namespace: text }),
      labels: texts,
      annotations: texts,
    },
    required: ["name", ...(scope === "Namespaced" ? ["namespace"] : [])],
    additionalProperties: false,
  };
  return {
    type: "object",
    properties: { apiVersion: text, kind: text, metadata, spec },
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

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

/** CRDs of others that users write resources of, in the Go modules that hold them. Karpenter's has both its parts. */
const MODULES = [
  {
    module: "github.com/aws/karpenter-provider-aws@v1.15.1",
    folder: "pkg/apis/crds",
    given: "KARPENTER_CRDS",
    files: ["karpenter.sh_nodepools.yaml", "karpenter.k8s.aws_ec2nodeclasses.yaml"],
  },
  {
    module: "github.com/cert-manager/cert-manager@v1.21.2",
    folder: "deploy/crds",
    given: "CERT_MANAGER_CRDS",
    files: ["cert-manager.io_certificates.yaml"],
  },
];

export { CannotRun };

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  the operator's CRDs, ${DEPLOYMENTS} among them, in
  ${CRDS}
  or where FLINK_CRDS says. They are in the operator's Helm chart, in the folder crds;
  go, which fetches into its module cache what holds Karpenter's and cert-manager's CRDs, or folders with them:
${MODULES.map(({ module, given }) => `    ${module}, or ${given}`).join("\n")}
`;

/** The files with the CRDs of the operator, and with those of Karpenter and cert-manager that users write. */
export function crdFiles() {
  if (!existsSync(join(CRDS, DEPLOYMENTS))) {
    throw new CannotRun(`${join(CRDS, DEPLOYMENTS)} is not there`);
  }
  return [
    ...readdirSync(CRDS)
      .filter((file) => file.endsWith(".yaml"))
      .sort()
      .map((file) => join(CRDS, file)),
    ...MODULES.flatMap(filesOf),
  ];
}

/** A validator for each kind, by `apiVersion/kind`, of these CRDs. */
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
function filesOf({ module, folder, given, files }) {
  const go = (...args) => spawnSync("go", args, { cwd: tmpdir(), encoding: "utf8", timeout: 120_000 });
  let crds = process.env[given];
  if (!crds) {
    const download = go("mod", "download", module);
    crds = join((go("env", "GOMODCACHE").stdout ?? "").trim(), module, folder);
    if (!existsSync(crds)) {
      throw new CannotRun(`${module} could not be fetched: ${download.error?.message ?? download.stderr.trim()}`);
    }
  }
  return files.map((file) => join(crds, file));
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

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { parse } from "yaml";

const CRDS = process.env.FLINK_CRDS || fileURLToPath(new URL("../../../../shared/data/crds", import.meta.url));
/** The one that every stack needs. */
const DEPLOYMENTS = "flinkdeployments-1.15.0.yaml";

/** What keeps the tier from running. That is a failure: a proof that did not run proves nothing. */
export class CannotRun extends Error {}

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  the operator's CRDs, ${DEPLOYMENTS} among them, in
  ${CRDS}
  or where FLINK_CRDS says. They are in the operator's Helm chart, in the folder crds.
`;

/** A validator for each kind, by `apiVersion/kind`, of every CRD in the folder. */
export function readValidators() {
  if (!existsSync(join(CRDS, DEPLOYMENTS))) {
    throw new CannotRun(`${join(CRDS, DEPLOYMENTS)} is not there`);
  }
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addFormat("int32", { type: "number", validate: (value) => Math.abs(value) < 2 ** 31 });
  ajv.addFormat("int64", true);
  ajv.addFormat("double", true);
  return new Map(
    readdirSync(CRDS)
      .filter((file) => file.endsWith(".yaml"))
      .sort()
      .flatMap((file) => {
        const { group, names, versions } = parse(readFileSync(join(CRDS, file), "utf8")).spec;
        return versions
          .filter(({ served }) => served)
          .map(({ name, schema }) => [
            `${group}/${name}/${names.kind}`,
            ajv.compile(resource(closed(schema.openAPIV3Schema))),
          ]);
      }),
  );
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
function resource({ properties: { spec } }) {
  const text = { type: "string" };
  const texts = { type: "object", additionalProperties: text };
  const metadata = {
    type: "object",
    properties: { name: text, namespace: text, labels: texts, annotations: texts },
    required: ["name", "namespace"],
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

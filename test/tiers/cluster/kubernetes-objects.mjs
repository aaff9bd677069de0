/*
 * What the Kubernetes provider makes of a synthesized stack: plain objects, as they go to the API server. Names and types
 * are the API server's own, so that nothing has to be known here about any kind. That the provider makes the same of it is
 * proven with the provider itself.
 */

/** Arguments for Terraform's own work. */
const NOT_OF_KUBERNETES = new Set([
  "//",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "timeouts",
  "wait_for_completion",
  "wait_for_default_service_account",
  "wait_for_load_balancer",
  "wait_for_rollout",
]);

/** The API server's schemas: how each kind is called, and what its fields are. */
export class KubernetesSchema {
  #definitions;

  static async of(kubectl) {
    return new KubernetesSchema((await kubectl.raw("/openapi/v2")).definitions);
  }

  constructor(definitions) {
    this.#definitions = definitions;
  }

  /** The kind of a typed resource: `kubernetes_stateful_set_v1` is a StatefulSet of version v1. */
  kindOf(type) {
    const [, words, version] = /^kubernetes_(.*?)(?:_(v\d\w*))$/.exec(type) ?? [];
    const name = words === undefined ? undefined : `io.k8s.api.*.${version}.${inUpperCamelCase(words)}`;
    const found = Object.entries(this.#definitions).find(
      ([key, definition]) => name !== undefined && matches(key, name) && definition["x-kubernetes-group-version-kind"],
    );
    if (found === undefined) {
      throw new Error(`the API server has no kind for ${type}`);
    }
    const [{ group, version: of, kind }] = found[1]["x-kubernetes-group-version-kind"];
    return { apiVersion: group === "" ? of : `${group}/${of}`, kind, schema: found[1] };
  }

  /** A schema with its reference followed. */
  resolve(schema) {
    return schema.$ref === undefined ? schema : this.#definitions[schema.$ref.slice("#/definitions/".length)];
  }
}

/**
 * The Kubernetes objects of a stack's `cdk.tf.json`, in the order of their addresses. References to what Terraform only
 * knows when it applies stay as they are written.
 */
export function kubernetesObjects({ resource = {} }, schema) {
  return Object.entries(resource)
    .filter(([type]) => type.startsWith("kubernetes_"))
    .flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, block]) =>
        withoutEscapes(kubernetesObject(`${type}.${name}`, type, block, schema)),
      ),
    );
}

function kubernetesObject(address, type, block, schema) {
  if (type === "kubernetes_manifest") {
    return block.manifest;
  }
  const { apiVersion, kind, schema: fields } = schema.kindOf(type);
  return { apiVersion, kind, ...converted(block, fields, schema, address) };
}

function converted(value, described, schema, at) {
  const fields = schema.resolve(described);
  if (fields.type === "array") {
    return [value].flat().map((item, index) => converted(item, fields.items, schema, `${at}[${index}]`));
  }
  if (fields.properties !== undefined) {
    // A single block is often a list of one.
    const [block] = [value].flat();
    return Object.fromEntries(
      Object.entries(block)
        .filter(([name, each]) => !NOT_OF_KUBERNETES.has(name) && each !== undefined && each !== null)
        .map(([name, each]) => {
          const property = propertyOf(name, fields.properties);
          if (property === undefined) {
            throw new Error(`${at}: Kubernetes has no field for ${name}`);
          }
          return [property, converted(each, fields.properties[property], schema, `${at}.${property}`)];
        }),
    );
  }
  return scalar(value, fields);
}

/** The field of an argument: the same word, or its plural where Terraform repeats a block. */
function propertyOf(name, properties) {
  const plain = name.replaceAll("_", "").toLowerCase();
  const called = (word) => Object.keys(properties).find((property) => property.toLowerCase() === word);
  return called(plain) ?? called(`${plain}s`);
}

/** The provider has many numbers as texts, modes of files as octal ones. */
function scalar(value, { type, format }) {
  const digits = typeof value === "string" && /^\d+$/.test(value);
  if (digits && type === "integer") {
    return /^0[0-7]+$/.test(value) ? Number.parseInt(value, 8) : Number(value);
  }
  return digits && format === "int-or-string" ? Number(value) : value;
}

function matches(key, pattern) {
  const [before, after] = pattern.split("*");
  return key.startsWith(before) && key.endsWith(after);
}

function inUpperCamelCase(words) {
  return words.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** Terraform reads `$${` as the text `${`. */
function withoutEscapes(value) {
  if (typeof value === "string") {
    return value.replaceAll("$${", "${").replaceAll("%%{", "%{");
  }
  if (Array.isArray(value)) {
    return value.map(withoutEscapes);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [withoutEscapes(key), withoutEscapes(each)]))
    : value;
}

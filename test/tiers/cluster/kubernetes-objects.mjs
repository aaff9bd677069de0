/*
 * What the Kubernetes provider makes of a synthesized stack: plain objects, as they go to the API server. The tier applies
 * them with strict field validation, and has the provider itself apply the same stack and compares.
 */

/** Kinds of the typed resources, with the fields that stand beside `metadata` where others have `spec`. */
const KINDS = {
  config_map: { apiVersion: "v1", kind: "ConfigMap" },
  deployment: { apiVersion: "apps/v1", kind: "Deployment" },
  namespace: { apiVersion: "v1", kind: "Namespace" },
  network_policy: { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
  pod_disruption_budget: { apiVersion: "policy/v1", kind: "PodDisruptionBudget" },
  priority_class: { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" },
  role: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" },
  role_binding: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" },
  secret: { apiVersion: "v1", kind: "Secret" },
  service: { apiVersion: "v1", kind: "Service" },
  service_account: { apiVersion: "v1", kind: "ServiceAccount" },
  stateful_set: { apiVersion: "apps/v1", kind: "StatefulSet" },
};

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

/** Names that are not their Terraform name in camel case. */
const NAMES = {
  cluster_ip: "clusterIP",
  cluster_ips: "clusterIPs",
  external_ips: "externalIPs",
  host_ip: "hostIP",
  host_ipc: "hostIPC",
  host_pid: "hostPID",
  load_balancer_ip: "loadBalancerIP",
  non_resource_urls: "nonResourceURLs",
  pod_ip: "podIP",
};

/** Blocks that repeat, and the list that Kubernetes has for them; the other lists are named alike on both sides. */
const LISTS = {
  container: "containers",
  host_aliases: "hostAliases",
  image_pull_secret: "imagePullSecrets",
  init_container: "initContainers",
  node_selector_term: "nodeSelectorTerms",
  port: "ports",
  ports: "ports",
  readiness_gate: "readinessGates",
  rule: "rules",
  source: "sources",
  subject: "subjects",
  toleration: "tolerations",
  topology_spread_constraint: "topologySpreadConstraints",
  volume: "volumes",
  volume_claim_template: "volumeClaimTemplates",
  volume_mount: "volumeMounts",
};

/** Maps whose keys are data. */
const MAPS = new Set([
  "annotations",
  "binary_data",
  "data",
  "immutable_data",
  "labels",
  "limits",
  "match_labels",
  "node_selector",
  "requests",
  "selector",
  "string_data",
]);

/** Texts of the provider that are numbers in Kubernetes, and those that may be. */
const NUMBERS = new Set(["fs_group", "partition", "run_as_group", "run_as_user", "toleration_seconds"]);
const MODES = new Set(["default_mode", "mode"]);
const NUMBERS_OR_TEXTS = new Set(["max_surge", "max_unavailable", "min_available", "port", "target_port"]);

/** The Kubernetes objects of a stack's `cdk.tf.json`, in the order of their addresses. */
export function kubernetesObjects({ resource = {} }) {
  return Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).flatMap(([name, block]) => {
      const object = kubernetesObject(type, block);
      return object === undefined ? [] : [{ address: `${type}.${name}`, object: withoutEscapes(object) }];
    }),
  );
}

function kubernetesObject(type, block) {
  if (type === "kubernetes_manifest") {
    return block.manifest;
  }
  if (!type.startsWith("kubernetes_")) {
    return undefined;
  }
  const kind = KINDS[type.slice("kubernetes_".length).replace(/_v[12]$/, "")];
  if (kind === undefined) {
    throw new Error(`no Kubernetes kind is known for ${type}; add it to ${import.meta.url.split("/").at(-1)}`);
  }
  return { ...kind, ...converted(block) };
}

function converted(block) {
  return Object.fromEntries(
    Object.entries(block)
      .filter(([name, value]) => !NOT_OF_KUBERNETES.has(name) && value !== undefined && value !== null)
      .map(([name, value]) => field(name, value)),
  );
}

function field(name, value) {
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) {
    return [LISTS[name] ?? camelCase(name), value.map(converted)];
  }
  if (MAPS.has(name) && isMapOfScalars(value)) {
    return [camelCase(name), value];
  }
  if (typeof value === "object" && !Array.isArray(value)) {
    // A list of one block is a block in JSON.
    return name in LISTS && !SINGLE.has(name) ? [LISTS[name], [converted(value)]] : [camelCase(name), converted(value)];
  }
  return [camelCase(name), scalar(name, value)];
}

/** Repeated blocks that are single ones elsewhere: what is not in an array is one. */
const SINGLE = new Set(["port", "source"]);

function isMapOfScalars(value) {
  return Object.values(value).every((each) => typeof each !== "object");
}

function scalar(name, value) {
  if (typeof value !== "string") {
    return value;
  }
  if (MODES.has(name) && /^0[0-7]{3}$/.test(value)) {
    return Number.parseInt(value, 8);
  }
  if ((NUMBERS.has(name) || NUMBERS_OR_TEXTS.has(name)) && /^\d+$/.test(value)) {
    return Number(value);
  }
  return value;
}

function camelCase(name) {
  return NAMES[name] ?? name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
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

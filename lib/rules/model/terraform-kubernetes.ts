import { isTree, type Tree } from "../../flink/operator-rules/tree";

/** The provider's own resources for objects of Kubernetes, with and without `_v1`. */
const KINDS: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  cluster_role: ["rbac.authorization.k8s.io/v1", "ClusterRole"],
  cluster_role_binding: ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding"],
  config_map: ["v1", "ConfigMap"],
  deployment: ["apps/v1", "Deployment"],
  job: ["batch/v1", "Job"],
  namespace: ["v1", "Namespace"],
  persistent_volume_claim: ["v1", "PersistentVolumeClaim"],
  pod: ["v1", "Pod"],
  pod_disruption_budget: ["policy/v1", "PodDisruptionBudget"],
  role: ["rbac.authorization.k8s.io/v1", "Role"],
  role_binding: ["rbac.authorization.k8s.io/v1", "RoleBinding"],
  service: ["v1", "Service"],
  service_account: ["v1", "ServiceAccount"],
  stateful_set: ["apps/v1", "StatefulSet"],
};

/** Blocks that may be repeated, by the name that Kubernetes gives the list of them. */
const LISTS: Readonly<Record<string, string>> = {
  container: "containers",
  init_container: "initContainers",
  env: "env",
  env_from: "envFrom",
  port: "ports",
  volume: "volumes",
  volume_mount: "volumeMounts",
  volume_claim_template: "volumeClaimTemplates",
  toleration: "tolerations",
  topology_spread_constraint: "topologySpreadConstraints",
  match_expressions: "matchExpressions",
  match_fields: "matchFields",
  node_selector_term: "nodeSelectorTerms",
  items: "items",
  sources: "sources",
  rule: "rules",
  subject: "subjects",
};

/** A list for affinity between pods, and one object for affinity to nodes. */
const AFFINITY_TERMS = /^(required|preferred)_during_scheduling_ignored_during_execution$/;

/** Maps of the user's own keys. */
const MAPS: ReadonlySet<string> = new Set([
  "annotations",
  "binary_data",
  "data",
  "labels",
  "limits",
  "match_labels",
  "node_selector",
  "requests",
]);

/** The object that a typed resource of the Kubernetes provider declares; `undefined` for other types. */
export function typedObject(type: string, values: Tree): Tree | undefined {
  const [apiVersion, kind] = KINDS[type.replace(/^kubernetes_/, "").replace(/_v1$/, "")] ?? [];
  return apiVersion === undefined || !type.startsWith("kubernetes_")
    ? undefined
    : { apiVersion, kind, ...camelTree(values, "") };
}

function camelTree(tree: Tree, parent: string): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): (readonly [string, unknown])[] => {
      if (value === null || (Array.isArray(value) && value.length === 0)) {
        return [];
      }
      if (MAPS.has(name)) {
        return [[camel(name), value]];
      }
      if (!Array.isArray(value) || !value.every(isTree)) {
        return [[camel(name), isTree(value) ? camelTree(value, name) : value]];
      }
      const isList = LISTS[name] !== undefined || (AFFINITY_TERMS.test(name) && parent !== "node_affinity");
      const items = value.map((item) => camelTree(item, name));
      return [[LISTS[name] ?? camel(name), isList || items.length > 1 ? items : items[0]]];
    }),
  );
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

import { at, textAt } from "../../flink/operator-rules/tree";
import type { FlinkCluster } from "./flink-cluster";
import type { Inventory } from "./inventory";
import { isSameNamespace, listOf, type ManifestObject, mayShareNamespace, textsOf } from "./manifest-object";

/** One rule of a Role or ClusterRole. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A role that somebody is bound to. */
export interface BoundRole {
  readonly binding: ManifestObject;
  /** `undefined` where the role is declared elsewhere. */
  readonly role: ManifestObject | undefined;
  readonly rules: readonly AccessRule[];
}

/** A service account that runs Flink, with what it may do as far as that is declared. */
export interface FlinkAccount {
  readonly cluster: FlinkCluster;
  readonly name: string;
  readonly roles: readonly BoundRole[];
}

/** The accounts of every cluster's pods, each once. */
export function accountsOf(inventory: Inventory): readonly FlinkAccount[] {
  const accounts = inventory.clusters.flatMap((cluster) =>
    [...new Set(cluster.processes.map(({ serviceAccount }) => serviceAccount))].flatMap((name) =>
      name === undefined || name === "" ? [] : [{ cluster, name, roles: rolesOf(name, cluster.namespace, inventory) }],
    ),
  );
  return accounts.filter(
    ({ name, cluster }, index) =>
      accounts.findIndex(
        (other) => other.name === name && isSameNamespace(other.cluster.namespace, cluster.namespace),
      ) === index,
  );
}

function rolesOf(account: string, namespace: string | undefined, { objects }: Inventory): readonly BoundRole[] {
  const isBound = ({ kind, body, namespace: own }: ManifestObject) =>
    (kind === "ClusterRoleBinding" || (kind === "RoleBinding" && mayShareNamespace(own, namespace))) &&
    listOf(at(body, "subjects")).some(
      (subject) =>
        textAt(subject, "kind") === "ServiceAccount" &&
        textAt(subject, "name") === account &&
        mayShareNamespace(textAt(subject, "namespace") ?? own, namespace),
    );
  return objects.filter(isBound).map((binding) => {
    const [kind, name] = [textAt(binding.body, "roleRef.kind"), textAt(binding.body, "roleRef.name")];
    const role = objects.find(
      (object) =>
        object.kind === kind &&
        object.name === name &&
        (kind === "ClusterRole" || mayShareNamespace(object.namespace, binding.namespace)),
    );
    return {
      binding,
      role,
      rules: listOf(role?.body["rules"]).map((rule) => ({
        apiGroups: textsOf(at(rule, "apiGroups")),
        resources: textsOf(at(rule, "resources")),
        verbs: textsOf(at(rule, "verbs")),
      })),
    };
  });
}

/** Whether rules grant a verb on a resource. */
export function grants(rules: readonly AccessRule[], group: string, resource: string, verb: string): boolean {
  const has = (values: readonly string[], value: string) => values.includes("*") || values.includes(value);
  return rules.some(
    ({ apiGroups, resources, verbs }) => has(apiGroups, group) && has(resources, resource) && has(verbs, verb),
  );
}

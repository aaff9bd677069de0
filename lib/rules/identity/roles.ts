import { HIGH_AVAILABILITY_RIGHT, NATIVE_RIGHTS, type Right } from "../../flink/job-rights";
import { highAvailabilityType } from "../../flink/operator-rules/settings";
import { type AccessRule, accountsOf, type BoundRole, type FlinkAccount, grants } from "../model/accounts";
import { FLINK_DOCS, KUBERNETES_DOCS, OPERATOR_DOCS, type Rule, type Violation } from "../rule";

const RBAC = `${KUBERNETES_DOCS}/concepts/security/rbac-good-practices/`;

export const ROLE_RULES: readonly Rule[] = [
  {
    id: "job-role-wildcard",
    severity: "error",
    topic: "identity",
    title: "A job's role with wildcards",
    reason:
      "Job code is anybody's code with the account's token: with * it may do what it likes, to the namespace's state and secrets too.",
    fix: "List the verbs and resources Flink uses: pods, configmaps, deployments.",
    source: RBAC,
    check: perRole(({ rules, role }) => {
      const wide = rules.find(({ resources, verbs }) => resources.includes("*") || verbs.includes("*"));
      return role !== undefined && wide !== undefined
        ? { place: role.place("rules"), message: `it allows ${describe(wide)}` }
        : undefined;
    }),
  },
  {
    id: "job-role-reads-secrets",
    severity: "warning",
    topic: "identity",
    title: "A job that may read every secret of its namespace",
    reason:
      "Flink reads none through the API: secrets reach its pods as variables and files. A warning, because a job may have use for one.",
    fix: "Remove secrets from the role, or name the one in resourceNames.",
    source: RBAC,
    check: perRole(({ rules, role }) => {
      const wide = rules.find(
        (rule) =>
          rule.resources.includes("secrets") && ["get", "list", "watch", "*"].some((verb) => rule.verbs.includes(verb)),
      );
      return role !== undefined && wide !== undefined
        ? { place: role.place("rules"), message: `it allows ${describe(wide)}` }
        : undefined;
    }),
  },
  {
    id: "job-role-grants-rights",
    severity: "error",
    topic: "identity",
    title: "A job that may change roles",
    reason:
      "Who may write roles and bindings may soon do everything: job code becomes as mighty as the one who wrote the binding.",
    fix: "Remove roles, rolebindings, clusterroles and clusterrolebindings from the job's role.",
    source: RBAC,
    check: perRole(({ rules, role }) => {
      const wide = rules.find(
        (rule) =>
          rule.resources.some((resource) => /^(cluster)?role(binding)?s$/.test(resource)) &&
          rule.verbs.some((verb) => /^(create|update|patch|bind|escalate)$/.test(verb)),
      );
      return role !== undefined && wide !== undefined
        ? { place: role.place("rules"), message: `it allows ${describe(wide)}` }
        : undefined;
    }),
  },
  {
    id: "job-role-cluster-wide",
    severity: "error",
    topic: "identity",
    title: "A job with rights in every namespace",
    reason:
      "Flink's processes stay in their namespace; a ClusterRoleBinding lets job code delete the pods and the HA metadata of all others.",
    fix: "Bind the role with a RoleBinding in the job's namespace.",
    source: `${OPERATOR_DOCS}/operations/rbac/`,
    check: perRole(({ binding }, { name }) =>
      binding.kind === "ClusterRoleBinding"
        ? { place: binding.place("subjects"), message: `it gives service account ${name} its rights in all namespaces` }
        : undefined,
    ),
  },
  {
    id: "job-role-lacks-rights",
    severity: "error",
    topic: "identity",
    title: "A job's role without what Flink needs",
    reason:
      "Flink starts its TaskManagers as pods and keeps its leaders in ConfigMaps with the job's account; what the API server refuses stops it.",
    fix: "Grant pods, configmaps and deployments as the Flink documentation lists them.",
    source: `${FLINK_DOCS}/deployment/resource-providers/native_kubernetes/`,
    check: (inventory) =>
      accountsOf(inventory).flatMap((account): Violation[] => {
        const { roles, name } = account;
        const lacking = neededBy(account).flatMap(({ apiGroups: [group = ""], resources, verbs }) =>
          resources.flatMap((resource) => {
            const missing = verbs.filter((verb) => !roles.some(({ rules }) => grants(rules, group, resource, verb)));
            return missing.length === 0 ? [] : [`${missing.join(", ")} on ${resource}`];
          }),
        );
        const [role] = roles;
        return role === undefined || roles.some((each) => each.role === undefined) || lacking.length === 0
          ? []
          : [
              {
                place: role.role?.place("rules") ?? role.binding.place(),
                message: `service account ${name} lacks ${lacking.join("; ")}`,
              },
            ];
      }),
  },
  {
    id: "service-account-default",
    severity: "warning",
    topic: "identity",
    title: "Flink under the namespace's default account",
    reason: "What the job may do, every pod of the namespace may do that names no account of its own.",
    fix: "Give the job a service account of its own.",
    source: `${OPERATOR_DOCS}/operations/rbac/`,
    check: (inventory) =>
      accountsOf(inventory)
        .filter(({ name, roles }) => name === "default" && roles.length > 0)
        .map(({ cluster, roles }) => ({
          place: cluster.placeOf("serviceAccount"),
          message: `it runs as default, which is bound to ${roles.map(({ binding }) => binding.name).join(", ")}`,
        })),
  },
];

function perRole(find: (role: BoundRole, account: FlinkAccount) => Violation | undefined): Rule["check"] {
  return (inventory) => {
    const seen = new Set<unknown>();
    return accountsOf(inventory).flatMap((account) =>
      account.roles.flatMap((role): Violation[] => {
        const found = find(role, account);
        const about = role.role ?? role.binding;
        if (found === undefined || seen.has(about)) {
          return [];
        }
        seen.add(about);
        return [found];
      }),
    );
  };
}

/** What fails without: deleting its own Deployment and owning pods where the API server asks for finalizers does not. */
function neededBy({ cluster: { settings, runtime, isComplete } }: FlinkAccount): readonly Right[] {
  const [pods, deployments] = NATIVE_RIGHTS;
  return [
    ...(isComplete && highAvailabilityType(settings) === "KUBERNETES" ? [HIGH_AVAILABILITY_RIGHT] : []),
    ...(runtime === "native" ? [pods, { ...deployments, verbs: ["get"] }] : []),
  ];
}

function describe({ verbs, resources }: AccessRule): string {
  return `${verbs.join(", ")} on ${resources.join(", ")}`;
}

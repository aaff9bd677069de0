const { RoleBindingV1 } = require("@cdktf/provider-kubernetes/lib/role-binding-v1/index.js");
const { RoleV1 } = require("@cdktf/provider-kubernetes/lib/role-v1/index.js");
const { FOUNDATION } = require("./addresses.cjs");
const { declareKarpenter } = require("./karpenter.cjs");
const { declareLimits, declareNamespace } = require("./namespace.cjs");
const { declareNetworkPolicies } = require("./network-policies.cjs");
const { declareServiceAccount } = require("./service-accounts.cjs");
const { at, declareAws, declareHelm, declareStack } = require("./stack.cjs");
const { declareStateBucket } = require("./state-bucket.cjs");

/** Bucket, key, roles, namespace with its fences, rights, and the nodes and the operator where the environment has them. */
function declareFoundation(app, environment) {
  const stack = declareStack(app, environment, "foundation");
  const namespace = `sentra-${environment.name}`;
  const inNamespace = [declareNamespace(stack, namespace)];
  declareLimits(stack, namespace, environment.quota, inNamespace);
  declareNetworkPolicies(stack, environment, inNamespace);
  if (environment.aws) {
    declareAws(stack, environment);
    declareHelm(stack, environment);
  }
  const storage = environment.aws && declareStateBucket(stack, environment);
  for (const stage of Object.keys(environment.stages)) {
    declareServiceAccount(stack, environment, stage, { storage, dependsOn: inNamespace });
  }
  declareJobPermissions(stack, environment, inNamespace);
  declareNodes(stack, environment);
  if (environment.aws) {
    declareOperator(stack, namespace, inNamespace);
  }
  return stack;
}

function declareJobPermissions(stack, { name, runtime, stages, highAvailability }, dependsOn) {
  const namespace = `sentra-${name}`;
  const metadata = { name: "flink-job", namespace };
  const role = at(
    FOUNDATION.role,
    new RoleV1(stack, "JobRole", {
      metadata,
      rule: [
        ...(highAvailability
          ? [
              {
                apiGroups: [""],
                resources: ["configmaps"],
                verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
              },
            ]
          : []),
        ...(runtime === "operator"
          ? [
              { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "list", "watch"] },
              { apiGroups: ["apps"], resources: ["deployments"], verbs: ["delete", "get"] },
              { apiGroups: ["apps"], resources: ["deployments/finalizers"], verbs: ["update"] },
            ]
          : []),
      ],
      dependsOn,
    }),
  );
  at(
    FOUNDATION.roleBinding,
    new RoleBindingV1(stack, "JobRoleBinding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "flink-job" },
      subject: Object.keys(stages).map((stage) => ({ kind: "ServiceAccount", name: `sentra-${stage}`, namespace })),
      dependsOn: [role, ...dependsOn],
    }),
  );
}

function declareNodes(stack, environment) {
  switch (environment.nodes?.type) {
    case "karpenter":
      declareKarpenter(stack, environment);
      break;
    case "managed-node-groups":
      // Its bindings are loaded only where there are node groups, as in the library.
      require("./node-groups.cjs").declareNodeGroups(stack, environment);
      break;
  }
}

function declareOperator(stack, watchedNamespace, dependsOn) {
  const { Release } = require("@cdktf/provider-helm/lib/release/index.js");
  at(
    FOUNDATION.operator,
    new Release(stack, "Operator", {
      name: "flink-kubernetes-operator",
      repository: "https://archive.apache.org/dist/flink/flink-kubernetes-operator-1.15.0/",
      chart: "flink-kubernetes-operator",
      version: "1.15.0",
      namespace: "flink-operator",
      createNamespace: true,
      atomic: true,
      values: [operatorValues(watchedNamespace)],
      dependsOn,
    }),
  );
}

function operatorValues(watchedNamespace) {
  const values = {
    image: { repository: "apache/flink-kubernetes-operator", tag: "1.15.0" },
    replicas: 2,
    strategy: { type: "RollingUpdate" },
    watchNamespaces: [watchedNamespace],
    webhook: { create: false },
    jobServiceAccount: { create: false },
    rbac: { jobRole: { create: false }, jobRoleBinding: { create: false } },
    defaultConfiguration: {
      create: true,
      append: true,
      "flink-conf.yaml":
        "kubernetes.operator.leader-election.enabled: true\nkubernetes.operator.leader-election.lease-name: flink-operator\n",
    },
  };
  return JSON.stringify(values, null, 2);
}

module.exports = { declareFoundation };

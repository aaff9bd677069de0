const { LimitRangeV1 } = require("@cdktf/provider-kubernetes/lib/limit-range-v1/index.js");
const { NamespaceV1 } = require("@cdktf/provider-kubernetes/lib/namespace-v1/index.js");
const { ResourceQuotaV1 } = require("@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js");
const { FOUNDATION } = require("./addresses.cjs");
const { at } = require("./stack.cjs");

function declareNamespace(stack, name) {
  return at(
    FOUNDATION.namespace,
    new NamespaceV1(stack, "Namespace", {
      metadata: {
        name,
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
      lifecycle: { preventDestroy: true },
    }),
  );
}

/** What all pods together may ask for, and what those get that ask for nothing: the quota would refuse them. */
function declareLimits(stack, namespace, { pods, cpu, memory }, dependsOn) {
  const metadata = { name: "flink", namespace };
  at(
    FOUNDATION.quota,
    new ResourceQuotaV1(stack, "Quota", {
      metadata,
      spec: { hard: { pods, "requests.cpu": cpu, "requests.memory": memory, "limits.memory": memory } },
      dependsOn,
    }),
  );
  at(
    FOUNDATION.limitRange,
    new LimitRangeV1(stack, "LimitRange", {
      metadata,
      spec: {
        limit: [{ type: "Container", defaultRequest: { cpu: "100m", memory: "128Mi" }, default: { memory: "256Mi" } }],
      },
      dependsOn,
    }),
  );
}

module.exports = { declareLimits, declareNamespace };

type FenceBindings = {
  readonly NetworkPolicyV1: typeof import("@cdktf/provider-kubernetes/lib/network-policy-v1/index.js").NetworkPolicyV1;
  readonly ResourceQuotaV1: typeof import("@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js").ResourceQuotaV1;
  readonly LimitRangeV1: typeof import("@cdktf/provider-kubernetes/lib/limit-range-v1/index.js").LimitRangeV1;
};

/** What a network policy says, as the provider's resource takes it. */
export type TerraformNetworkPolicy =
  import("@cdktf/provider-kubernetes/lib/network-policy-v1/index.js").NetworkPolicyV1Config;

/** The bindings of what fences a namespace, half a megabyte, loaded when the first one is declared. */
export function fences(): FenceBindings {
  return {
    ...(require("@cdktf/provider-kubernetes/lib/network-policy-v1/index.js") as Pick<FenceBindings, "NetworkPolicyV1">),
    ...(require("@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js") as Pick<FenceBindings, "ResourceQuotaV1">),
    ...(require("@cdktf/provider-kubernetes/lib/limit-range-v1/index.js") as Pick<FenceBindings, "LimitRangeV1">),
  };
}

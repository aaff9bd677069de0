type WorkloadBindings = {
  readonly DeploymentV1: typeof import("@cdktf/provider-kubernetes/lib/deployment-v1/index.js").DeploymentV1;
  readonly StatefulSetV1: typeof import("@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js").StatefulSetV1;
};

/** A pod template, as the provider's resources of both kinds take it. */
export type TerraformPodTemplate =
  import("@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js").StatefulSetV1SpecTemplate &
    import("@cdktf/provider-kubernetes/lib/deployment-v1/index.js").DeploymentV1SpecTemplate;

/** The bindings that hold pods, 11 MB of them, loaded when the first one is declared: most apps leave all pods to the operator. */
export function workloads(): WorkloadBindings {
  return {
    ...(require("@cdktf/provider-kubernetes/lib/deployment-v1/index.js") as Pick<WorkloadBindings, "DeploymentV1">),
    ...(require("@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js") as Pick<WorkloadBindings, "StatefulSetV1">),
  };
}

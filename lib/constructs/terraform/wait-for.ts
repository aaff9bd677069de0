import { dependable, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";

/** Providers whose resources live inside the cluster, and so inside a namespace. */
const IN_CLUSTER = ["kubernetes", "helm"];

/**
 * Makes what a construct declares in the cluster wait for everything another one declares. cdktf takes
 * `node.addDependency` between stacks only; between resources it says nothing and does nothing.
 */
export function waitFor(construct: IConstruct, dependency: IConstruct): void {
  const addresses = resourcesOf(dependency).map(dependable);
  for (const resource of resourcesOf(construct)) {
    if (addresses.length > 0 && IN_CLUSTER.includes(resource.terraformGeneratorMetadata?.providerName ?? "")) {
      resource.dependsOn = [...(resource.dependsOn ?? []), ...addresses];
    }
  }
}

function resourcesOf(construct: IConstruct): TerraformResource[] {
  return construct.node
    .findAll()
    .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child));
}

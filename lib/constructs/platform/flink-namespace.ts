import { Construct } from "constructs";
import type { ResolvedEnvironment } from "../../environment/check-environment";
import { pinAddress } from "../terraform/addresses";
import { NamespaceV1 } from "../terraform/providers";
import { mayBeRemoved, type RemovalKeys } from "../terraform/removal";

/** The environment whose namespace it is. */
export interface FlinkNamespaceProps extends Pick<RemovalKeys, "removal"> {
  readonly environment: ResolvedEnvironment;
  /** Terraform address, which must not change. @default - the construct's id */
  readonly address?: string;
}

/** Pods that do not conform are refused, and told to whoever declares what would make them. */
const POD_SECURITY = Object.fromEntries(
  ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

/**
 * The namespace of an environment's clusters. Deleting it deletes every cluster and the ConfigMaps that say where its
 * last checkpoint is, so it is protected like the bucket.
 */
export class FlinkNamespace extends Construct {
  constructor(scope: Construct, id: string, { environment, removal, address = id }: FlinkNamespaceProps) {
    super(scope, id);
    const resource = new NamespaceV1(this, "Resource", {
      metadata: { name: environment.namespace, labels: POD_SECURITY },
      lifecycle: { preventDestroy: !mayBeRemoved(this, { protection: environment.protection, removal }) },
    });
    pinAddress(resource, address);
  }
}

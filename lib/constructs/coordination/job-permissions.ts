import { Construct } from "constructs";
import type { HighAvailability } from "../../environment/high-availability";
import type { Runtime } from "../../environment/runtime";
import { HIGH_AVAILABILITY_RIGHT, NATIVE_RIGHTS } from "../../flink/job-rights";
import type { IFlinkServiceAccount } from "../identity/flink-service-account";
import { RoleBindingV1, RoleV1 } from "../terraform/providers";

/** Who gets the rights, and which kind of high availability needs them. */
export interface JobPermissionsProps {
  readonly namespace: string;
  readonly highAvailability: HighAvailability;
  /** Where Flink starts its TaskManagers itself, it needs rights to. @default "operator" */
  readonly runtime?: Runtime["type"];
  readonly serviceAccounts: readonly IFlinkServiceAccount[];
}

/**
 * Lets the stages' pods start TaskManagers, where the runtime is native, and, with Kubernetes HA, keep their metadata in
 * the namespace. Where neither is, it declares nothing.
 */
export class JobPermissions extends Construct {
  constructor(scope: Construct, id: string, props: JobPermissionsProps) {
    super(scope, id);
    const { namespace, highAvailability, runtime = "operator", serviceAccounts } = props;
    const rules = [
      ...(usesConfigMaps(highAvailability) ? [HIGH_AVAILABILITY_RIGHT] : []),
      ...(runtime === "operator" ? NATIVE_RIGHTS : []),
    ];
    if (rules.length === 0) {
      return;
    }
    const name = "flink-job";
    const role = new RoleV1(this, "Resource", {
      metadata: { name, namespace },
      rule: rules.map(({ apiGroups, resources, verbs }) => ({
        apiGroups: [...apiGroups],
        resources: [...resources],
        verbs: [...verbs],
      })),
    });
    new RoleBindingV1(this, "Binding", {
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subject: serviceAccounts.map(({ serviceAccountName }) => ({
        kind: "ServiceAccount",
        name: serviceAccountName,
        namespace,
      })),
      dependsOn: [role],
    });
  }
}

/** While clusters move to ZooKeeper, those that have not still renew their leases. */
function usesConfigMaps(ha: HighAvailability): boolean {
  return ha.type === "kubernetes" || (ha.type === "zookeeper" && ha.movingFrom?.type === "kubernetes");
}

import { Construct } from "constructs";
import type { HighAvailability } from "../../environment/high-availability";
import type { Runtime } from "../../environment/runtime";
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
 * What Flink's native integration asks the API server for, and no more (`Fabric8FlinkKubeClient`, Flink 1.20 to 2.2; an
 * API server's audit log of a cluster that starts, loses a JobManager and a TaskManager, and ends, shows the same).
 */
const NATIVE_RULES = [
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "list", "watch"] },
  // The owner of its pods; it deletes its own Deployment when the job ends.
  { apiGroups: ["apps"], resources: ["deployments"], verbs: ["delete", "get"] },
  // Its pods block their owner's deletion, which `OwnerReferencesPermissionEnforcement` allows to nobody else (OpenShift).
  { apiGroups: ["apps"], resources: ["deployments/finalizers"], verbs: ["update"] },
] as const;

/** Kubernetes HA keeps leaders and checkpoint pointers in ConfigMaps; TaskManagers watch them too. */
const HIGH_AVAILABILITY_RULE = {
  apiGroups: [""],
  resources: ["configmaps"],
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
} as const;

/**
 * Lets the stages' pods start TaskManagers, where the runtime is native, and, with Kubernetes HA, keep their metadata in
 * the namespace. Where neither is, it declares nothing.
 */
export class JobPermissions extends Construct {
  constructor(scope: Construct, id: string, props: JobPermissionsProps) {
    super(scope, id);
    const { namespace, highAvailability, runtime = "operator", serviceAccounts } = props;
    const rules = [
      ...(usesConfigMaps(highAvailability) ? [HIGH_AVAILABILITY_RULE] : []),
      ...(runtime === "operator" ? NATIVE_RULES : []),
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

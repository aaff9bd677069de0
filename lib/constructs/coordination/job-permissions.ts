import { Construct } from "constructs";
import type { HighAvailability } from "../../environment/high-availability";
import { HIGH_AVAILABILITY_RIGHT, NATIVE_RIGHTS } from "../../flink/job-rights";
import type { IFlinkServiceAccount } from "../identity/flink-service-account";
import { RoleBindingV1, RoleV1 } from "../terraform/providers";

/** Who gets the rights, and which kind of high availability needs them. */
export interface JobPermissionsProps {
  readonly namespace: string;
  readonly highAvailability: HighAvailability;
  readonly serviceAccounts: readonly IFlinkServiceAccount[];
}

/** Lets the stages' pods start TaskManagers and, with Kubernetes HA, keep their metadata in the namespace. */
export class JobPermissions extends Construct {
  constructor(scope: Construct, id: string, { namespace, highAvailability, serviceAccounts }: JobPermissionsProps) {
    super(scope, id);
    const rules = highAvailability.type === "kubernetes" ? [HIGH_AVAILABILITY_RIGHT, ...NATIVE_RIGHTS] : NATIVE_RIGHTS;
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

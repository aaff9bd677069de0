import type { HighAvailability } from "../environment/high-availability";
import type { FlinkComponent } from "../environment/priority-classes";
import type { Runtime } from "../environment/runtime";

/** A rule of a Kubernetes Role. */
export interface Right {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * What Flink's native integration asks the API server for, and no more (`Fabric8FlinkKubeClient`, Flink 1.20 to 2.2; an
 * API server's audit log of a cluster that starts, loses a JobManager and a TaskManager, and ends, shows the same).
 */
export const NATIVE_RIGHTS = [
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "list", "watch"] },
  // The owner of its pods; it deletes its own Deployment when the job ends.
  { apiGroups: ["apps"], resources: ["deployments"], verbs: ["delete", "get"] },
  // Its pods block their owner's deletion, which `OwnerReferencesPermissionEnforcement` allows to nobody else (OpenShift).
  { apiGroups: ["apps"], resources: ["deployments/finalizers"], verbs: ["update"] },
] as const satisfies readonly Right[];

/** Kubernetes HA keeps leaders and checkpoint pointers in ConfigMaps; TaskManagers watch them too. */
export const HIGH_AVAILABILITY_RIGHT = {
  apiGroups: [""],
  resources: ["configmaps"],
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
} as const satisfies Right;

/**
 * Whether a process of Flink talks to the API server: a JobManager that starts TaskManagers does, and whoever looks for
 * a leader in ConfigMaps. No other pod needs a token.
 */
export function asksApiServer(
  { type: runtime }: Pick<Runtime, "type">,
  highAvailability: HighAvailability["type"],
  component: FlinkComponent,
): boolean {
  return highAvailability === "kubernetes" || (runtime === "operator" && component === "jobmanager");
}

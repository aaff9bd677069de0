import type { ResolvedEnvironment } from "../../../environment/check-environment";
import type { FlinkComponent } from "../../../environment/priority-classes";
import { asksApiServer } from "../../../flink/job-rights";
import type { MemorySize } from "../../../units/memory-size";
import {
  CONTAINER_SECURITY,
  containerEnvironment,
  DISRUPTION_PROTECTION,
  LOCAL_VOLUME,
  MAIN_CONTAINER,
  nodeVolume,
  POD_SECURITY,
  type Pod,
  PROMETHEUS_PORT,
  podLifetime,
} from "../../compute/pod";
import type { Scheduling } from "../../compute/scheduling";
import { WRITABLE_VOLUMES, writableMounts } from "../../compute/writable-volumes";
import { zooKeeperLogin } from "../../coordination/zookeeper-login";

/**
 * The pod template of a JobManager or TaskManager: what Kubernetes' `restricted` profile demands, a read-only root and
 * the volumes Flink writes on, the S3 plugin. Image, command, CPU and memory come from Flink itself.
 */
export function podTemplate(
  component: FlinkComponent,
  environment: ResolvedEnvironment,
  disk: MemorySize,
  scheduling: Scheduling,
): Pod & { readonly apiVersion: "v1"; readonly kind: "Pod" } {
  const { runtime, highAvailability: ha } = environment;
  const login = zooKeeperLogin(ha);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { annotations: DISRUPTION_PROTECTION },
    spec: {
      // Only where it is not the service account's own: Flink leaves the field alone.
      ...(!asksApiServer(runtime, ha.type, component) && { automountServiceAccountToken: false }),
      containers: [
        {
          name: MAIN_CONTAINER,
          env: containerEnvironment(environment),
          ports: [PROMETHEUS_PORT],
          securityContext: CONTAINER_SECURITY,
          volumeMounts: [LOCAL_VOLUME, ...writableMounts(environment), ...login.volumeMounts],
        },
      ],
      securityContext: POD_SECURITY,
      ...podLifetime(environment, component),
      volumes: [nodeVolume(LOCAL_VOLUME.name, disk), ...WRITABLE_VOLUMES, ...login.volumes],
      ...scheduling,
    },
  };
}

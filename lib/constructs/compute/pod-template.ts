import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { FlinkVersion } from "../../environment/flink-version";
import type { NodePlacement } from "../../environment/placement";
import { type FlinkComponent, priorityClassName } from "../../environment/priority-classes";
import { FLINK_PORTS } from "../../flink/ports";
import { LOCAL_DIRECTORY } from "../../flink/stage-configuration";
import { TERMINATION_GRACE_SECONDS } from "../../flink/termination";
import type { MemorySize } from "../../units/memory-size";

/** Plain Kubernetes objects: the operator takes pod templates as they are. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export interface FlinkPod {
  readonly component: FlinkComponent;
  readonly environment: ResolvedEnvironment;
  /** How much the pod's local volume may hold. */
  readonly disk: MemorySize;
  readonly placement?: NodePlacement | undefined;
  /** What else the pod's spec says: spread, affinity. */
  readonly scheduling?: KubernetesObject;
}

/** User and group of Flink's image. */
const FLINK_USER = 9999;

/** A node drain, a consolidation or a scale-down moves the pod only if a person insists: every move restarts the job. */
const DISRUPTION_PROTECTION = {
  "karpenter.sh/do-not-disrupt": "true",
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
} as const;

/**
 * The pod template of a JobManager or TaskManager: what Kubernetes' `restricted` profile demands, a local volume, the
 * S3 plugin. Image, command, CPU and memory come from Flink itself.
 */
export function podTemplate({ component, environment, disk, placement, scheduling = {} }: FlinkPod): KubernetesObject {
  const { priorityClasses, namespace } = environment;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { annotations: DISRUPTION_PROTECTION },
    spec: {
      containers: [
        {
          name: "flink-main-container",
          env: containerEnvironment(environment),
          ports: [{ name: "prometheus", containerPort: FLINK_PORTS.prometheus }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          volumeMounts: [{ name: "flink-local", mountPath: LOCAL_DIRECTORY }],
        },
      ],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: FLINK_USER,
        runAsGroup: FLINK_USER,
        fsGroup: FLINK_USER,
        seccompProfile: { type: "RuntimeDefault" },
      },
      terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
      ...(priorityClasses && { priorityClassName: priorityClassName(priorityClasses, namespace, component) }),
      volumes: [{ name: "flink-local", emptyDir: { sizeLimit: disk.toQuantity() } }],
      ...nodeScheduling(placement),
      ...scheduling,
    },
  };
}

/** Pods that select a pool's labels tolerate its taints: both come from one object. */
function nodeScheduling(placement: NodePlacement | undefined): KubernetesObject {
  if (placement === undefined) {
    return {};
  }
  const { labels, taints = [] } = placement;
  return {
    nodeSelector: { ...labels },
    ...(taints.length > 0 && {
      tolerations: taints.map(({ key, value, effect }) => ({ key, operator: "Equal", value, effect })),
    }),
  };
}

function containerEnvironment({ flink, storage }: ResolvedEnvironment): readonly KubernetesObject[] {
  const fromSecret = (name: string, key: string) =>
    storage.type === "s3-compatible"
      ? [{ name, valueFrom: { secretKeyRef: { name: storage.credentialsSecret, key } } }]
      : [];
  return [
    { name: "ENABLE_BUILT_IN_PLUGINS", value: checkpointPlugin(flink) },
    ...fromSecret("AWS_ACCESS_KEY_ID", "access-key"),
    ...fromSecret("AWS_SECRET_ACCESS_KEY", "secret-key"),
  ];
}

/** The plugin behind `s3p://`. The image's entry point wants the exact file name, patch included, and exits without it. */
function checkpointPlugin(flink: FlinkVersion): string {
  return `flink-s3-fs-presto-${flink}.jar`;
}

import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { FlinkVersion } from "../../environment/flink-version";
import { type FlinkComponent, priorityClassName } from "../../environment/priority-classes";
import { FLINK_PORTS } from "../../flink/ports";
import { LOCAL_DIRECTORY } from "../../flink/stage-configuration";
import { TERMINATION_GRACE_SECONDS } from "../../flink/termination";
import type { MemorySize } from "../../units/memory-size";

/** Plain Kubernetes objects: the operator takes pod templates as they are. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

type Labels = Readonly<Record<string, string>>;

/** A variable of a container: text, a key of a Secret, or a field of the pod. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

/** A volume of a pod; one whose claim a StatefulSet makes is only mounted. */
export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly sizeLimit: string };
  readonly configMap?: { readonly name: string };
  readonly secret?: {
    readonly secretName: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}

/** Where a container has a volume. */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: true;
}

/** How the kubelet asks a container how it is. */
export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: number; readonly scheme?: "HTTPS" };
  readonly tcpSocket?: { readonly port: number };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** The part of a Kubernetes container that Flink's pods use. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly args?: readonly string[];
  readonly env: readonly Variable[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests: Labels; readonly limits: Labels };
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext: {
    readonly allowPrivilegeEscalation: false;
    readonly runAsNonRoot?: true;
    readonly capabilities: { readonly drop: readonly string[] };
    readonly readOnlyRootFilesystem?: true;
  };
  readonly volumeMounts: readonly VolumeMount[];
}

/** The part of a Kubernetes pod template that Flink's pods use, in the API's own words. */
export interface Pod {
  readonly metadata: { readonly annotations: Labels; readonly labels?: Labels };
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly automountServiceAccountToken?: boolean;
    readonly enableServiceLinks?: false;
    readonly terminationGracePeriodSeconds: number;
    readonly priorityClassName?: string;
    readonly containers: readonly Container[];
    readonly securityContext: {
      readonly runAsNonRoot: true;
      readonly runAsUser: number;
      readonly runAsGroup: number;
      readonly fsGroup: number;
      readonly fsGroupChangePolicy?: string;
      readonly seccompProfile: { readonly type: string };
    };
    readonly volumes: readonly Volume[];
    readonly nodeSelector?: Labels;
    readonly tolerations?: readonly {
      readonly key: string;
      readonly operator: string;
      readonly value?: string;
      readonly effect: string;
      readonly tolerationSeconds?: number;
    }[];
    readonly affinity?: {
      readonly nodeAffinity: {
        readonly requiredDuringSchedulingIgnoredDuringExecution: {
          readonly nodeSelectorTerms: readonly {
            readonly matchExpressions: readonly {
              readonly key: string;
              readonly operator: string;
              readonly values: readonly string[];
            }[];
          }[];
        };
      };
    };
    readonly topologySpreadConstraints?: readonly {
      readonly maxSkew: number;
      readonly topologyKey: string;
      readonly whenUnsatisfiable: string;
      readonly labelSelector: { readonly matchLabels: Labels };
    }[];
  };
}

/** The container that Flink runs in; the native integration knows it by this name. */
export const MAIN_CONTAINER = "flink-main-container";

/** The volume that state, local copies of it and temporary files are on. */
export const LOCAL_VOLUME = { name: "flink-local", mountPath: LOCAL_DIRECTORY } as const;

/** A node drain, a consolidation or a scale-down moves the pod only if a person insists: every move restarts the job. */
export const DISRUPTION_PROTECTION = {
  "karpenter.sh/do-not-disrupt": "true",
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
} as const;

export const PROMETHEUS_PORT = { name: "prometheus", containerPort: FLINK_PORTS.prometheus } as const;

/** User and group of Flink's image. */
const FLINK_USER = 9999;

/** What Kubernetes' `restricted` profile demands of a pod, and of each container; a read-only root is more than that. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: FLINK_USER,
  runAsGroup: FLINK_USER,
  fsGroup: FLINK_USER,
  seccompProfile: { type: "RuntimeDefault" },
} as const;
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
} as const;

/** How long a pod may take to leave, and which pods leave before it when nodes are full. */
export function podLifetime(
  { priorityClasses, namespace }: ResolvedEnvironment,
  component: FlinkComponent,
): Pick<Pod["spec"], "terminationGracePeriodSeconds" | "priorityClassName"> {
  return {
    terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
    ...(priorityClasses && { priorityClassName: priorityClassName(priorityClasses, namespace, component) }),
  };
}

/** A volume of the node that ends with the pod. */
export function nodeVolume(name: string, size: MemorySize): Volume {
  return { name, emptyDir: { sizeLimit: size.toQuantity() } };
}

/** What every Flink container is told by its environment: the S3 plugin, and keys where a role cannot be assumed. */
export function containerEnvironment({ flink, storage }: ResolvedEnvironment): readonly Variable[] {
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
export function checkpointPlugin(flink: FlinkVersion): string {
  return `flink-s3-fs-presto-${flink}.jar`;
}

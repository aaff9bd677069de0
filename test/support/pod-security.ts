// biome-ignore lint/suspicious/noExplicitAny: a pod is whatever its kind allows
type Json = Record<string, any>;

const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/**
 * What Kubernetes' `restricted` profile refuses of a pod (Pod Security Standards, the policies of all three levels), each
 * rule on its own.
 */
export const RESTRICTED: Readonly<Record<string, (pod: Json, container: Json) => boolean>> = {
  hostProcess: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    (own.windowsOptions ?? pod.windowsOptions)?.hostProcess !== true,
  hostNamespaces: (pod) => ![pod.hostNetwork, pod.hostPID, pod.hostIPC].includes(true),
  privileged: (_, { securityContext = {} }) => securityContext.privileged !== true,
  addedCapabilities: (_, { securityContext = {} }) =>
    (securityContext.capabilities?.add ?? []).every((capability: string) => capability === "NET_BIND_SERVICE"),
  droppedCapabilities: (_, { securityContext = {} }) => securityContext.capabilities?.drop?.includes("ALL") === true,
  hostPath: ({ volumes = [] }) => volumes.every((volume: Json) => volume.hostPath === undefined),
  volumeTypes: ({ volumes = [] }) =>
    volumes.every((volume: Json) => Object.keys(volume).every((key) => key === "name" || VOLUMES.includes(key))),
  hostPorts: (_, { ports = [] }) => ports.every((port: Json) => (port.hostPort ?? 0) === 0),
  appArmor: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    (own.appArmorProfile ?? pod.appArmorProfile)?.type !== "Unconfined",
  seLinux: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    [own.seLinuxOptions, pod.seLinuxOptions].every(
      (options) => options?.user === undefined && options?.role === undefined,
    ),
  procMount: (_, { securityContext = {} }) => ["Default", undefined].includes(securityContext.procMount),
  seccomp: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    ["RuntimeDefault", "Localhost"].includes((own.seccompProfile ?? pod.seccompProfile)?.type),
  sysctls: ({ securityContext = {} }) => (securityContext.sysctls ?? []).length === 0,
  allowPrivilegeEscalation: (_, { securityContext = {} }) => securityContext.allowPrivilegeEscalation === false,
  runAsNonRoot: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    (own.runAsNonRoot ?? pod.runAsNonRoot) === true,
  runAsUser: ({ securityContext: pod = {} }, { securityContext: own = {} }) =>
    ![own.runAsUser, pod.runAsUser].some((user) => user !== undefined && Number(user) === 0),
};

/** The rules that a pod breaks. */
export function refusals(pod: Json): string[] {
  const containers = [...(pod.containers ?? []), ...(pod.initContainers ?? [])];
  return Object.entries(RESTRICTED)
    .filter(([, holds]) => !containers.every((container) => holds(pod, container)))
    .map(([rule]) => rule);
}

const PLURALS: Readonly<Record<string, string>> = {
  container: "containers",
  initContainer: "initContainers",
  volume: "volumes",
  volumeMount: "volumeMounts",
  port: "ports",
};

/** A pod in the words of Terraform's provider, in Kubernetes' own. */
export function asKubernetes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asKubernetes);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [Array.isArray(each) ? (PLURALS[camel] ?? camel) : camel, asKubernetes(each)];
    }),
  );
}

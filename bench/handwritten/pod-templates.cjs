/* Pod templates of JobManagers and TaskManagers for the operator, as plain Kubernetes objects. */
function jobManagerPods(environment, stage) {
  return pod("2Gi", {
    ...onNodesOf(environment, "jobmanagers"),
    ...(environment.jobManagers > 1 && standbyScheduling(environment.zones, stage)),
  });
}

function taskManagerPods(environment, stage) {
  return pod(environment.stages[stage].disk, {
    // Only Kubernetes high availability has them ask the API server, for their leader.
    ...(!environment.highAvailability && { automountServiceAccountToken: false }),
    ...onNodesOf(environment, stage),
    topologySpreadConstraints: [spread("kubernetes.io/hostname", "ScheduleAnyway", stage, "taskmanager")],
  });
}

function pod(disk, settings) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      annotations: {
        "karpenter.sh/do-not-disrupt": "true",
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
      },
    },
    spec: {
      terminationGracePeriodSeconds: 10,
      containers: [
        {
          name: "flink-main-container",
          env: [{ name: "ENABLE_BUILT_IN_PLUGINS", value: "flink-s3-fs-presto-2.2.1.jar" }],
          ports: [{ name: "prometheus", containerPort: 9249 }],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
          },
          volumeMounts: [
            { name: "flink-local", mountPath: "/flink-local" },
            { name: "log", mountPath: "/opt/flink/log" },
            { name: "tmp", mountPath: "/tmp" },
            { name: "plugin", mountPath: "/opt/flink/plugins/flink-s3-fs-presto-2.2.1" },
          ],
        },
      ],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 9999,
        runAsGroup: 9999,
        fsGroup: 9999,
        seccompProfile: { type: "RuntimeDefault" },
      },
      volumes: [
        { name: "flink-local", emptyDir: { sizeLimit: disk } },
        { name: "log", emptyDir: { sizeLimit: "512Mi" } },
        { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
        { name: "plugin", emptyDir: { sizeLimit: "1Mi" } },
      ],
      ...settings,
    },
  };
}

function onNodesOf({ name, nodes }, pool) {
  const value = `sentra-${name}-${pool}`;
  return (
    nodes && {
      nodeSelector: { "flink-node-pool": value },
      tolerations: [{ key: "flink-node-pool", operator: "Equal", value, effect: "NoSchedule" }],
    }
  );
}

function standbyScheduling(zones, stage) {
  const inZones = { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: zones }] };
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [inZones] } } },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((key) =>
      spread(key, "DoNotSchedule", stage, "jobmanager"),
    ),
  };
}

function spread(topologyKey, whenUnsatisfiable, stage, component) {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    labelSelector: { matchLabels: { app: `sentra-${stage}`, component, type: "flink-native-kubernetes" } },
  };
}

module.exports = { jobManagerPods, taskManagerPods };

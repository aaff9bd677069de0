/* Pod templates of the standalone runtime, in the words of Terraform's provider. */
function jobManagerTemplate(environment, stage, checksum) {
  const { jobId } = environment.stages[stage];
  return template(environment, stage, "jobmanager", checksum, {
    args: [
      "standalone-job",
      "-Djobmanager.rpc.address=$(POD_IP)",
      "--jars",
      "local:///opt/flink/usrlib/sentra-engine.jar",
      "--job-id",
      jobId,
      "--job-classname",
      "com.sentra.SignalEngine",
      "--",
      "--stage",
      stage,
    ],
    ports: [port("rest", 8081), port("rpc", 6123), port("blob", 6124)],
    resources: resources("1", "1792Mi", "3073Mi"),
    alive: tcp(8081),
    ready: { httpGet: { path: "/overview", port: "8081" } },
    volumes: [{ name: "flink-local", emptyDir: { sizeLimit: "2Gi" } }],
  });
}

function taskManagerTemplate(environment, stage, checksum) {
  const { cpu, containerMemory } = environment.stages[stage];
  return template(environment, stage, "taskmanager", checksum, {
    args: [
      "taskmanager",
      "-Dtaskmanager.resource-id=$(POD_NAME)",
      "-Dtaskmanager.host=$(POD_IP)",
      "-Ds3.staging-directory=/flink-local/working/tm_$(POD_NAME)/tmp/s3",
    ],
    ports: [port("rpc", 6122), port("data", 6121), port("metrics", 6126)],
    resources: resources(cpu, containerMemory, "1025Mi"),
    alive: tcp(6122),
    ready: tcp(6122),
    // The local volume is a claim's.
    volumes: [],
    scheduling: {
      topologySpreadConstraint: [
        {
          maxSkew: 1,
          topologyKey: "kubernetes.io/hostname",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: [{ matchLabels: labelsOf(stage, "taskmanager") }],
        },
      ],
    },
  });
}

function template(environment, stage, component, checksum, { volumes, scheduling, ...process }) {
  return {
    metadata: {
      annotations: {
        "karpenter.sh/do-not-disrupt": "true",
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        "checksum/config": checksum,
      },
      labels: labelsOf(stage, component),
    },
    spec: {
      serviceAccountName: `sentra-${stage}`,
      automountServiceAccountToken: environment.highAvailability,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 10,
      container: [container(environment, process)],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: "9999",
        runAsGroup: "9999",
        fsGroup: "9999",
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      volume: [
        ...volumes,
        { name: "log", emptyDir: { sizeLimit: "512Mi" } },
        { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
        { name: "plugin", emptyDir: { sizeLimit: "1Mi" } },
        { name: "config", configMap: { name: `sentra-${stage}-config` } },
      ],
      ...scheduling,
    },
  };
}

function container({ s3Server }, { args, ports, resources, alive, ready }) {
  return {
    name: "flink-main-container",
    image: "registry.sentra.example/signal-engine:1.4.2",
    imagePullPolicy: "IfNotPresent",
    args,
    env: [
      { name: "ENABLE_BUILT_IN_PLUGINS", value: "flink-s3-fs-presto-2.2.1.jar" },
      fromSecret("AWS_ACCESS_KEY_ID", s3Server.secret, "access-key"),
      fromSecret("AWS_SECRET_ACCESS_KEY", s3Server.secret, "secret-key"),
      fromPod("POD_IP", "status.podIP"),
      fromPod("POD_NAME", "metadata.name"),
    ],
    port: [...ports, port("prometheus", 9249)],
    resources,
    startupProbe: { ...alive, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    volumeMount: [
      { name: "flink-local", mountPath: "/flink-local" },
      { name: "config", mountPath: "/opt/flink/conf", readOnly: true },
      { name: "log", mountPath: "/opt/flink/log" },
      { name: "tmp", mountPath: "/tmp" },
      { name: "plugin", mountPath: "/opt/flink/plugins/flink-s3-fs-presto-2.2.1" },
    ],
  };
}

function resources(cpu, memory, ephemeralStorage) {
  return { requests: { cpu, memory, "ephemeral-storage": ephemeralStorage }, limits: { cpu, memory } };
}

function port(name, containerPort) {
  return { name, containerPort };
}

function tcp(number) {
  return { tcpSocket: [{ port: String(number) }] };
}

function fromSecret(name, secret, key) {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

function fromPod(name, fieldPath) {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function labelsOf(stage, component) {
  return { app: `sentra-${stage}`, component, type: "flink-standalone-kubernetes" };
}

module.exports = { jobManagerTemplate, labelsOf, taskManagerTemplate };

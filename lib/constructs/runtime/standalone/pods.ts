import type { ResolvedEnvironment } from "../../../environment/check-environment";
import type { FlinkComponent } from "../../../environment/priority-classes";
import type { FlinkConfiguration } from "../../../flink/flink-configuration";
import { asksApiServer } from "../../../flink/job-rights";
import { ClusterOptions, S3Options } from "../../../flink/options/cluster";
import { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "../../../flink/options/process";
import { podLabels } from "../../../flink/pod-labels";
import { FLINK_PORTS } from "../../../flink/ports";
import { runIdentity } from "../../../flink/run-identity";
import { tlsArguments, tlsOf } from "../../../flink/tls";
import { JOB_MANAGER_DISK } from "../../../sizing/assumptions";
import type { StagePlan } from "../../../sizing/platform-plan";
import type { Cpu } from "../../../units/cpu";
import { MemorySize } from "../../../units/memory-size";
import {
  CONTAINER_SECURITY,
  type Container,
  containerEnvironment,
  DISRUPTION_PROTECTION,
  LOCAL_VOLUME,
  MAIN_CONTAINER,
  nodeVolume,
  POD_SECURITY,
  type Pod,
  PROMETHEUS_PORT,
  type Probe,
  podLifetime,
  type Variable,
} from "../../compute/pod";
import { jobManagerScheduling, type Scheduling, taskManagerScheduling } from "../../compute/scheduling";
import { FLINK_HOME, WRITABLE_VOLUMES, WRITABLE_VOLUMES_SIZE, writableMounts } from "../../compute/writable-volumes";
import { zooKeeperLogin } from "../../coordination/zookeeper-login";
import { certificate } from "./certificate";

/** What a stage's pods are made from. */
export interface StandaloneStage {
  readonly environment: ResolvedEnvironment;
  readonly stage: StagePlan;
  readonly configuration: FlinkConfiguration;
  readonly serviceAccount: string;
  /** Name of the ConfigMap, and what is in it: other content makes other pods. */
  readonly configMap: string;
  readonly checksum: string;
}

/** A JobManager of the stage, in application mode: it runs the job's `main` itself. */
export function jobManagerPod(standalone: StandaloneStage): Pod {
  const { environment, stage, configuration } = standalone;
  const { jobManager } = stage;
  return pod(standalone, "jobmanager", {
    args: jobManagerArguments(environment, stage),
    ports: { rest: FLINK_PORTS.rest, rpc: FLINK_PORTS.jobManagerRpc, blob: FLINK_PORTS.blobServer },
    cpu: configuration.value(KubernetesOptions.JOB_MANAGER_CPU) ?? jobManager.cpu,
    memory: configuration.value(JobManagerOptions.PROCESS_MEMORY) ?? jobManager.memory.process,
    // Only a leader answers; a standby asks it. To live a process needs none: during an election nobody leads.
    ready: {
      // The kubelet asks in whatever way Flink answers, and believes any certificate.
      httpGet: { path: "/overview", port: FLINK_PORTS.rest, ...(tlsOf(environment) && { scheme: "HTTPS" }) },
    },
    alive: { tcpSocket: { port: FLINK_PORTS.rest } },
    disk: JOB_MANAGER_DISK,
    scheduling: jobManagerScheduling(environment, stage),
  });
}

/** A TaskManager of the stage. Its name is its identity, and its volume is there again when it is. */
export function taskManagerPod(standalone: StandaloneStage): Pod {
  const { environment, stage, configuration } = standalone;
  const { taskManagers } = stage;
  const rpc = { tcpSocket: { port: FLINK_PORTS.taskManagerRpc } };
  return pod(standalone, "taskmanager", {
    args: [
      "taskmanager",
      ...dynamic(TaskManagerOptions.RESOURCE_ID, "$(POD_NAME)"),
      ...dynamic(TaskManagerOptions.HOST, "$(POD_IP)"),
      ...stagingArguments(configuration),
      ...tlsArguments(tlsOf(environment)),
    ],
    ports: {
      rpc: FLINK_PORTS.taskManagerRpc,
      data: FLINK_PORTS.taskManagerData,
      metrics: FLINK_PORTS.metricQuery,
    },
    cpu: configuration.value(KubernetesOptions.TASK_MANAGER_CPU) ?? taskManagers.cpu,
    memory: configuration.value(TaskManagerOptions.PROCESS_MEMORY) ?? taskManagers.memory.process,
    ready: rpc,
    alive: rpc,
    scheduling: taskManagerScheduling(environment, stage),
  });
}

/** Options of Flink come first: its start script looks no further than the first word it does not know. */
function jobManagerArguments(environment: ResolvedEnvironment, stage: StagePlan): readonly string[] {
  const { jarUri, entryClass, args = [] } = stage.job;
  const recovers = environment.highAvailability.type !== "none";
  return [
    "standalone-job",
    ...(recovers ? dynamic(JobManagerOptions.RPC_ADDRESS, "$(POD_IP)") : []),
    ...tlsArguments(tlsOf(environment)),
    "--jars",
    jarUri,
    // Without high availability every start is a new job, and must not write where the last one wrote.
    ...(recovers ? ["--job-id", runIdentity(stage).jobId] : []),
    "--job-classname",
    entryClass,
    ...(args.length > 0 ? ["--", ...args.map(unexpanded)] : []),
  ];
}

/**
 * Files wait on the local volume until they are uploaded: in /tmp, a savepoint of more than its size limit would get the
 * pod evicted. Below Flink's own temporary files, which a process that starts again removes first.
 */
function stagingArguments(configuration: FlinkConfiguration): readonly string[] {
  const working = configuration.value(ClusterOptions.WORKING_DIRECTORY);
  return working === undefined ? [] : dynamic(S3Options.STAGING_DIRECTORY, `${working}/tm_$(POD_NAME)/tmp/s3`);
}

/** A setting that only the pod knows. */
function dynamic({ key }: { readonly key: string }, value: string): readonly string[] {
  return [`-D${key}=${value}`];
}

/** Kubernetes puts variables in for `$(NAME)`, and takes `$$` for a dollar sign. */
function unexpanded(argument: string): string {
  return argument.replaceAll("$", "$$$$");
}

interface Process {
  readonly args: readonly string[];
  readonly ports: Readonly<Record<string, number>>;
  readonly cpu: Cpu;
  readonly memory: MemorySize;
  readonly ready: Pick<Probe, "httpGet" | "tcpSocket">;
  readonly alive: Pick<Probe, "tcpSocket">;
  /** Of a local volume that ends with the pod. @default - the volume is a claim's */
  readonly disk?: MemorySize;
  readonly scheduling: Scheduling;
}

function pod(standalone: StandaloneStage, component: FlinkComponent, process: Process): Pod {
  const { environment, stage, serviceAccount, configMap, checksum } = standalone;
  const volumes = [
    ...(process.disk ? [nodeVolume(LOCAL_VOLUME.name, process.disk)] : []),
    ...WRITABLE_VOLUMES,
    { name: "config", configMap: { name: configMap } },
    ...zooKeeperLogin(environment.highAvailability).volumes,
    ...certificate(environment).volumes,
  ];
  const onNode = [process.disk, WRITABLE_VOLUMES_SIZE];
  return {
    metadata: {
      annotations: { ...DISRUPTION_PROTECTION, "checksum/config": checksum },
      labels: podLabels(stage.clusterId, component, environment.runtime),
    },
    spec: {
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: asksApiServer(environment.runtime, environment.highAvailability.type, component),
      // Variables that Kubernetes would make of every Service, among which Flink's scripts find some of theirs.
      enableServiceLinks: false,
      containers: [container(standalone, process, MemorySize.sum(onNode.filter((size) => size !== undefined)))],
      securityContext: { ...POD_SECURITY, fsGroupChangePolicy: "OnRootMismatch" },
      ...podLifetime(environment, component),
      volumes,
      ...process.scheduling,
    },
  };
}

function container(
  { environment, stage }: StandaloneStage,
  { args, ports, cpu, memory, ready, alive }: Process,
  onNode: MemorySize,
): Container {
  const limits = { cpu: cpu.toQuantity(), memory: memory.toQuantity() };
  return {
    name: MAIN_CONTAINER,
    image: stage.job.image,
    imagePullPolicy: "IfNotPresent",
    args,
    env: [
      ...containerEnvironment(environment),
      ofPod("POD_IP", "status.podIP"),
      ofPod("POD_NAME", "metadata.name"),
      ...certificate(environment).env,
    ],
    ports: [...Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })), PROMETHEUS_PORT],
    resources: { requests: { ...limits, "ephemeral-storage": onNode.toQuantity() }, limits },
    // A job's main may take minutes, but the ports are open before it runs.
    startupProbe: { ...alive, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    // Stated again: where it is not, Terraform's provider writes `false`, which the namespace's profile refuses.
    securityContext: { ...CONTAINER_SECURITY, runAsNonRoot: true },
    volumeMounts: [
      LOCAL_VOLUME,
      { name: "config", mountPath: `${FLINK_HOME}/conf`, readOnly: true },
      ...writableMounts(environment),
      ...zooKeeperLogin(environment.highAvailability).volumeMounts,
      ...certificate(environment).volumeMounts,
    ],
  };
}

function ofPod(name: string, fieldPath: string): Variable {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

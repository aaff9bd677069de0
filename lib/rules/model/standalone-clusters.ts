import { FlinkVersion } from "../../environment/flink-version";
import { adviceOn } from "../../flink/advisor/explain";
import { flinkLineOf } from "../../flink/operator-rules/job-mistakes";
import { at, textAt } from "../../flink/operator-rules/tree";
import { JudgedOptions } from "../../flink/options/judged";
import { once } from "../../units/late";
import type { FlinkCluster, FlinkProcess } from "./flink-cluster";
import { isSameNamespace, listOf, type ManifestObject, textMap, textsOf } from "./manifest-object";
import { byKey, judged, located } from "./operator-clusters";
import { type Workload, workloadsOf } from "./pods";
import { type ConfigurationSource, configMapSource, isFlinkConfigMap, podSources } from "./standalone-configuration";

/** A workload whose container starts a Flink process. */
interface FlinkWorkload extends Workload {
  readonly role: FlinkProcess["role"];
  readonly application: boolean;
  readonly container: unknown;
  readonly sources: readonly ConfigurationSource[];
  /** Whether its configuration comes from what is among the objects. */
  readonly isComplete: boolean;
}

/** The clusters that objects of Kubernetes make up by themselves, and configurations that no pod here mounts. */
export function standaloneClusters(objects: readonly ManifestObject[]): readonly FlinkCluster[] {
  const workloads = workloadsOf(objects).flatMap((workload) => flinkWorkload(workload, objects));
  const jobManagers = workloads.filter(({ role }) => role === "JobManager");
  const taskManagers = workloads.filter(({ role }) => role === "TaskManager");
  const owner = (workload: FlinkWorkload) =>
    [...jobManagers].sort((a, b) => kinship(b, workload) - kinship(a, workload))[0];
  const belongs = (workload: FlinkWorkload, to: FlinkWorkload) => owner(workload) === to && kinship(to, workload) > 0;
  const clusters = jobManagers.map((jobManager) => [
    jobManager,
    ...taskManagers.filter((taskManager) => belongs(taskManager, jobManager)),
  ]);
  const alone = taskManagers.filter((each) => !jobManagers.some((jobManager) => belongs(each, jobManager)));
  const mounted = new Set(workloads.flatMap(({ sources }) => sources.map(({ object }) => object)));
  return [
    ...[...clusters, ...alone.map((each) => [each])].map(clusterOf),
    ...objects.filter((object) => isFlinkConfigMap(object) && !mounted.has(object)).map(configurationOnly),
  ];
}

function flinkWorkload(workload: Workload, objects: readonly ManifestObject[]): FlinkWorkload[] {
  for (const container of listOf(at(workload.pod, "spec.containers"))) {
    const words = [...textsOf(at(container, "command")), ...textsOf(at(container, "args"))].join(" ").split(/[\s"']+/);
    const program = words.map((word) => PROGRAMS[word.replace(/^.*\//, "").replace(/\.sh$/, "")]).find(Boolean);
    if (program !== undefined) {
      const { sources, isComplete } = podSources(workload.object, workload.pod, container, objects);
      return [{ ...workload, ...program, container, sources, isComplete }];
    }
  }
  return [];
}

/** What the image's entry point takes, and the scripts behind it. */
const PROGRAMS: Readonly<Record<string, Pick<FlinkWorkload, "role" | "application">>> = {
  jobmanager: { role: "JobManager", application: false },
  "standalone-job": { role: "JobManager", application: true },
  taskmanager: { role: "TaskManager", application: false },
};

/** How much speaks for a TaskManager being of a JobManager's cluster; 0 where nothing does. */
function kinship(jobManager: FlinkWorkload, taskManager: FlinkWorkload): number {
  if (!isSameNamespace(jobManager.object.namespace, taskManager.object.namespace)) {
    return 0;
  }
  const shares = (label: string) =>
    jobManager.labels[label] !== undefined && jobManager.labels[label] === taskManager.labels[label];
  const shared = jobManager.sources.some(({ object }) =>
    taskManager.sources.some((source) => source.object === object),
  );
  return (shared ? 4 : 0) + (shares("app.kubernetes.io/instance") ? 2 : 0) + (shares("app") ? 1 : 0);
}

function clusterOf(workloads: readonly FlinkWorkload[]): FlinkCluster {
  const [first] = workloads as [FlinkWorkload];
  const image = textAt(first.container, "image");
  const line = image === undefined ? undefined : flinkLineOf(image);
  const version = line !== undefined && FlinkVersion.lines().includes(line) ? FlinkVersion.of(line) : undefined;
  const sources = [...new Map(workloads.flatMap((each) => each.sources).map((source) => [source.id, source])).values()];
  const application = workloads.some((workload) => workload.application);
  const placeOf = placesIn(sources, first.object);
  const base = configured(sources, version, placeOf);
  return {
    ...base,
    name: base.settings[CLUSTER_ID] ?? first.labels["app"] ?? first.object.name,
    namespace: first.object.namespace,
    runtime: "standalone",
    deployment: undefined,
    object: first.object,
    version,
    isComplete: workloads.every((workload) => workload.isComplete),
    processes: workloads.map(process),
    jobs: application
      ? [{ settings: base.settings, upgradeMode: undefined, spec: argumentsAsSpec(first.container), placeOf }]
      : [],
    placeOf,
  };
}

const CLUSTER_ID = JudgedOptions.KUBERNETES_CLUSTER_ID.key;

/** What the entry point's arguments say of the job, as a FlinkDeployment would. */
function argumentsAsSpec(container: unknown): unknown {
  const words = textsOf(at(container, "args"));
  return { allowNonRestoredState: words.includes("--allowNonRestoredState") || words.includes("-n") };
}

function process({ object, role, replicas, pod, container, labels, claims }: FlinkWorkload): FlinkProcess {
  return {
    role,
    madeBy: object.kind as FlinkProcess["madeBy"],
    replicas,
    pod,
    container,
    labels,
    claims,
    serviceAccount: textAt(pod, "spec.serviceAccountName") ?? textAt(pod, "spec.serviceAccount"),
    image: textAt(container, "image"),
    place: object.place("spec"),
  };
}

/** A ConfigMap with Flink's file in it, and nothing here that mounts it. */
function configurationOnly(object: ManifestObject): FlinkCluster {
  const source = configMapSource(object);
  const placeOf = placesIn([source], object);
  return {
    ...configured([source], undefined, placeOf),
    name: object.name,
    namespace: object.namespace,
    runtime: "configuration",
    deployment: undefined,
    object,
    version: undefined,
    isComplete: true,
    processes: [],
    jobs: [],
    placeOf,
  };
}

function configured(
  sources: readonly ConfigurationSource[],
  version: FlinkVersion | undefined,
  placeOf: FlinkCluster["placeOf"],
): Pick<FlinkCluster, "settings" | "advice" | "files"> {
  const settings = sources.flatMap((source) => source.settings);
  return {
    settings: byKey(settings),
    files: sources.flatMap(({ files }) => files),
    advice: once(() => [
      ...sources.flatMap((source) => source.misread.map((advice) => ({ advice, place: source.placeAt(advice.line) }))),
      ...located(adviceOn(judged(settings), version ?? FlinkVersion.DEFAULT).findings, version, placeOf),
    ]),
  };
}

function placesIn(sources: readonly ConfigurationSource[], object: ManifestObject): FlinkCluster["placeOf"] {
  return (key) => {
    const source = sources.findLast(({ settings }) => settings.some((setting) => setting.key === key));
    const line = source?.settings.find((setting) => setting.key === key)?.line;
    return source !== undefined && line !== undefined
      ? source.placeAt(line)
      : (sources[0]?.placeAt(0) ?? object.place());
  };
}

/** Whether an object says that it belongs to Flink, where nothing else tells. */
export function mentionsFlink({ name, body }: ManifestObject): boolean {
  const labels = Object.values(textMap(at(body, "metadata.labels")));
  return [name, ...labels].some((text) => /flink/i.test(text));
}

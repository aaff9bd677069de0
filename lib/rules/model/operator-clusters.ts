import { FlinkVersion } from "../../environment/flink-version";
import { adviceOn } from "../../flink/advisor/explain";
import { deploymentSettings } from "../../flink/advisor/explain-deployment";
import { parseFlatConfiguration } from "../../flink/advisor/flat-configuration";
import { keyAdvice } from "../../flink/advisor/key-advice";
import { parseNestedConfiguration } from "../../flink/advisor/nested-configuration";
import type { Setting } from "../../flink/advisor/setting";
import { valueAdvice } from "../../flink/advisor/value-advice";
import { type Deployment, deploymentOf, type ProcessSpec } from "../../flink/operator-rules/deployment";
import { containersOf, MAIN_CONTAINER, podTemplateOf } from "../../flink/operator-rules/pod-templates";
import { slotsOf } from "../../flink/operator-rules/settings";
import { at, flatSettings, textAt } from "../../flink/operator-rules/tree";
import { once } from "../../units/late";
import { isUnresolved } from "../../units/literal";
import type { FlinkCluster, FlinkJob, FlinkProcess, LocatedAdvice } from "./flink-cluster";
import { type ManifestObject, mayShareNamespace, textMap } from "./manifest-object";

const SETTINGS = "flinkConfiguration";

/** The clusters that the operator is told to run, with the session jobs that are told to run on them. */
export function operatorClusters(objects: readonly ManifestObject[], operatorVersion: string): readonly FlinkCluster[] {
  const operatorDefaults = defaultsOf(objects);
  const sessionJobs = objects.filter(({ kind }) => kind === "FlinkSessionJob");
  return objects
    .filter(({ kind }) => kind === "FlinkDeployment" || kind === "FlinkBlueGreenDeployment")
    .map((object) => {
      const deployment = deploymentOf(object.body, { operatorVersion, operatorDefaults });
      const spec = object.kind === "FlinkBlueGreenDeployment" ? ["spec", "template", "spec"] : ["spec"];
      const manifest = spec.length > 1 ? { ...object.body, spec: at(object.body, spec.join(".")) } : object.body;
      const placeOf = (key: string) =>
        object.place(...spec, ...(isField(key) ? key.split(".") : key === "" ? [] : [SETTINGS, key]));
      const written = deploymentSettings(manifest, () => 1);
      const settings = { ...deployment.settings, ...byKey(written) };
      const version = versionOf(deployment.flinkVersion);
      const jobsHere = sessionJobs.filter(
        (job) =>
          textAt(job.body, "spec.deploymentName") === object.name && mayShareNamespace(job.namespace, object.namespace),
      );
      const jobs =
        deployment.job === undefined
          ? jobsHere.map((job) => sessionJob(job, settings))
          : [{ settings, upgradeMode: deployment.job.upgradeMode, spec: at(manifest, "spec.job"), placeOf }];
      return {
        name: deployment.name ?? object.name,
        namespace: object.namespace,
        runtime: deployment.mode === "native" ? "native" : "operator-standalone",
        deployment,
        object,
        version,
        settings,
        isComplete: true,
        processes: [
          process(deployment, deployment.jobManager, object),
          process(deployment, deployment.taskManager, object),
        ],
        jobs,
        files: [],
        placeOf,
        advice: once(() => [
          ...located(adviceOn(judged(written), version ?? FlinkVersion.DEFAULT).findings, version, placeOf),
          ...jobsHere.flatMap((job) => jobAdvice(job, version)),
        ]),
      };
    });
}

/** Fields of the spec stand beside settings in messages; their names hold no Flink key. */
function isField(key: string): boolean {
  return /^(job|jobManager|taskManager|podTemplate|image|imagePullPolicy|ingress|flinkVersion|serviceAccount)(\.|$)/.test(
    key,
  );
}

/** The configuration that the operator puts under every deployment's, where its ConfigMap is among the objects. */
function defaultsOf(objects: readonly ManifestObject[]): Readonly<Record<string, string>> {
  const data = objects.find(({ kind, name }) => kind === "ConfigMap" && name === "flink-operator-config")?.body["data"];
  const { "flink-conf.yaml": flat, "config.yaml": nested } = textMap(data);
  return {
    ...(flat !== undefined && byKey(parseFlatConfiguration(flat).settings)),
    ...(nested !== undefined && byKey(parseNestedConfiguration(nested).settings)),
  };
}

function process(deployment: Deployment, spec: ProcessSpec, object: ManifestObject): FlinkProcess {
  const { name = "", mode, job } = deployment;
  const pod = podTemplateOf(deployment, spec) ?? {};
  const isTaskManager = spec.role === "TaskManager";
  const slots = slotsOf(deployment.settings) ?? 1;
  const needed = job !== undefined && job.parallelism > 0 ? Math.ceil(job.parallelism / slots) : undefined;
  return {
    role: spec.role,
    madeBy: mode === "native" ? "flink" : "operator",
    replicas: spec.replicas ?? (isTaskManager ? needed : 1),
    pod,
    container: containersOf(pod).find((container) => textAt(container, "name") === MAIN_CONTAINER),
    labels: {
      ...textMap(at(pod, "metadata.labels")),
      app: name,
      component: spec.role.toLowerCase(),
      type: mode === "native" ? "flink-native-kubernetes" : "flink-standalone-kubernetes",
    },
    claims: [],
    serviceAccount: deployment.serviceAccount,
    image: deployment.image,
    place: object.place(...spec.field.split(".")),
  };
}

function sessionJob(object: ManifestObject, cluster: Readonly<Record<string, string>>): FlinkJob {
  return {
    settings: { ...cluster, ...flatSettings(at(object.body, `spec.${SETTINGS}`)) },
    upgradeMode: textAt(object.body, "spec.job.upgradeMode") ?? "stateless",
    spec: at(object.body, "spec.job"),
    placeOf: (key) => object.place("spec", ...(isField(key) ? key.split(".") : [SETTINGS, key])),
  };
}

function jobAdvice(object: ManifestObject, version: FlinkVersion | undefined): readonly LocatedAdvice[] {
  const settings = judged(
    Object.entries(flatSettings(at(object.body, `spec.${SETTINGS}`))).map(([key, value]) => ({ key, value, line: 1 })),
  );
  const release = version ?? FlinkVersion.DEFAULT;
  return located([...keyAdvice(settings, release), ...valueAdvice(settings, release)], version, (key) =>
    object.place("spec", SETTINGS, key),
  );
}

/** Where nothing tells the release, only what no release knows is said of keys. */
export function located(
  findings: readonly LocatedAdvice["advice"][],
  version: FlinkVersion | undefined,
  placeOf: FlinkCluster["placeOf"],
): readonly LocatedAdvice[] {
  const known = (code: string) => version !== undefined || !/^(RemovedKey|LaterKey|RenamedKey|ShadowedKey)$/.test(code);
  return findings.filter(({ code }) => known(code)).map((advice) => ({ advice, place: placeOf(advice.key ?? "") }));
}

/** What Terraform will only know later is no value to judge. */
export function judged(settings: readonly Setting[]): readonly Setting[] {
  return settings.filter(({ value }) => !isUnresolved(value));
}

export function byKey(settings: readonly Pick<Setting, "key" | "value">[]): Readonly<Record<string, string>> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

function versionOf(operatorName: string | undefined): FlinkVersion | undefined {
  const line = operatorName?.replace(/^v/, "").replace("_", ".") ?? "";
  return FlinkVersion.lines().includes(line) ? FlinkVersion.of(line) : undefined;
}

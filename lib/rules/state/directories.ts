import { textAt } from "../../flink/operator-rules/tree";
import { isUnresolved } from "../../units/literal";
import type { FlinkCluster, FlinkProcess } from "../model/flink-cluster";
import { mediumOf, variableOf } from "../model/pods";
import { isInside, type StateLocation, stateLocations } from "../model/state-location";
import { FLINK_DOCS, jobsOf, perCluster, perJob, perProcess, type Rule, type Violation } from "../rule";

const S3_DOCS = `${FLINK_DOCS}/deployment/filesystems/s3/`;
const PLUGINS = "ENABLE_BUILT_IN_PLUGINS";
const STOCK_IMAGE = /^(docker\.io\/)?((library\/)?flink|apache\/flink)([:@]|$)/;
const PLUGINS_OF_SCHEME: Readonly<Record<string, RegExp>> = {
  s3: /flink-s3-fs-(presto|hadoop|native)-/,
  s3p: /flink-s3-fs-presto-/,
  s3a: /flink-s3-fs-(hadoop|native)-/,
};

export const DIRECTORY_RULES: readonly Rule[] = [
  {
    id: "state-directory-local",
    severity: "error",
    topic: "state",
    title: "Checkpoints or savepoints on a pod's own disk",
    reason:
      "Each process writes its part where no other one reads it, and the part is gone with the pod: no checkpoint can be restored after a pod is replaced.",
    fix: "Name a directory that all processes reach and that outlives them, such as s3p://bucket/checkpoints.",
    source: `${FLINK_DOCS}/ops/state/checkpoints/`,
    check: perJob(({ settings, placeOf }, cluster) =>
      stateLocations(settings)
        .filter(({ purpose }) => purpose !== "high availability")
        .flatMap((location) => onPodsDisk(location, cluster, placeOf)),
    ),
  },
  {
    id: "state-directories-overlap",
    severity: "warning",
    topic: "state",
    title: "Checkpoints, savepoints and HA metadata in one directory",
    reason:
      "They have different lifetimes and owners: Flink deletes checkpoints, people delete savepoints, nobody may delete HA metadata; no lifecycle rule and no right can tell them apart.",
    fix: "Give each a directory of its own, none inside another: checkpoints/…, savepoints/…, ha/….",
    source: `${FLINK_DOCS}/ops/state/savepoints/`,
    check: perJob(({ settings, placeOf }) => {
      const locations = stateLocations(settings);
      return locations.flatMap((inner, index) =>
        locations
          .filter(
            (outer, other) => index !== other && isInside(inner, outer) && (!isInside(outer, inner) || index > other),
          )
          .map(
            (outer): Violation => ({
              place: placeOf(inner.key),
              message: `${inner.key} is ${inner.uri}, ${inner.normalized === outer.normalized ? "the directory" : "inside that"} of ${outer.key}${inner.normalized === outer.normalized ? "" : `, ${outer.uri}`}`,
            }),
          ),
      );
    }),
  },
  {
    id: "checkpoint-directory-shared",
    severity: "warning",
    topic: "state",
    title: "Several clusters write checkpoints into one directory",
    reason:
      "Only the job id separates them, and it changes with most deployments: nobody can tell whose files are whose, and no right or lifecycle rule can be given to one of them.",
    fix: "Give each job a directory of its own below the bucket.",
    source: `${FLINK_DOCS}/ops/state/checkpoints/`,
    check: ({ clusters }) => {
      const users = clusters.flatMap((cluster) =>
        jobsOf(cluster).flatMap(({ settings, placeOf }) =>
          stateLocations(settings)
            .filter(({ purpose }) => purpose === "checkpoints")
            .map((location) => ({ cluster, location, place: placeOf(location.key) })),
        ),
      );
      return users.flatMap(({ cluster, location, place }, index) => {
        const first = users.findIndex((user) => user.location.normalized === location.normalized);
        const other = users[first]?.cluster;
        return first === index || other === undefined || isSame(cluster, other) || location.localPath !== undefined
          ? []
          : [{ place, message: `${location.uri} is also the checkpoint directory of ${other.name}` }];
      });
    },
  },
  {
    id: "s3-scheme-ambiguous",
    severity: "warning",
    topic: "state",
    title: "s3:// with both S3 plugins enabled",
    reason:
      "Both file systems claim the scheme, and which one serves it is the order of loading; they differ in credentials, markers and what they can resume.",
    fix: "Write s3p:// for checkpoints, savepoints and HA, and s3a:// for sinks.",
    source: S3_DOCS,
    check: perCluster(({ settings, processes, placeOf }) => {
      const location = stateLocations(settings).find(({ uri }) => uri.startsWith("s3://"));
      const both = processes.find((process) => {
        const jars = variableOf(process.container, PLUGINS) ?? "";
        return /flink-s3-fs-presto-/.test(jars) && /flink-s3-fs-(hadoop|native)-/.test(jars);
      });
      return location === undefined || both === undefined
        ? undefined
        : {
            place: placeOf(location.key),
            message: `${location.key} is ${location.uri}, and the ${both.role} enables both plugins that serve s3://`,
          };
    }),
  },
  {
    id: "s3-plugin-missing",
    severity: "error",
    topic: "state",
    title: "An S3 directory, and no plugin that serves it",
    reason:
      "Flink's own images keep the S3 file systems outside the plugins folder; the job fails at its first checkpoint, or at start.",
    fix: `Set ${PLUGINS} of the container to flink-s3-fs-presto-<release>.jar, and write s3p://.`,
    source: S3_DOCS,
    check: perProcess((process, { settings }) => {
      const location = stateLocations(settings).find(
        (each) => each.bucket !== undefined && !isServed(each.uri, process),
      );
      return location !== undefined && STOCK_IMAGE.test(process.image ?? "")
        ? {
            place: process.place,
            message: `${location.key} is ${location.uri}, and the ${process.role} of image ${process.image} enables no plugin for it`,
          }
        : undefined;
    }),
  },
];

/** A place on a disk that goes with the pod, and which of the processes that is. */
export function onPodsDisk(
  { key, uri, localPath }: StateLocation,
  { processes }: FlinkCluster,
  placeOf: FlinkCluster["placeOf"],
): readonly Violation[] {
  const where = { container: "in the container", emptyDir: "on an emptyDir", hostPath: "on one node's disk" } as const;
  for (const { role, pod, container, claims } of localPath === undefined ? [] : processes) {
    const { kind } = mediumOf(pod, container, claims, localPath as string);
    if (kind !== "volume") {
      return [{ place: placeOf(key), message: `${key} is ${uri}, which lies ${where[kind]} of each ${role}` }];
    }
  }
  return [];
}

/** Whether a process can reach a URI of S3, or may: a mounted plugins folder can hold anything. */
function isServed(uri: string, { container, pod, claims }: FlinkProcess): boolean {
  const jars = variableOf(container, PLUGINS) ?? "";
  const scheme = /^(\w+):/.exec(uri)?.[1]?.toLowerCase() ?? "";
  const isMounted = mediumOf(pod, container, claims, "/opt/flink/plugins").kind !== "container";
  const below = /"mountPath":"[^"]*\/plugins\//.test(JSON.stringify(container ?? {}));
  return (
    isMounted || below || isUnresolved(jars) || hasReference(container) || (PLUGINS_OF_SCHEME[scheme] ?? /^/).test(jars)
  );
}

/** The variable is there, and its text is not. */
function hasReference(container: unknown): boolean {
  const variables = (container as { readonly env?: unknown } | undefined)?.env;
  return (
    Array.isArray(variables) &&
    variables.some((each) => textAt(each, "name") === PLUGINS && textAt(each, "value") === undefined)
  );
}

/** The same cluster, read twice: from a plan and from a manifest. */
export function isSame(one: FlinkCluster, other: FlinkCluster): boolean {
  const [a, b] = [one.object, other.object];
  return a.name === b.name && a.namespace === b.namespace && a.kind === b.kind;
}

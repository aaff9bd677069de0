import { at, numberAt, type Tree, textAt } from "../../flink/operator-rules/tree";
import { listOf, type ManifestObject, textMap, textsOf } from "./manifest-object";

/** A controller of pods, or a pod. */
export interface Workload {
  readonly object: ManifestObject;
  /** @default - not known */
  readonly replicas: number | undefined;
  /** The template of its pods: `metadata` and `spec`. */
  readonly pod: unknown;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the volumes that each of its pods has a claim of its own for. */
  readonly claims: readonly string[];
}

const CONTROLLERS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "Job", "ReplicaSet"]);

/** What makes pods, among objects. */
export function workloadsOf(objects: readonly ManifestObject[]): readonly Workload[] {
  return objects.flatMap((object): Workload[] => {
    const isPod = object.kind === "Pod";
    if (!isPod && !CONTROLLERS.has(object.kind)) {
      return [];
    }
    const pod = isPod ? object.body : at(object.body, "spec.template");
    const stated = numberAt(object.body, "spec.replicas") ?? 1;
    return [
      {
        object,
        pod,
        replicas: isPod ? 1 : Number.isNaN(stated) ? undefined : stated,
        labels: textMap(at(pod, "metadata.labels")),
        claims: listOf(at(object.body, "spec.volumeClaimTemplates")).flatMap((claim) =>
          textsOf(at(claim, "metadata.name")),
        ),
      },
    ];
  });
}

/** Whether a label selector matches labels. An empty one matches all. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const matchLabels = textMap(at(selector, "matchLabels"));
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    listOf(at(selector, "matchExpressions")).every((expression) => {
      const value = labels[textAt(expression, "key") ?? ""];
      const isAmong = value !== undefined && textsOf(at(expression, "values")).includes(value);
      switch (textAt(expression, "operator")) {
        case "In":
          return isAmong;
        case "NotIn":
          return !isAmong;
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** A variable of a container, as far as its text is there. */
export function variableOf(container: unknown, name: string): string | undefined {
  const variable = listOf(at(container, "env")).find((each) => textAt(each, "name") === name);
  return textAt(variable, "value");
}

/** A volume of a pod, by its name. */
export function volumeOf(pod: unknown, name: string): Tree | undefined {
  return listOf(at(pod, "spec.volumes")).find((volume) => textAt(volume, "name") === name) as Tree | undefined;
}

/** Where a path of a container lies. */
export type Medium =
  /** The container's own writable layer, or a volume that dies with the pod. */
  | { readonly kind: "container" | "emptyDir" }
  /** One node's disk. */
  | { readonly kind: "hostPath" }
  /** A volume that outlives the pod, or one that is not described. */
  | { readonly kind: "volume" };

/** Where a path lies: the deepest mount above it decides. */
export function mediumOf(pod: unknown, container: unknown, claims: readonly string[], path: string): Medium {
  const below = (mount: string) => path === mount || path.startsWith(mount.endsWith("/") ? mount : `${mount}/`);
  const [mount] = listOf(at(container, "volumeMounts"))
    .filter((each) => below(textAt(each, "mountPath") ?? "\0"))
    .sort((a, b) => (textAt(b, "mountPath") ?? "").length - (textAt(a, "mountPath") ?? "").length);
  if (mount === undefined) {
    return { kind: "container" };
  }
  const name = textAt(mount, "name") ?? "";
  const volume = volumeOf(pod, name);
  if (claims.includes(name) || volume === undefined) {
    return { kind: "volume" };
  }
  // A volume with nothing but a name is an emptyDir.
  const kinds = Object.keys(volume).filter((key) => key !== "name");
  const isEmpty = kinds.length === 0 || kinds.includes("emptyDir");
  return { kind: isEmpty ? "emptyDir" : kinds.includes("hostPath") ? "hostPath" : "volume" };
}

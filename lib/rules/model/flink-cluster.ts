import type { FlinkVersion } from "../../environment/flink-version";
import type { Advice } from "../../flink/advisor/finding";
import type { Misread } from "../../flink/advisor/setting";
import type { Deployment } from "../../flink/operator-rules/deployment";
import type { ManifestObject } from "./manifest-object";
import type { Place } from "./place";

/** Flink settings by key. */
export type Settings = Readonly<Record<string, string>>;

/** The JobManagers or the TaskManagers of a cluster. */
export interface FlinkProcess {
  readonly role: "JobManager" | "TaskManager";
  /** What makes the pods: Flink itself, the operator, or an object of this kind. */
  readonly madeBy: "flink" | "operator" | "Deployment" | "StatefulSet" | "Job" | "Pod" | "ReplicaSet";
  /** @default - not known */
  readonly replicas: number | undefined;
  /** The pod template, complete or as far as it is declared. */
  readonly pod: unknown;
  /** The container that Flink runs in. */
  readonly container: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly claims: readonly string[];
  readonly serviceAccount: string | undefined;
  readonly image: string | undefined;
  readonly place: Place;
}

/** A job whose settings are declared: of an application, or of a session. */
export interface FlinkJob {
  readonly settings: Settings;
  /** @default - no operator runs it */
  readonly upgradeMode: string | undefined;
  /** The `job` of its spec. */
  readonly spec: unknown;
  /** A key of the configuration, or a field of the spec. */
  placeOf(key: string): Place;
}

/** A Flink cluster, however it is deployed. */
export interface FlinkCluster {
  /** Its cluster id, as far as one is stated. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly runtime: "native" | "operator-standalone" | "standalone" | "configuration";
  /** Of the operator, what it makes of the manifest. */
  readonly deployment: Deployment | undefined;
  /** The manifest itself, for the operator's rules. */
  readonly object: ManifestObject;
  /** @default - nothing tells: then what differs between releases is not judged */
  readonly version: FlinkVersion | undefined;
  readonly settings: Settings;
  /** Whether all of the configuration can be seen; otherwise what is not there may be elsewhere. */
  readonly isComplete: boolean;
  readonly processes: readonly FlinkProcess[];
  /** None for a session, whose jobs may be submitted by hand. */
  readonly jobs: readonly FlinkJob[];
  /** Names of the ConfigMap's files that hold the configuration. */
  readonly files: readonly string[];
  /** What the advisor says of the settings of cluster and jobs, and where. */
  advice(): readonly LocatedAdvice[];
  placeOf(key: string): Place;
}

/** Advice, or what a file does not say although it was meant to. */
export interface LocatedAdvice {
  readonly advice: Advice | (Misread & { readonly key?: string });
  readonly place: Place;
}

import type { FlinkCluster, FlinkJob, FlinkProcess } from "./model/flink-cluster";
import type { Inventory } from "./model/inventory";
import type { Place } from "./model/place";

/** `error`: state is lost, or nothing runs, in the ordinary course of things; `warning`: it takes a second misfortune, or costs something else. */
export type RuleSeverity = "error" | "warning";

/** What a rule is about, in the order of the documentation. */
export const RULE_TOPICS = [
  "plan",
  "state",
  "high availability",
  "memory",
  "configuration",
  "storage",
  "disruption",
  "identity",
] as const;

/** One of {@link RULE_TOPICS}. */
export type RuleTopic = (typeof RULE_TOPICS)[number];

/** What a rule is about, why, and what to do. */
export interface RuleDescription {
  /** Stable: suppressions and code scanning know a rule by it. */
  readonly id: string;
  readonly severity: RuleSeverity;
  readonly topic: RuleTopic;
  /** What is wrong, in a phrase. */
  readonly title: string;
  /** Why that matters, and so the severity. */
  readonly reason: string;
  readonly fix: string;
  /** Where others say so. */
  readonly source: string;
}

/** A rule about Flink on Kubernetes and AWS, for anybody's manifests and plans. */
export interface Rule extends RuleDescription {
  check(inventory: Inventory): readonly Violation[];
}

/** One place where a rule does not hold. */
export interface Violation {
  readonly place: Place;
  /** What is wrong, with the value. */
  readonly message: string;
  /** A fix that fits better than the rule's own. */
  readonly fix?: string;
}

type Found = Violation | readonly Violation[] | undefined;

/** Asks for every Flink cluster. */
export function perCluster(find: (cluster: FlinkCluster, inventory: Inventory) => Found): Rule["check"] {
  return (inventory) => inventory.clusters.flatMap((cluster) => many(find(cluster, inventory)));
}

/** Asks for every job whose settings are declared; a configuration alone counts as one. */
export function perJob(find: (job: FlinkJob, cluster: FlinkCluster) => Found): Rule["check"] {
  return perCluster((cluster) => jobsOf(cluster).flatMap((job) => many(find(job, cluster))));
}

/** Asks for the JobManagers and the TaskManagers of every cluster. */
export function perProcess(find: (process: FlinkProcess, cluster: FlinkCluster) => Found): Rule["check"] {
  return perCluster((cluster) => cluster.processes.flatMap((process) => many(find(process, cluster))));
}

/** The jobs of a cluster; what jobs are submitted by hand to a session have its configuration. */
export function jobsOf(cluster: FlinkCluster): readonly FlinkJob[] {
  const { settings, placeOf, runtime, jobs, processes } = cluster;
  const isSession = runtime === "standalone" && processes.some(({ role }) => role === "JobManager");
  const submitted = isSession || runtime === "configuration";
  return jobs.length === 0 && submitted ? [{ settings, upgradeMode: undefined, spec: {}, placeOf }] : jobs;
}

function many(found: Found): readonly Violation[] {
  return found === undefined ? [] : Array.isArray(found) ? found : [found as Violation];
}

/** Pages that rules refer to. */
export const FLINK_DOCS = "https://nightlies.apache.org/flink/flink-docs-release-2.2/docs";
export const OPERATOR_DOCS = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-release-1.15/docs";
export const KUBERNETES_DOCS = "https://kubernetes.io/docs";
export const S3_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";

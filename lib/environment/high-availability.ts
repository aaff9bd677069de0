/**
 * How a new JobManager finds what the old one knew.
 *
 * - `none`: it does not; a lost JobManager loses the job's position.
 * - `kubernetes`: pointers in ConfigMaps of the namespace; the choice on Kubernetes.
 * - `zookeeper`: pointers in ZooKeeper; for an ensemble that exists already, or many clusters on one API server.
 */
export type HighAvailability =
  | { readonly type: "none" }
  | { readonly type: "kubernetes" }
  | { readonly type: "zookeeper"; readonly ensemble: ZooKeeperEnsembleReference };

/** An ensemble that somebody else runs. */
export interface ZooKeeperEnsembleReference {
  readonly type: "external";
  /** Every server as `host:port`. */
  readonly quorum: readonly string[];
  /** The znode under which this environment's clusters keep theirs, such as `/flink/production`. */
  readonly rootPath: string;
}

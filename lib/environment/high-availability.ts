import type { Cpu } from "../units/cpu";
import type { MemorySize } from "../units/memory-size";
import type { NodePlacement } from "./placement";

/**
 * How a new JobManager finds what the old one knew.
 *
 * - `none`: it does not; a lost JobManager loses the job's position.
 * - `kubernetes`: pointers in ConfigMaps of the namespace; the choice on Kubernetes.
 * - `zookeeper`: pointers in ZooKeeper; for an ensemble that exists already, for many clusters on one API server, or
 *   where pods may hold no API token.
 */
export type HighAvailability =
  | { readonly type: "none" }
  | (KubernetesHighAvailability & Moving)
  | (ZooKeeperHighAvailability & Moving);

/** Pointers in ConfigMaps of the namespace. */
export interface KubernetesHighAvailability {
  readonly type: "kubernetes";
}

/** Pointers in an ensemble. */
export interface ZooKeeperHighAvailability {
  readonly type: "zookeeper";
  readonly ensemble: ZooKeeperEnsembleReference | DeclaredZooKeeperEnsemble;
}

/** A move that is under way. */
export interface Moving {
  /**
   * What clusters used until now. The foundation is applied before them: without this it would take their rights to
   * ConfigMaps away, or the ensemble they still use. Take it out once every cluster has moved.
   *
   * @default - nothing is on the move
   */
  readonly movingFrom?: KubernetesHighAvailability | ZooKeeperHighAvailability;
}

/** An ensemble that somebody else runs. */
export interface ZooKeeperEnsembleReference {
  readonly type: "external";
  /** Every server as `host:port`, without a chroot: that is the beginning of `rootPath`. */
  readonly quorum: readonly string[];
  /**
   * The znode under which this environment's clusters keep theirs, such as `/flink/production`. Flink creates it, and
   * one below it for every cluster, named by its cluster id.
   */
  readonly rootPath: string;
  /** @default - none: whoever reaches the ensemble reads and writes it */
  readonly authentication?: ZooKeeperAuthentication;
}

/**
 * How Flink proves to an ensemble who it is: SASL with DIGEST-MD5, a user and a password. It protects what Flink writes
 * (`creator` access lists) and encrypts nothing; docs/high-availability.md says what else Flink's client can and cannot do.
 */
export interface ZooKeeperAuthentication {
  readonly type: "sasl-digest";
  /**
   * Name of a Secret in the namespace, with the key `client.jaas`: a login configuration with the section `Client`. A
   * declared ensemble reads `server.jaas`, with the section `Server`, from it too.
   */
  readonly secret: string;
}

/** An ensemble that the foundation declares, in the environment's namespace. */
export interface DeclaredZooKeeperEnsemble {
  readonly type: "declared";
  /** Name of its StatefulSet; its services and claims begin with it. @default "zookeeper" */
  readonly name?: string;
  /**
   * How many servers vote: 3 bear the loss of one, 5 of two. Every write waits for a majority, so that more servers
   * make writes slower and nothing faster that Flink does; 7 are refused unless a reason is stated.
   *
   * @default 3
   */
  readonly servers?: 3 | 5 | { readonly count: 7; readonly because: string };
  /** An exact release, 3.5 or newer; the official image's user, paths and commands are relied on. @default "zookeeper:3.9.4" */
  readonly image?: string;
  /** The znode under which the clusters keep theirs. @default - `/flink/<environment>` */
  readonly rootPath?: string;
  /** Of both volumes. It should bind a volume where its pod is scheduled (`WaitForFirstConsumer`). @default - the cluster's default class */
  readonly storageClass?: string;
  /** For snapshots of the tree. @default MemorySize.gibibytes(5) */
  readonly dataVolume?: MemorySize;
  /** For the transaction log, which every write is synced to: a volume of its own keeps snapshots out of its way. @default MemorySize.gibibytes(10) */
  readonly logVolume?: MemorySize;
  /** Memory limit and request of a server; three quarters of it are heap. @default MemorySize.gibibytes(1) */
  readonly memory?: MemorySize;
  /** CPU request of a server; there is no limit, since a throttled server misses its peers' ticks. @default Cpu.millis(500) */
  readonly cpu?: Cpu;
  /** The nodes its pods select and tolerate. @default - any node without a taint */
  readonly placement?: NodePlacement;
  /** @default - none: every pod that the network policy admits reads and writes it */
  readonly authentication?: ZooKeeperAuthentication;
}

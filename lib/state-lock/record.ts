/** What holds or locates state, of one environment: what was declared when it was last locked. */
export interface EnvironmentRecord {
  readonly bucket: string;
  readonly flinkMajor: number;
  readonly kubernetesCluster: string;
  readonly namespace: string;
  readonly runtime: "operator" | "standalone";
  /** Where Terraform keeps what it knows. */
  readonly terraformState: string;
  /** By stack id. */
  readonly stacks: Readonly<Record<string, StackRecord>>;
}

/** What one stack declares of it. */
export interface StackRecord {
  /** Buckets of state, by address. */
  readonly buckets?: Readonly<Record<string, BucketRecord>>;
  /** What Terraform refuses to destroy (`prevent_destroy`), sorted addresses. */
  readonly protected?: readonly string[];
  /** By stage name. */
  readonly stages?: Readonly<Record<string, StageRecord>>;
  /** StatefulSets whose volumes hold more than copies, by address. */
  readonly volumes?: Readonly<Record<string, VolumesRecord>>;
}

/** A bucket of state. */
export interface BucketRecord {
  readonly name: string;
  /** The key's address or ARN. @default - Amazon S3 managed keys */
  readonly encryptionKey?: string;
  readonly forceDestroy: boolean;
  readonly versioned: boolean;
  /** Days for which a replaced or deleted object can be brought back, by folder; for ever, where a folder is not named. */
  readonly undoDays: Readonly<Record<string, number>>;
  /** Rules that delete or archive what is current below a folder of state. @default - none */
  readonly expires?: readonly string[];
}

/** Pods with volumes of their own. */
export interface VolumesRecord {
  readonly servers: number;
  /** Size and storage class of each claim, by its name. */
  readonly claims: Readonly<Record<string, string>>;
}

/** One stage's cluster. */
export interface StageRecord {
  readonly clusterId: string;
  readonly maxParallelism: number;
  readonly stateBackend: string;
  readonly checkpoints?: string;
  /** `RETAIN_ON_CANCELLATION` */
  readonly checkpointsOnCancellation?: string;
  readonly retainedCheckpoints?: number;
  readonly savepoints?: string;
  readonly savepointOnDeletion?: boolean;
  readonly upgradeMode?: string;
  readonly highAvailability: HighAvailabilityRecord;
  /** The start of its last run that was asked for. @default - it went on where it was */
  readonly start?: string;
}

/** Where a stage's JobManagers find what they have to know. */
export interface HighAvailabilityRecord {
  readonly type: string;
  readonly directory?: string;
  readonly rootPath?: string;
  /** Every server, sorted. */
  readonly servers?: readonly string[];
}

/** The file: by workload, then environment. */
export interface StateLock {
  readonly version: 1;
  readonly workloads: Readonly<Record<string, Readonly<Record<string, EnvironmentRecord>>>>;
}

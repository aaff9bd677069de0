import type { MemorySize } from "../units/memory-size";
import type { Acknowledgement } from "./acknowledgement";
import type { HighAvailability } from "./high-availability";
import type { Nodes } from "./nodes";
import type { PriorityClasses } from "./priority-classes";
import type { Runtime } from "./runtime";
import type { Security } from "./security";
import type { StartFrom } from "./start-from";
import type { TaskManagerZones } from "./zones";

/** Where checkpoints, savepoints and HA metadata live. */
export type StateStorage =
  | {
      readonly type: "s3";
      /**
       * @default - `<workload>-flink-<environment>`
       */
      readonly bucketName?: string;
    }
  | {
      /** A server that speaks S3 (MinIO, versitygw, Ceph): a laptop cluster needs no AWS. */
      readonly type: "s3-compatible";
      readonly bucketName: string;
      /** Such as `http://minio.storage:9000`. */
      readonly endpoint: string;
      /** Name of a Secret with the keys `access-key` and `secret-key`; it must exist in the namespace. */
      readonly credentialsSecret: string;
    };

/** The AWS account and EKS cluster an environment lives in. */
export interface AwsAccount {
  /** Twelve digits. The provider refuses to touch any other account. */
  readonly accountId: string;
  readonly region: string;
  readonly eksClusterName: string;
  /**
   * How pods get their role.
   *
   * @default - `pod-identity` where the Flink release supports it, else `irsa`
   */
  readonly identity?: "pod-identity" | "irsa";
  /** The cluster's OIDC issuer without `https://`; needed by `irsa`. */
  readonly oidcIssuer?: string;
  /** Tags of every AWS resource, for cost and ownership. @default - `{ environment: <name> }` */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where Terraform keeps its state. */
export type TerraformState =
  | { readonly type: "s3"; readonly bucket: string; readonly region: string; readonly keyPrefix?: string }
  | {
      readonly type: "local";
      /** An absolute path: a relative one would end inside `cdktf.out` and be deleted with it. */
      readonly directory: string;
    };

/** Numbers the team fixes; every other number follows and is checked against them. */
export interface StagePins {
  readonly parallelism?: number;
  /** Cannot change while state exists: it is the number of key groups. */
  readonly maxParallelism?: number;
  readonly slotsPerTaskManager?: number;
  /** Total process memory of a TaskManager. */
  readonly taskManagerMemory?: MemorySize;
}

/** Everything that differs between environments, as data. */
export interface Environment {
  readonly name: string;
  /** A release line (`2.2`) or an exact release (`2.2.1`). @default "2.2" */
  readonly flinkVersion?: string;
  /** What the workload's rates and keys are multiplied with here. @default 1 */
  readonly loadFactor?: number;
  /** Replaces the workload's image: how a build is promoted one environment at a time. */
  readonly image?: string;
  /** @default - the Flink Kubernetes Operator, which is there already */
  readonly runtime?: Runtime;
  /** @default - `{ type: "kubernetes" }` */
  readonly highAvailability?: HighAvailability;
  /** @default - 2 with high availability, 1 without */
  readonly jobManagers?: number;
  /** @default - `{ type: "s3" }`, a bucket in the AWS account */
  readonly storage?: StateStorage;
  /** Needed by `storage: { type: "s3" }`. */
  readonly aws?: AwsAccount;
  readonly kubernetes: {
    readonly kubeconfig: string;
    readonly context: string;
    /** @default - `<workload>-<environment>` */
    readonly namespace?: string;
  };
  /**
   * The zones JobManagers are spread over; one zone or none spreads them over nodes only. TaskManagers stand in the
   * first, unless `taskManagerZones` spreads them.
   *
   * @default - none
   */
  readonly zones?: readonly string[];
  /** Whether TaskManagers of a stage stand in one zone: for all stages, or by stage name. @default "one" */
  readonly taskManagerZones?: TaskManagerZones | Readonly<Record<string, TaskManagerZones>>;
  /** Where pods run, and which instance types may be chosen for them. @default - `{ type: "existing" }`, anywhere */
  readonly nodes?: Nodes;
  /** Priorities of pods. @default - none; pods have the cluster's default priority */
  readonly priorityClasses?: PriorityClasses;
  /**
   * Who may connect to whom. With an object it is `restricted`, and says more of it.
   *
   * @default "restricted"
   */
  readonly security?: Security;
  /** Numbers fixed for this environment, by stage name; they win over the stage's own. */
  readonly pins?: Readonly<Record<string, StagePins>>;
  /**
   * What runs start from, by stage name. A new value is a new run: what an older one left behind is ignored from then
   * on, so the value stays until a newer one replaces it.
   *
   * @default - a stage goes on where it was, by its high availability's metadata
   */
  readonly startFrom?: Readonly<Record<string, StartFrom>>;
  /**
   * `off` is the first of two keys to destroy what holds state; the second is `removal: "allow"` on the construct.
   *
   * @default "on"
   */
  readonly protection?: "on" | "off";
  /**
   * It has been applied. From then on its entry in `flink-state.lock.json` must be there: a file that is lost fails the
   * synth, and is not written anew.
   *
   * @default false
   */
  readonly deployed?: boolean;
  /** Edits that the state lock would refuse, and that are meant. @default - none */
  readonly acknowledge?: readonly Acknowledgement[];
  readonly terraformState: TerraformState;
  /** Flink options for every stage, beyond those the platform sets. */
  readonly flinkOptions?: Readonly<Record<string, string>>;
}

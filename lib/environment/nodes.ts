import type { Cpu } from "../units/cpu";
import type { MemorySize } from "../units/memory-size";
import type { NodePlacement } from "./placement";

/** Processor architecture, as Kubernetes labels nodes (`kubernetes.io/arch`). */
export type Architecture = "amd64" | "arm64";

/** How instances are bought. */
export type CapacityType = "on-demand" | "spot";

/** What DaemonSets take of every node before any pod of ours. */
export interface DaemonSetReserve {
  readonly cpu: Cpu;
  readonly memory: MemorySize;
  readonly pods: number;
}

/** Which instance types may be chosen for a pool, and how they are bought. */
export interface NodeConstraints {
  /** What the image is built for. @default ["amd64"] */
  readonly architectures?: readonly Architecture[];
  /** Instance families such as `m7g`. @default - every family of the catalogue that is neither burstable nor of an older generation */
  readonly families?: readonly string[];
  /** Exact instance types such as `m7g.2xlarge`; they may be of any generation. @default - any of the families */
  readonly instanceTypes?: readonly string[];
  /** Local NVMe for RocksDB: always, never, or where it costs less than volumes that do the same. @default "cheapest" */
  readonly localNvme?: "required" | "never" | "cheapest";
  /** Slots that may stop together when a node is lost. @default 16 */
  readonly maxSlotsLostPerNode?: number;
  /** JobManagers always run on-demand. @default "on-demand" */
  readonly capacityType?: CapacityType;
  /** Cores, memory and pods that DaemonSets take of every node. @default - 250m, 400 MiB, 6 pods */
  readonly daemonSetReserve?: DaemonSetReserve;
  /** USD per hour by instance type, instead of the catalogue's (us-east-1, on-demand). */
  readonly hourlyPrices?: Readonly<Record<string, number>>;
}

interface NodesOfStages {
  /** For every pool. @default - the defaults of {@link NodeConstraints} */
  readonly constraints?: NodeConstraints;
  /** What differs for the TaskManagers of a stage, by stage name. @default - nothing */
  readonly stageConstraints?: Readonly<Record<string, NodeConstraints>>;
}

/** Where the nodes of an environment come from. */
export type Nodes =
  | (NodesOfStages & {
      /** Nodes somebody else runs; pods select them by label and tolerate their taints. The plan says which would fit. */
      readonly type: "existing";
      /** Where TaskManagers of a stage run, by stage name. @default - anywhere */
      readonly taskManagers?: Readonly<Record<string, NodePlacement>>;
      /** Where JobManagers run. @default - anywhere */
      readonly jobManagers?: NodePlacement;
    })
  | (NodesOfStages & {
      /** EKS managed node groups: a launch template and a group for each pool. */
      readonly type: "managed-node-groups";
      /** Private subnets by availability zone; every zone of the environment must have one. */
      readonly subnets: Readonly<Record<string, string>>;
      /** The nodes' IAM role. @default - declared, with the policies EKS needs */
      readonly nodeRoleArn?: string;
      /** Cluster Autoscaler sets the number of nodes, and Terraform leaves it alone. @default false */
      readonly clusterAutoscaler?: boolean;
    })
  | (NodesOfStages & {
      /** Karpenter, which is in the cluster already: a NodePool and an EC2NodeClass for each pool. */
      readonly type: "karpenter";
      /** The nodes' IAM role, by name. */
      readonly nodeRole: string;
      /** Value of the tag `karpenter.sh/discovery` of subnets and security groups. @default - the EKS cluster's name */
      readonly discoveryTag?: string;
      /** Release of Amazon Linux 2023 for EKS; pinned, so that a new one never replaces nodes by itself. */
      readonly amiAlias: string;
    })
  | (NodesOfStages & {
      /** EKS Auto Mode: a NodePool for each pool; AWS runs Karpenter, and replaces nodes after 21 days at most. */
      readonly type: "auto-mode";
      /** @default - the NodeClass `default`, which EKS makes */
      readonly nodeClass?: string;
    });

/** One kind of {@link Nodes}. */
export type NodesOf<T extends Nodes["type"]> = Extract<Nodes, { readonly type: T }>;

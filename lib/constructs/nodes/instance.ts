import type { NodeStorage } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";

/** The root device of Amazon Linux 2023. */
export const ROOT_DEVICE = "/dev/xvda";

/**
 * Who may ask an instance for its credentials: sessions with a token only, and no container, whose packets take a
 * second hop. A pod has its own role, and must not get the node's.
 */
export const INSTANCE_METADATA = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
} as const;

/** A gp3 volume in the units EC2 takes. */
export interface RootVolume {
  readonly gibibytes: number;
  readonly iops: number;
  /** In MiB per second. */
  readonly throughput: number;
}

/** The system itself, where pods, images and logs are on local disks; and what every gp3 volume has at no extra price. */
const SYSTEM_ONLY: RootVolume = { gibibytes: 20, iops: 3000, throughput: 125 };
const MEBI = 1024 ** 2;

/** The volume a node starts from. Unless local disks do, it holds the pods' files too. */
export function rootVolume(storage: NodeStorage): RootVolume {
  if (storage.type === "nvme") {
    return SYSTEM_ONLY;
  }
  return {
    gibibytes: Math.ceil(storage.size.inGibibytes),
    // EC2 refuses less than what is free.
    iops: Math.max(storage.iops, SYSTEM_ONLY.iops),
    throughput: Math.max(Math.ceil(storage.throughput.inBytesPerSecond / MEBI), SYSTEM_ONLY.throughput),
  };
}

/**
 * Tags of instances and volumes. Whoever starts them is not Terraform, so the provider's default tags do not reach them.
 */
export function instanceTags({ environment }: PlatformPlan, name: string): Readonly<Record<string, string>> {
  return { ...(environment.aws?.tags ?? { environment: environment.name }), Name: name };
}

import { createHash } from "node:crypto";
import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";

/** The longest value of a label, and so the longest name that nodes are labelled with. */
export const LABEL_MAX_LENGTH = 63;

/** What a pool is called beyond its namespace: node groups and NodePools belong to the whole EKS cluster. */
export function clusterWideName({ workload, environment }: PlatformPlan, { name }: NodePoolPlan): string {
  return `${workload}-${environment.name}-${name}`;
}

/**
 * A name within a service's limit. A longer one is cut, and ends in a digest of the whole: a stage cannot be renamed for
 * a node group's sake, since its state lies under its name.
 */
export function within(limit: number, name: string): string {
  if (name.length <= limit) {
    return name;
  }
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, limit - digest.length - 1)}-${digest}`;
}

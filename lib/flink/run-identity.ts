import { createHash } from "node:crypto";
import type { StagePlan } from "../sizing/platform-plan";

/**
 * Who a stage's run is. A run that starts from somewhere is another one than the run before it, and neither may find what
 * the other left: Flink runs every job that its high availability remembers, beside the one it is started with.
 */
export interface RunIdentity {
  /** 32 hexadecimal digits, as Flink writes job ids. */
  readonly jobId: string;
  /** The name under which high availability keeps what it knows. */
  readonly highAvailabilityId: string;
}

/** The same plan gives the same run, so that a pod that is started again goes on. */
export function runIdentity({ clusterId, start }: Pick<StagePlan, "clusterId" | "start">): RunIdentity {
  if (start === undefined) {
    return { jobId: fingerprint(clusterId), highAvailabilityId: clusterId };
  }
  const jobId = fingerprint([clusterId, start.path ?? "", start.attempt].join("\n"));
  return { jobId, highAvailabilityId: `${clusterId}-${jobId.slice(0, 8)}` };
}

/** A whole number for the operator, which redeploys from a savepoint when it changes. */
export function redeployNonce(stage: Pick<StagePlan, "clusterId" | "start">): number {
  return Number.parseInt(runIdentity(stage).jobId.slice(0, 8), 16);
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

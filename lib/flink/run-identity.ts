import type { StagePlan } from "../sizing/platform-plan";

const FNV_OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const FNV_PRIME = 0x1000000000000000000013bn;

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

/** FNV-1a with 128 bits: enough to tell a team's runs apart, and no machine is needed for it. */
function fingerprint(text: string): string {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * FNV_PRIME);
  }
  return hash.toString(16).padStart(32, "0");
}

import type { ResolvedEnvironment } from "../../environment/check-environment";
import { dedicatedTo, type NodePlacement } from "../../environment/placement";

/** The pool of all JobManagers; every other pool is called as its stage. */
export const JOB_MANAGERS_POOL = "jobmanagers";

/** What pods of a pool select and tolerate, and what nodes declared for it carry. */
export function placementOf(
  { nodes, name }: ResolvedEnvironment,
  workload: string,
  pool: string,
): NodePlacement | undefined {
  if (nodes.type === "existing") {
    return pool === JOB_MANAGERS_POOL ? nodes.jobManagers : nodes.taskManagers?.[pool];
  }
  return dedicatedTo(`${workload}-${name}-${pool}`);
}

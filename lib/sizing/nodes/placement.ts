import type { ResolvedEnvironment } from "../../environment/check-environment";
import { dedicatedTo, type NodePlacement } from "../../environment/placement";
import { JOB_MANAGERS_POOL } from "../../workload/names";

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

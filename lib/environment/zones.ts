/**
 * Where the TaskManagers of a stage stand.
 *
 * - `one`: all in the first zone of the environment. Exchanges between them cost nothing; while the zone is lost, the
 *   stage stands still, until the zone is back or another one is put first and applied.
 * - `spread`: evenly over all zones. What crosses zones is billed on either side; after the loss of a zone the stage
 *   runs again as after the loss of a node, where the other zones have nodes for it.
 */
export type TaskManagerZones = "one" | "spread";

export const TASK_MANAGER_ZONES: readonly TaskManagerZones[] = ["one", "spread"];

/** What an environment says of zones. */
export interface ZonesOfEnvironment {
  readonly zones?: readonly string[];
  readonly taskManagerZones?: TaskManagerZones | Readonly<Record<string, TaskManagerZones>>;
}

/** What the environment has chosen for a stage. */
export function zoneChoice({ taskManagerZones = "one" }: ZonesOfEnvironment, stage: string): TaskManagerZones {
  return typeof taskManagerZones === "string" ? taskManagerZones : (taskManagerZones[stage] ?? "one");
}

/** The zones that the TaskManagers of a stage stand in; empty where the environment states none. */
export function zonesOfTaskManagers(environment: ZonesOfEnvironment, stage: string): readonly string[] {
  const { zones = [] } = environment;
  return zoneChoice(environment, stage) === "spread" ? zones : zones.slice(0, 1);
}

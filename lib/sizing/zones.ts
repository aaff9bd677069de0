import type { ResolvedEnvironment } from "../environment/check-environment";
import { zoneChoice, zonesOfTaskManagers } from "../environment/zones";
import type { Bandwidth } from "../units/bandwidth";
import { trafficMonthly } from "./cost/cross-zone";
import { dollars } from "./cost/dollars";
import type { Reason } from "./reason";
import type { RecoveryPlan, ZonePlan } from "./recovery-plan";

/** Share of what TaskManagers exchange that leaves its zone where they are spread evenly: all but Σ (own zone's share)². */
export function crossingShare(taskManagers: number, zones: number): number {
  const fewest = Math.floor(taskManagers / zones);
  const zonesWithMore = taskManagers % zones;
  const square = (count: number) => (count / taskManagers) ** 2;
  return Math.max(0, 1 - zonesWithMore * square(fewest + 1) - (zones - zonesWithMore) * square(fewest));
}

/** Where a stage's TaskManagers stand, and what that costs. */
export function zonePlan(
  environment: ResolvedEnvironment,
  stage: string,
  taskManagers: number,
  exchanged: Bandwidth,
): ZonePlan {
  const { zones = [], aws } = environment;
  const crossing = (count: number) => exchanged.times(crossingShare(taskManagers, Math.max(1, count)));
  const chosen = zonesOfTaskManagers(environment, stage);
  const ifSpread = crossing(zones.length);
  return {
    taskManagers: chosen,
    all: zones,
    choice: zoneChoice(environment, stage),
    exchanged: crossing(chosen.length),
    exchangedIfSpread: ifSpread,
    ...(aws !== undefined && zones.length > 1 && { monthlyIfSpread: trafficMonthly(ifSpread) }),
  };
}

/** The trade: what crosses zones costs money, what stands in one zone is lost with it. */
export function zonesReason(plan: ZonePlan, { running }: Pick<RecoveryPlan, "running">): Reason {
  const { all, choice, taskManagers } = plan;
  const from = ["environment.zones", "environment.taskManagerZones"];
  if (all.length < 2) {
    const where = all.length === 0 ? "no zones are stated" : `${all[0]} is the only zone`;
    return { code: "topology", message: `${where}: TaskManagers stand wherever their nodes are`, from };
  }
  return {
    code: choice === "spread" ? "operations" : "price",
    message:
      choice === "spread"
        ? `over ${all.length} zones: ${plan.exchanged} cross them${costs(plan)}; a lost zone takes ${Math.ceil(100 / all.length)} % of the TaskManagers, and the stage runs again after ${running} on nodes of the others`
        : `one of ${all.length} zones: exchanges stay in ${taskManagers[0]}; over all of them ${plan.exchangedIfSpread} would cross zones${costs(plan)}, and after the loss of one the stage would run again in ${running} instead of when ${taskManagers[0]} is back, or ${running} after another zone is put first`,
    from: [...from, "running", "traffic"],
  };
}

function costs({ monthlyIfSpread }: ZonePlan): string {
  return monthlyIfSpread === undefined ? "" : ` for ${dollars(monthlyIfSpread)} a month`;
}

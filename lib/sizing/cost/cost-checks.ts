import { check, type StageCheck } from "../check";
import type { StagePlan } from "../platform-plan";
import type { CostPlan } from "./cost-plan";
import { dollars } from "./dollars";

/** Share of the bill above which reading from brokers of other zones is worth a word. */
const WORTH_A_WORD = 0.2;

/** What the bill says about the design: traffic between zones is often the largest line, and one setting removes it. */
export function costChecks(cost: CostPlan | undefined, stages: readonly StagePlan[]): readonly StageCheck[] {
  if (cost === undefined) {
    return [];
  }
  const crossZone = cost.items
    .filter(({ what }) => what === "cross-zone traffic")
    .reduce((sum, { monthly }) => sum + monthly, 0);
  const unaware = stages.filter(({ stage }) => stage.input.rackAware !== true).map(({ name }) => name);
  const exchanged = cost.items.filter(({ what }) => what === "exchanges across zones");
  const exchanges = exchanged.reduce((sum, { monthly }) => sum + monthly, 0);
  return [
    ...(exchanged.length === 0
      ? []
      : [
          check(
            exchanges <= cost.monthly * WORTH_A_WORD,
            "ExchangesAcrossZonesCostly",
            `${dollars(exchanges)} of ${dollars(cost.monthly)} a month go for exchanges between TaskManagers in different zones`,
            {
              verdict: "warn",
              wayOut: `keep the TaskManagers of ${exchanged.map(({ stage }) => stage).join(", ")} in one zone (taskManagerZones) if a lost zone may stop them`,
            },
          ),
        ]),
    check(
      unaware.length === 0 || crossZone <= cost.monthly * WORTH_A_WORD,
      "CrossZoneTrafficCostly",
      `${dollars(crossZone)} of ${dollars(cost.monthly)} a month go for traffic to and from brokers in other zones`,
      {
        verdict: "warn",
        wayOut: `let consumers of ${unaware.join(", ")} fetch from a replica in their own zone (client.rack, and replica.selector.class of the brokers) and state rackAware: true`,
      },
    ),
  ];
}

import { grouped } from "../../units/grouped";
import type { StagePlan } from "../platform-plan";
import type { BilledTraffic } from "./billed-traffic";
import type { CostComparison } from "./cost-plan";
import { HOURS_PER_MONTH, MANAGED_FLINK, PRICES } from "./prices";

/** How one stage would run as an application of Amazon Managed Service for Apache Flink. */
export interface ManagedFlinkStage {
  readonly parallelismPerUnit: number;
  /** KPUs that process; one more orchestrates. */
  readonly units: number;
}

/**
 * Units for the cores, memory and disk of our plan. As many slots share a unit as fit; where a slot needs more than a
 * unit, there have to be more units than slots, and the parallelism grows with them.
 */
export function managedFlinkStage({ parallelism, taskManagers }: StagePlan): ManagedFlinkStage {
  const { replicas, cpu, memory, disk } = taskManagers;
  const { unit, mostParallelismPerUnit } = MANAGED_FLINK;
  const needed = Math.max(
    Math.ceil((replicas * cpu.inMillis) / unit.millis),
    Math.ceil((replicas * memory.process.inGibibytes) / unit.gibibytes),
    Math.ceil((replicas * disk.inBytes) / (unit.gigabytesOfDisk * 1e9)),
  );
  const parallelismPerUnit = Math.min(mostParallelismPerUnit, Math.max(1, Math.floor(parallelism / needed)));
  return { parallelismPerUnit, units: Math.max(needed, Math.ceil(parallelism / parallelismPerUnit)) };
}

/** The same stages on managed Flink; traffic between zones stays what it is. */
export function managedFlinkComparison(
  stages: readonly StagePlan[],
  traffic: Readonly<Record<string, BilledTraffic>>,
  crossZoneMonthly: number,
): CostComparison {
  const planned = stages.map((stage) => ({ stage, ...managedFlinkStage(stage) }));
  const units = planned.reduce((sum, each) => sum + each.units, 0);
  const orchestrating = stages.length;
  const snapshots = stages.reduce((sum, { name }) => sum + (traffic[name]?.fullSize.inBytes ?? 0) / 1e9, 0);
  const monthly =
    (units + orchestrating) * PRICES.managedFlinkUnit.usd * HOURS_PER_MONTH +
    units * MANAGED_FLINK.unit.gigabytesOfDisk * PRICES.managedFlinkStorage.usd +
    snapshots * PRICES.managedFlinkSnapshot.usd +
    crossZoneMonthly;
  const beyond = planned.flatMap((each) => {
    const { mostParallelism, unitsWithoutQuota } = MANAGED_FLINK;
    const parallelism = Math.max(each.stage.parallelism, each.units);
    return [
      ...(parallelism > mostParallelism ? [`${each.stage.name} is beyond its parallelism of ${mostParallelism}`] : []),
      ...(each.units > unitsWithoutQuota ? [`${each.stage.name} needs a quota above ${unitsWithoutQuota} units`] : []),
    ];
  });
  return {
    what: "managed Flink",
    monthly,
    message: [
      `${grouped(units)} units (${planned.map(({ stage, units: of, parallelismPerUnit }) => `${stage.name} ${of} with ${parallelismPerUnit} ${parallelismPerUnit === 1 ? "slot" : "slots"} each`).join(", ")}) and ${orchestrating} that orchestrate, at $${PRICES.managedFlinkUnit.usd} an hour, ${MANAGED_FLINK.unit.gigabytesOfDisk} GB each; no cluster to run`,
      ...beyond,
    ].join("; "),
  };
}

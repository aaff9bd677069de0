import { declaredEnsembles } from "../../environment/zookeeper-ensemble";
import { once } from "../../units/late";
import { cataloguePrices, instanceCatalogue } from "../nodes/instance-catalogue";
import type { InstanceType } from "../nodes/instance-type";
import type { PlatformPlan, StagePlan } from "../platform-plan";
import type { BilledTraffic } from "./billed-traffic";
import type { CostItem, CostOfStage, CostPlan } from "./cost-plan";
import { trafficMonthly } from "./cross-zone";
import { managedFlinkComparison } from "./managed-flink";
import { playbookComparison } from "./playbook";
import { poolCost } from "./pool-cost";
import { HOURS_PER_MONTH, PRICES, PRICES_OF, SECONDS_PER_MONTH } from "./prices";
import { stateCost } from "./state-cost";

const NOT_COUNTED = [
  "Kafka, and what the services cost that stages ask",
  "NAT, VPC endpoints and load balancers",
  "logs, metrics and their storage",
  "data sent out of the region",
  "GET and LIST requests of S3: restores, and Flink's own tidying up",
  "savepoints beyond one of each stage",
  "room for a rolling upgrade or for nodes that are being replaced",
  "support plans, taxes, savings plans and private prices",
] as const;

/**
 * What a platform costs a month at the stated load, line by line, and what the same load costs elsewhere.
 *
 * @param traffic - by stage name; what a stage without an entry moves and keeps is not counted
 * @returns `undefined` where no AWS account or no nodes are planned: nothing is known then
 */
export function planCost(
  plan: Omit<PlatformPlan, "cost">,
  traffic: Readonly<Record<string, BilledTraffic>>,
  catalogue: readonly InstanceType[] = instanceCatalogue(),
): CostPlan | undefined {
  if (plan.environment.aws === undefined || plan.nodePools.length === 0) {
    return undefined;
  }
  const items = itemsOf(plan, traffic).filter(({ monthly }) => monthly > 0);
  const monthly = sumOf(items);
  const playbook = once(() => playbookComparison(plan, traffic, monthly, catalogue));
  const crossZone = sumOf(items.filter(({ what }) => what === "cross-zone traffic"));
  const { region, pricesOf } = cataloguePrices();
  return {
    monthly,
    perMillionEvents: perMillion(monthly, Math.max(...plan.stages.map(({ records }) => records.inPerSecond))),
    stages: plan.stages.map((stage) => costOfStage(stage, items)),
    items,
    get comparisons() {
      const shape = playbook();
      return [...(typeof shape === "string" ? [] : [shape]), managedFlinkComparison(plan.stages, traffic, crossZone)];
    },
    prices: `${region}, USD without tax: instances of ${pricesOf}, all else of ${PRICES_OF}; ${remembered()} are from memory`,
    get notCounted() {
      const shape = playbook();
      return [...NOT_COUNTED, ...(typeof shape === "string" ? [shape] : []), ...besideNodes(plan)];
    },
  };
}

function itemsOf(
  { nodePools, stages, environment }: Omit<PlatformPlan, "cost">,
  traffic: Readonly<Record<string, BilledTraffic>>,
): readonly CostItem[] {
  const names = new Set(stages.map(({ name }) => name));
  const onS3 = environment.storage.type === "s3";
  return [
    ...nodePools.flatMap((pool) =>
      poolCost(pool, environment.nodes.type, names.has(pool.name) ? pool.name : undefined),
    ),
    ...stages.flatMap((stage) => {
      const moved = traffic[stage.name];
      return moved === undefined
        ? []
        : [...(onS3 ? stateCost(stage, moved) : []), ...crossZoneCosts(stage.name, moved)];
    }),
    ...(onS3 ? [{ what: "KMS", monthly: PRICES.kmsKey.usd, message: "the key itself" } as const] : []),
    {
      what: "EKS control plane",
      monthly: PRICES.eksControlPlane.usd * HOURS_PER_MONTH,
      message: `$${PRICES.eksControlPlane.usd} an hour in standard support; less where others share the cluster, six times as much in extended support`,
    },
  ];
}

function crossZoneCosts(stage: string, { crossZone, exchangedAcrossZones }: BilledTraffic): readonly CostItem[] {
  const price = `at $${PRICES.crossZone.usd} a GB on either side`;
  return [
    {
      what: "cross-zone traffic",
      stage,
      monthly: trafficMonthly(crossZone),
      message: `${crossZone} from brokers in other zones, ${price}`,
    },
    {
      what: "exchanges across zones",
      stage,
      monthly: trafficMonthly(exchangedAcrossZones),
      message: `${exchangedAcrossZones} between TaskManagers in different zones, ${price}`,
    },
  ];
}

function costOfStage({ name, records }: StagePlan, items: readonly CostItem[]): CostOfStage {
  const monthly = sumOf(items.filter(({ stage }) => stage === name));
  return { stage: name, monthly, perMillionEvents: perMillion(monthly, records.inPerSecond) };
}

function perMillion(monthly: number, eventsPerSecond: number): number {
  return eventsPerSecond === 0 ? 0 : monthly / ((eventsPerSecond * SECONDS_PER_MONTH) / 1e6);
}

function remembered(): string {
  return Object.values(PRICES)
    .flatMap(({ what, confidence }) => (confidence === "remembered" ? [what] : []))
    .join(", ");
}

/** What this environment runs or keeps beside the nodes that are chosen for its JobManagers and TaskManagers. */
function besideNodes({ environment, stages }: Omit<PlatformPlan, "cost">): readonly string[] {
  const { storage, runtime, highAvailability } = environment;
  const claims = stages.map(({ taskManagers }) => `${taskManagers.replicas} × ${taskManagers.disk}`).join(", ");
  return [
    ...(storage.type === "s3" ? [] : ["the S3-compatible server that keeps state"]),
    ...(runtime.type === "standalone"
      ? [`the volumes that TaskManagers claim (${claims}); nodes are priced with room for the same files`]
      : []),
    ...declaredEnsembles(highAvailability).map(
      ({ name, count, cpu, memory, dataVolume, logVolume }) =>
        `the ensemble ${name}: ${count} servers with ${cpu} CPU and ${memory} each, and ${dataVolume} and ${logVolume} of volumes`,
    ),
  ];
}

function sumOf(items: readonly CostItem[]): number {
  return items.reduce((sum, { monthly }) => sum + monthly, 0);
}

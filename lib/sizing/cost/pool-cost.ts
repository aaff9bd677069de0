import type { Nodes } from "../../environment/nodes";
import type { NodePoolPlan } from "../nodes/node-pool-plan";
import type { CostItem } from "./cost-plan";
import { dollars } from "./dollars";
import { AUTO_MODE_FEE, HOURS_PER_MONTH } from "./prices";

type Priced = Pick<NodePoolPlan, "hourlyPrice">;

/** USD a month for the nodes of a pool and their volumes. */
export function poolMonthly({ hourlyPrice }: Priced, nodes: Nodes["type"]): number {
  return (hourlyPrice.instances * feeOf(nodes) + hourlyPrice.volumes) * HOURS_PER_MONTH;
}

/** Two lines of the bill; JobManagers' nodes are shared by all stages. */
export function poolCost(pool: NodePoolPlan, nodes: Nodes["type"], stage: string | undefined): readonly CostItem[] {
  const { hourlyPrice, instanceType, storage, capacityType } = pool;
  const of = stage === undefined ? {} : { stage };
  const fee = nodes === "auto-mode" ? `, and ${AUTO_MODE_FEE * 100} % for Auto Mode` : "";
  return [
    {
      what: "nodes",
      ...of,
      monthly: hourlyPrice.instances * feeOf(nodes) * HOURS_PER_MONTH,
      message: `${pool.name}: ${pool.nodes} × ${instanceType}, ${capacityType}, ${dollars(hourlyPrice.instances)} an hour${fee}`,
    },
    {
      what: "volumes",
      ...of,
      monthly: hourlyPrice.volumes * HOURS_PER_MONTH,
      message: `${pool.name}: ${pool.nodes} × ${storage.type === "gp3" ? `gp3 of ${storage.size}` : "a root volume; files are on local NVMe"}`,
    },
  ];
}

function feeOf(nodes: Nodes["type"]): number {
  return nodes === "auto-mode" ? 1 + AUTO_MODE_FEE : 1;
}

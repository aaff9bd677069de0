import type { Bandwidth } from "../../units/bandwidth";
import { PRICES, SECONDS_PER_MONTH } from "./prices";

/** USD a month for what crosses zones, which is billed on either side. */
export function trafficMonthly(crossing: Bandwidth): number {
  const gigabytes = (crossing.inBytesPerSecond * SECONDS_PER_MONTH) / 1e9;
  return gigabytes * 2 * PRICES.crossZone.usd;
}

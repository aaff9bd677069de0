import { NODE_DISK_RESERVE } from "../assumptions";
import { GP3, HOURS_PER_MONTH, PRICES } from "../cost/prices";
import { gibibytesFor } from "./allocatable";

/** A gp3 volume in plain numbers. */
export interface Volume {
  readonly gibibytes: number;
  readonly iops: number;
  readonly megabytesPerSecond: number;
}

/** The root volume of a node whose pods write elsewhere. */
export const ROOT_VOLUME: Volume = { ...GP3.included, gibibytes: NODE_DISK_RESERVE.inGibibytes };

/** The least volume that holds the pods' files beside images and logs, and moves as many bytes as they do. */
export function volumeOf(diskBytes: number, bytesPerSecond: number, requestsPerSecond: number): Volume {
  const iops = Math.max(GP3.included.iops, requestsPerSecond);
  const gibibytes = gibibytesFor(diskBytes + NODE_DISK_RESERVE.inBytes);
  return {
    gibibytes: Math.max(gibibytes, Math.ceil(iops / GP3.iopsPerGibibyte)),
    iops,
    megabytesPerSecond: Math.max(GP3.included.megabytesPerSecond, Math.ceil(bytesPerSecond / 1e6)),
  };
}

/** USD per hour. */
export function volumePrice({ gibibytes, iops, megabytesPerSecond }: Volume): number {
  const { included } = GP3;
  const monthly =
    gibibytes * PRICES.gp3Storage.usd +
    (iops - included.iops) * PRICES.gp3Iops.usd +
    (megabytesPerSecond - included.megabytesPerSecond) * PRICES.gp3Throughput.usd;
  return monthly / HOURS_PER_MONTH;
}

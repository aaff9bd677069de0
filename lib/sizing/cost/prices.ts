/*
 * What AWS asks, in USD, us-east-1, as gathered on 2026-11-22. Instances have a catalogue of their own
 * (lib/sizing/nodes/data). "Read": traffic between zones in AWS' EKS best practices (@dc0243a), the control plane in two
 * posts that agree (factualminds, cloudburn), managed Flink in its developer guide. "Remembered" was found in nothing we
 * read, and is to be checked before anybody signs it.
 */

/** How sure we are of a price. */
export type PriceConfidence = "read" | "remembered";

interface Price {
  readonly what: string;
  readonly usd: number;
  readonly per: string;
  readonly confidence: PriceConfidence;
}

/** Hours of a month, as AWS' own calculator counts them. */
export const HOURS_PER_MONTH = 730;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

export const PRICES_OF = "2026-11-22";

export const PRICES = {
  gp3Storage: { what: "gp3 storage", usd: 0.08, per: "GiB-month", confidence: "remembered" },
  gp3Iops: { what: "gp3 IOPS", usd: 0.005, per: "IOPS-month above 3,000", confidence: "remembered" },
  gp3Throughput: { what: "gp3 throughput", usd: 0.04, per: "MB/s-month above 125", confidence: "remembered" },
  s3Storage: { what: "S3 storage", usd: 0.023, per: "GB-month, Standard", confidence: "remembered" },
  s3Put: { what: "S3 requests", usd: 0.005, per: "1,000 PUT requests", confidence: "remembered" },
  kmsRequests: { what: "KMS requests", usd: 0.03, per: "10,000 requests", confidence: "remembered" },
  kmsKey: { what: "KMS keys", usd: 1, per: "key-month", confidence: "remembered" },
  crossZone: { what: "traffic between zones", usd: 0.01, per: "GB, in each direction", confidence: "read" },
  eksControlPlane: { what: "EKS", usd: 0.1, per: "hour, standard support", confidence: "read" },
  managedFlinkUnit: { what: "managed Flink", usd: 0.11, per: "KPU-hour", confidence: "read" },
  managedFlinkStorage: {
    what: "running storage of managed Flink",
    usd: 0.1,
    per: "GB-month of running storage",
    confidence: "read",
  },
  managedFlinkSnapshot: {
    what: "snapshots of managed Flink",
    usd: 0.023,
    per: "GB-month of snapshots",
    confidence: "read",
  },
} as const satisfies Record<string, Price>;

/** What EKS Auto Mode asks beside the instance, as a share of its on-demand price (two posts; AWS lists it by type). */
export const AUTO_MODE_FEE = 0.12;

/** A unit of managed Flink (KPU), and how far its service goes. */
export const MANAGED_FLINK = {
  unit: { millis: 1000, gibibytes: 4, gigabytesOfDisk: 50 },
  mostParallelismPerUnit: 8,
  mostParallelism: 256,
  unitsWithoutQuota: 64,
} as const;

/** What a gp3 volume brings at no extra cost, and what no volume has more of (limits until September 2025). */
export const GP3 = {
  included: { iops: 3000, megabytesPerSecond: 125 },
  most: { gibibytes: 16_384, iops: 16_000, megabytesPerSecond: 1000 },
  iopsPerGibibyte: 500,
} as const;

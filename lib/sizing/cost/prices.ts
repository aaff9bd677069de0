/*
 * What AWS asks, in USD, us-east-1, as of 2026-11-22. Instances have a catalogue of their own
 * (lib/sizing/nodes/data). "Read" was found in AWS' own material or two posts that agree; "remembered" was not found in
 * what we read, and is to be checked before anybody signs it.
 */

/** How sure we are of a price. */
export type PriceConfidence = "read" | "remembered";

interface Price {
  readonly usd: number;
  readonly per: string;
  readonly confidence: PriceConfidence;
}

/** Hours of a month, as AWS' own calculator counts them. */
export const HOURS_PER_MONTH = 730;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

export const PRICES_OF = "2026-11-22";

export const PRICES = {
  gp3Storage: { usd: 0.08, per: "GiB-month", confidence: "remembered" },
  gp3Iops: { usd: 0.005, per: "IOPS-month above 3,000", confidence: "remembered" },
  gp3Throughput: { usd: 0.04, per: "MB/s-month above 125", confidence: "remembered" },
  s3Storage: { usd: 0.023, per: "GB-month, Standard", confidence: "read" },
  s3Put: { usd: 0.005, per: "1,000 PUT requests", confidence: "remembered" },
  s3Get: { usd: 0.0004, per: "1,000 GET requests", confidence: "remembered" },
  kmsRequests: { usd: 0.03, per: "10,000 requests", confidence: "remembered" },
  kmsKey: { usd: 1, per: "key-month", confidence: "remembered" },
  crossZone: { usd: 0.01, per: "GB, in each direction", confidence: "read" },
  eksControlPlane: { usd: 0.1, per: "hour, standard support", confidence: "read" },
  managedFlinkUnit: { usd: 0.11, per: "KPU-hour", confidence: "read" },
  managedFlinkStorage: { usd: 0.1, per: "GB-month of running storage", confidence: "read" },
  managedFlinkSnapshot: { usd: 0.023, per: "GB-month of snapshots", confidence: "read" },
} as const satisfies Record<string, Price>;

/** What a gp3 volume brings at no extra cost, and what no volume has more of (limits until September 2025). */
export const GP3 = {
  included: { iops: 3000, megabytesPerSecond: 125 },
  most: { gibibytes: 16_384, iops: 16_000, megabytesPerSecond: 1000 },
  iopsPerGibibyte: 500,
} as const;

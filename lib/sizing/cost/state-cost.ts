import { grouped } from "../../units/grouped";
import { MemorySize } from "../../units/memory-size";
import { CHECKPOINT_SPACE_FACTOR, KMS_SHARE_OF_REQUESTS } from "../assumptions";
import type { StagePlan } from "../platform-plan";
import type { BilledTraffic } from "./billed-traffic";
import type { CostItem } from "./cost-plan";
import { PRICES, SECONDS_PER_MONTH } from "./prices";

const SECONDS_PER_DAY = 86_400;

/** What a stage's checkpoints and savepoint cost in S3 and KMS. */
export function stateCost({ name, checkpoints }: StagePlan, traffic: BilledTraffic): readonly CostItem[] {
  const { fullSize, checkpointBytesPerInterval, putsPerCheckpoint } = traffic;
  const checkpointsPerMonth = SECONDS_PER_MONTH / checkpoints.interval.inSeconds;
  const copies = checkpoints.incremental ? CHECKPOINT_SPACE_FACTOR : checkpoints.retained;
  // Versioning keeps every deleted object for a day: what a day of checkpoints uploads.
  const churn = (checkpointBytesPerInterval.inBytes * SECONDS_PER_DAY) / checkpoints.interval.inSeconds;
  const bytes = Math.ceil(fullSize.inBytes * (copies + 1) + churn);
  const puts = Math.ceil(checkpointsPerMonth * putsPerCheckpoint);
  const kmsRequests = Math.ceil(puts * KMS_SHARE_OF_REQUESTS);
  return [
    {
      what: "S3 storage",
      stage: name,
      monthly: (bytes / 1e9) * PRICES.s3Storage.usd,
      message: `${fullSize} × (${copies} ${checkpoints.incremental ? "incremental" : "retained"} + 1 savepoint) and a day of deleted checkpoints (${MemorySize.bytes(Math.ceil(churn))}) at $${PRICES.s3Storage.usd} a GB`,
    },
    {
      what: "S3 requests",
      stage: name,
      monthly: (puts / 1000) * PRICES.s3Put.usd,
      message: `${grouped(Math.round(checkpointsPerMonth))} checkpoints × ${grouped(putsPerCheckpoint)} PUTs at $${PRICES.s3Put.usd} a thousand`,
    },
    {
      what: "KMS",
      stage: name,
      monthly: (kmsRequests / 10_000) * PRICES.kmsRequests.usd,
      message: `the bucket key answers all but ${KMS_SHARE_OF_REQUESTS * 100} % of ${grouped(puts)} requests`,
    },
  ];
}

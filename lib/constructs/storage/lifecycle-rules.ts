import { InvalidInputError } from "../../errors";
import { STATE_FOLDERS } from "../../sizing/state-prefixes";
import { Duration } from "../../units/duration";
import { requireText } from "../../units/literal";
import type { S3BucketLifecycleConfigurationRule } from "../terraform/providers";

/** Removes objects that are not Flink state, such as the files of a sink, some time after they were written. */
export interface ExpirationRule {
  /** Keys that begin with this; it may not reach checkpoints, savepoints or HA metadata. */
  readonly prefix: string;
  readonly expireAfter: Duration;
}

/** How long a replaced or deleted object can be brought back, by folder. */
const NONCURRENT_RETENTION: Readonly<Record<keyof typeof STATE_FOLDERS, Duration>> = {
  // Every deleted checkpoint is kept this long, so a day of churn is the cost.
  checkpoints: Duration.days(1),
  highAvailability: Duration.days(7),
  savepoints: Duration.days(30),
};

/** Longer than a savepoint may wait for its job: a file sink's open uploads belong to it. */
const ABORT_UPLOADS_AFTER = Duration.days(7);

/**
 * Rules that tidy a bucket of Flink state without ever touching what is live.
 *
 * Nothing current expires by age: an incremental checkpoint of today may consist of files months old.
 *
 * @throws InvalidInputError `LifecycleRuleCoversState` for a rule of the user's that could match state
 */
export function lifecycleRules(expirations: readonly ExpirationRule[]): S3BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "abort-incomplete-uploads",
      status: "Enabled",
      filter: [{}],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER.inDaysRoundedUp }],
    },
    ...Object.entries(STATE_FOLDERS).map(
      ([folder, prefix]): S3BucketLifecycleConfigurationRule => ({
        id: `drop-replaced-${prefix}`,
        status: "Enabled",
        filter: [{ prefix: `${prefix}/` }],
        // Removes delete markers that nothing is left behind of; it cannot name an age.
        expiration: [{ expiredObjectDeleteMarker: true }],
        noncurrentVersionExpiration: [
          { noncurrentDays: NONCURRENT_RETENTION[folder as keyof typeof STATE_FOLDERS].inDaysRoundedUp },
        ],
      }),
    ),
    ...expirations.map(({ prefix, expireAfter }, index): S3BucketLifecycleConfigurationRule => {
      requireOutsideState(prefix);
      return {
        id: `expire-${index}-${prefix.replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
        status: "Enabled",
        filter: [{ prefix }],
        expiration: [{ days: Math.max(1, expireAfter.inDaysRoundedUp) }],
        noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
      };
    }),
  ];
}

/** A rule reaches a folder if one of the two prefixes begins with the other. */
function requireOutsideState(prefix: string): void {
  requireText(prefix, "the prefix of an expiration rule");
  const reached = Object.values(STATE_FOLDERS).find(
    (folder) => `${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`),
  );
  if (reached !== undefined) {
    throw new InvalidInputError(
      "LifecycleRuleCoversState",
      `an expiration rule for ${JSON.stringify(prefix)} would delete live Flink state below ${reached}/: an old file may be part of today's checkpoint; Flink removes its own, so expire only prefixes outside ${Object.values(STATE_FOLDERS).join(", ")}`,
    );
  }
}

import { STATE_FOLDERS } from "../../sizing/state-prefixes";
import type { Bucket, LifecycleRule } from "../model/buckets";
import type { Inventory } from "../model/inventory";
import { FLINK_DOCS, type Rule, S3_GUIDE, type Violation } from "../rule";

const LIFECYCLE = `${S3_GUIDE}/object-lifecycle-mgmt.html`;
/** Objects of these classes have to be restored before anybody can read them. */
const UNREADABLE = /^(GLACIER|DEEP_ARCHIVE)$/;

export const LIFECYCLE_RULES: readonly Rule[] = [
  {
    id: "lifecycle-expires-state",
    severity: "error",
    topic: "storage",
    title: "A lifecycle rule that deletes live state",
    reason:
      "Age says nothing about state: an incremental checkpoint of today consists of files that may be months old, and HA metadata is written once. Flink removes its own files.",
    fix: "Leave checkpoints and HA metadata out of every rule that expires current objects; expire noncurrent versions and incomplete uploads instead.",
    source: `${FLINK_DOCS}/ops/state/checkpoints/`,
    check: perRule(({ expires, id, prefix }, bucket) => {
      const reached = expires ? reachedState(bucket, prefix, ["checkpoints", "high availability"]) : undefined;
      return reached && `rule ${JSON.stringify(id)} expires ${describe(prefix)}, and ${reached}`;
    }),
  },
  {
    id: "lifecycle-archives-state",
    severity: "error",
    topic: "storage",
    title: "A lifecycle rule that archives live state",
    reason:
      "Objects in Glacier's archive classes cannot be read for minutes to days, so that a restore fails although nothing was deleted.",
    fix: "Leave checkpoints, savepoints in use and HA metadata out of transitions to an archive.",
    source: LIFECYCLE,
    check: perRule(({ movesTo, id, prefix }, bucket) => {
      const archive = movesTo.find((storageClass) => UNREADABLE.test(storageClass));
      const reached = archive && reachedState(bucket, prefix, ["checkpoints", "high availability"]);
      return reached && `rule ${JSON.stringify(id)} moves ${describe(prefix)} to ${archive}, and ${reached}`;
    }),
  },
  {
    id: "lifecycle-expires-savepoints",
    severity: "warning",
    topic: "storage",
    title: "A lifecycle rule that deletes savepoints by age",
    reason:
      "A savepoint has to outlive the longest time a job stands still, and one that a job was started from in claim mode is part of its checkpoints; a warning, because old ones are somebody's to delete.",
    fix: "Let the operator's history or a person delete savepoints, or expire them after longer than any pause.",
    source: `${FLINK_DOCS}/ops/state/savepoints/`,
    check: perRule(({ expires, id, prefix }, bucket) => {
      const more = reachedState(bucket, prefix, ["checkpoints", "high availability"]);
      const reached = expires && more === undefined ? reachedState(bucket, prefix, ["savepoints"]) : undefined;
      return reached && `rule ${JSON.stringify(id)} expires ${describe(prefix)}, and ${reached}`;
    }),
  },
  {
    id: "lifecycle-keeps-uploads",
    severity: "warning",
    topic: "storage",
    title: "Incomplete uploads stay for ever",
    reason:
      "A TaskManager that is killed leaves parts of uploads that no listing shows and every bill contains; Flink cannot find them again.",
    fix: "Add a rule without a prefix that aborts incomplete multipart uploads, after longer than a savepoint may wait for its job: 7 days.",
    source: `${S3_GUIDE}/mpu-abort-incomplete-mpu-lifecycle-config.html`,
    check: perStateBucket(({ lifecycle, resource, place }) =>
      (lifecycle !== undefined && !lifecycle.rules.some((rule) => rule.abortsUploads)) ||
      (lifecycle === undefined && resource !== undefined)
        ? {
            place: lifecycle?.place ?? place,
            message:
              lifecycle === undefined ? "the plan has no lifecycle rules for it" : "no rule aborts incomplete uploads",
          }
        : undefined,
    ),
  },
  {
    id: "noncurrent-versions-kept",
    severity: "warning",
    topic: "storage",
    title: "Every deleted checkpoint is kept for ever",
    reason:
      "On a versioned bucket a deletion only hides the object: without a rule for noncurrent versions all that was ever written is paid for.",
    fix: "Expire noncurrent versions of checkpoints after a day, of HA metadata after a week, of savepoints after a month.",
    source: `${S3_GUIDE}/Versioning.html`,
    check: perStateBucket(({ versioning, lifecycle, place }) =>
      versioning?.status === "Enabled" && !(lifecycle?.rules ?? []).some((rule) => rule.expiresNoncurrent)
        ? { place: lifecycle?.place ?? place, message: "its versions are kept, and no rule expires noncurrent ones" }
        : undefined,
    ),
  },
  {
    id: "bucket-versioning-off",
    severity: "warning",
    topic: "storage",
    title: "State that a wrong deletion cannot be undone for",
    reason:
      "Without versions a savepoint or HA metadata that somebody deletes or overwrites is gone; a warning, because it takes that somebody.",
    fix: "Enable versioning, with noncurrent versions that expire after days.",
    source: `${S3_GUIDE}/Versioning.html`,
    check: perStateBucket(({ versioning, resource, place }) => {
      const isOff =
        versioning === undefined ? resource !== undefined : /^(Suspended|Disabled)$/.test(versioning.status ?? "");
      return isOff
        ? {
            place: versioning?.place ?? place,
            message: `versioning is ${versioning?.status ?? "not enabled by the plan"}`,
          }
        : undefined;
    }),
  },
  {
    id: "bucket-force-destroy",
    severity: "error",
    topic: "storage",
    title: "A destroy that empties the bucket first",
    reason:
      "With force_destroy a terraform destroy, or any change that replaces the bucket, deletes every checkpoint and savepoint instead of failing on them.",
    fix: "Set force_destroy to false and prevent_destroy to true.",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket",
    check: perStateBucket(({ resource, place }) =>
      resource?.values["force_destroy"] === true ? { place, message: "force_destroy is true" } : undefined,
    ),
  },
];

function perStateBucket(find: (bucket: Bucket) => Violation | undefined): Rule["check"] {
  return ({ buckets }: Inventory) =>
    buckets
      .filter(({ holdsState }) => holdsState)
      .flatMap((bucket) => {
        const found = find(bucket);
        return found === undefined ? [] : [{ ...found, message: `${nameOf(bucket)}: ${found.message}` }];
      });
}

function perRule(find: (rule: LifecycleRule, bucket: Bucket) => string | undefined): Rule["check"] {
  return ({ buckets }: Inventory) =>
    buckets
      .filter(({ holdsState }) => holdsState)
      .flatMap((bucket) =>
        (bucket.lifecycle?.rules ?? []).flatMap((rule): Violation[] => {
          const message = find(rule, bucket);
          const place = bucket.lifecycle?.place ?? bucket.place;
          return message === undefined ? [] : [{ place, message: `${nameOf(bucket)}: ${message}` }];
        }),
      );
}

type Purpose = Bucket["locations"][number]["purpose"];

/** The folders that this library, and most people, keep state in; where no cluster says which they are. */
const USUAL: Readonly<Record<Purpose, readonly string[]>> = {
  checkpoints: [STATE_FOLDERS.checkpoints, "checkpoint"],
  savepoints: [STATE_FOLDERS.savepoints, "savepoint"],
  "high availability": [STATE_FOLDERS.highAvailability, "high-availability", "recovery"],
};

/** What a rule for a prefix would reach: one of the two begins with the other. */
function reachedState(bucket: Bucket, prefix: string, purposes: readonly Purpose[]): string | undefined {
  const stated = bucket.locations.filter(({ purpose }) => purposes.includes(purpose));
  const reached = stated.find(({ bucket: at }) => overlaps(`${at?.prefix ?? ""}/`.replace(/^\//, ""), prefix));
  if (reached !== undefined) {
    return `${reached.key} is ${reached.uri}`;
  }
  const usual = bucket.locations.length > 0 ? [] : purposes.flatMap((purpose) => USUAL[purpose]);
  const folder = usual.find((each) => overlaps(`${each}/`, prefix));
  return folder === undefined
    ? undefined
    : prefix === ""
      ? "Flink's state is in the bucket"
      : `${folder}/ is where Flink's state usually is`;
}

function overlaps(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}

function describe(prefix: string): string {
  return prefix === "" ? "every object" : `objects below ${prefix}`;
}

function nameOf({ name, place }: Bucket): string {
  return name ?? place.resource;
}

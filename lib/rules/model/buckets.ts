import { at, type Tree, textAt } from "../../flink/operator-rules/tree";
import type { FlinkCluster } from "./flink-cluster";
import { listOf, UNKNOWN } from "./manifest-object";
import type { Place } from "./place";
import { type StateLocation, stateLocations } from "./state-location";
import { type TerraformResource, withoutKeys } from "./terraform-plan";

/** A lifecycle rule that is on, as far as it concerns state. */
export interface LifecycleRule {
  readonly id: string;
  /** Keys that begin with this. Rules that ask for tags are left out: Flink's objects have none. */
  readonly prefix: string;
  readonly expires: boolean;
  /** Storage classes that current objects are moved to. */
  readonly movesTo: readonly string[];
  readonly abortsUploads: boolean;
  readonly expiresNoncurrent: boolean;
}

/** An S3 bucket with everything a plan says of it. */
export interface Bucket {
  /** @default - only the apply will tell */
  readonly name: string | undefined;
  readonly place: Place;
  /** `undefined` where the bucket itself is declared elsewhere. */
  readonly resource: TerraformResource | undefined;
  readonly versioning: { readonly status: string | undefined; readonly place: Place } | undefined;
  readonly lifecycle: { readonly rules: readonly LifecycleRule[]; readonly place: Place } | undefined;
  /** Whether Flink keeps state in it: a cluster says so, or its name does. */
  readonly holdsState: boolean;
  /** What clusters keep in it. */
  readonly locations: readonly StateLocation[];
}

const STATE_NAME = /flink|checkpoint|savepoint/i;

/** The buckets of a plan, with the resources that configure them. */
export function bucketsOf(
  resources: readonly TerraformResource[],
  clusters: readonly FlinkCluster[],
): readonly Bucket[] {
  const locations = clusters.flatMap(({ settings, jobs }) =>
    [settings, ...jobs.map((job) => job.settings)].flatMap(stateLocations),
  );
  const declared = resources.filter(({ type }) => type === "aws_s3_bucket");
  const settings = resources.filter(({ type }) => /^aws_s3_bucket_(versioning|lifecycle_configuration)$/.test(type));
  const ofNone = settings.filter((setting) => !declared.some((bucket) => configures(setting, bucket)));
  const names = [...new Set(ofNone.map(({ values }) => textAt(values, "bucket")))].filter(isKnown);
  return [
    ...declared.map((resource) => {
      const own = settings.filter((setting) => configures(setting, resource));
      const stated = textAt(resource.values, "bucket");
      return bucket(isKnown(stated) ? stated : undefined, resource, own, resource.place, locations);
    }),
    ...names.map((name) => {
      const own = ofNone.filter(({ values }) => textAt(values, "bucket") === name);
      return bucket(name, undefined, own, (own[0] as TerraformResource).place, locations);
    }),
  ];
}

function bucket(
  name: string | undefined,
  resource: TerraformResource | undefined,
  settings: readonly TerraformResource[],
  place: Place,
  locations: readonly StateLocation[],
): Bucket {
  const here = locations.filter((location) => name !== undefined && location.bucket?.name === name);
  const versioning = settings.find(({ type }) => type === "aws_s3_bucket_versioning");
  const lifecycle = settings.find(({ type }) => type === "aws_s3_bucket_lifecycle_configuration");
  const names = [name, resource?.address, textAt(resource?.values, "bucket_prefix")];
  const inline = listOf(at(resource?.values, "lifecycle_rule"));
  return {
    name,
    place,
    resource,
    locations: here,
    holdsState: here.length > 0 || names.some((text) => text !== undefined && STATE_NAME.test(text)),
    versioning: versioning && {
      status: known(textAt(listOf(at(versioning.values, "versioning_configuration"))[0], "status")),
      place: versioning.place,
    },
    lifecycle:
      lifecycle !== undefined
        ? { rules: listOf(at(lifecycle.values, "rule")).flatMap(lifecycleRule), place: lifecycle.place }
        : inline.length > 0
          ? { rules: inline.flatMap(inlineRule), place }
          : undefined,
  };
}

/** Whether a resource is about a bucket: by the bucket's name, or by the reference the name is made from. */
function configures(setting: TerraformResource, { address, values }: TerraformResource): boolean {
  const name = textAt(setting.values, "bucket");
  return isKnown(name)
    ? name === textAt(values, "bucket")
    : setting.references("bucket").some((reference) => reference === withoutKeys(address));
}

function lifecycleRule(rule: unknown): LifecycleRule[] {
  const filter = listOf(at(rule, "filter"))[0];
  const and = listOf(at(filter, "and"))[0];
  const isTagged = listOf(at(filter, "tag")).length > 0 || Object.keys((at(and, "tags") ?? {}) as Tree).length > 0;
  if (textAt(rule, "status") !== "Enabled" || isTagged) {
    return [];
  }
  const expiration = listOf(at(rule, "expiration"))[0];
  return [
    {
      id: textAt(rule, "id") ?? "",
      prefix: [textAt(rule, "prefix"), textAt(filter, "prefix"), textAt(and, "prefix")].find(Boolean) ?? "",
      expires: Number(textAt(expiration, "days") ?? 0) > 0 || isStated(textAt(expiration, "date")),
      movesTo: listOf(at(rule, "transition")).flatMap((each) => textAt(each, "storage_class") ?? []),
      abortsUploads: listOf(at(rule, "abort_incomplete_multipart_upload")).length > 0,
      expiresNoncurrent: listOf(at(rule, "noncurrent_version_expiration")).length > 0,
    },
  ];
}

/** The same in a block of the bucket itself, as providers before 4 had it. */
function inlineRule(rule: unknown): LifecycleRule[] {
  const expiration = listOf(at(rule, "expiration"))[0];
  return textAt(rule, "enabled") !== "true" || Object.keys((at(rule, "tags") ?? {}) as Tree).length > 0
    ? []
    : [
        {
          id: textAt(rule, "id") ?? "",
          prefix: textAt(rule, "prefix") ?? "",
          expires: Number(textAt(expiration, "days") ?? 0) > 0 || isStated(textAt(expiration, "date")),
          movesTo: listOf(at(rule, "transition")).flatMap((each) => textAt(each, "storage_class") ?? []),
          abortsUploads: Number(textAt(rule, "abort_incomplete_multipart_upload_days") ?? 0) > 0,
          expiresNoncurrent: listOf(at(rule, "noncurrent_version_expiration")).length > 0,
        },
      ];
}

function isStated(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}

function known(text: string | undefined): string | undefined {
  return isKnown(text) ? text : undefined;
}

function isKnown(text: string | undefined): text is string {
  return text !== undefined && text !== UNKNOWN;
}

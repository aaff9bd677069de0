import type { Inventory } from "../model/inventory";
import { allows, covers, type Policy, reachesBucket } from "../model/policies";
import { stateLocations } from "../model/state-location";
import type { Rule, Violation } from "../rule";

const BEST_PRACTICES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html";
/** Objects that Flink writes, restores and tidies, and the uploads in parts that a failure leaves. */
const NEEDED = ["s3:GetObject", "s3:DeleteObject", "s3:ListBucket", "s3:AbortMultipartUpload"];

export const POLICY_RULES: readonly Rule[] = [
  {
    id: "iam-wildcard-actions",
    severity: "error",
    topic: "identity",
    title: "Every action of S3 on the bucket with the state",
    reason:
      "That includes deleting versions, lifecycle rules and the bucket: job code can then destroy what versioning was to bring back.",
    fix: "List the actions: GetObject, PutObject, DeleteObject, AbortMultipartUpload, ListMultipartUploadParts, ListBucket.",
    source: BEST_PRACTICES,
    check: perStatement((actions, bucket, policy) => {
      const wide = actions.find((action) => /^(\*|s3:\*)$/.test(action));
      return wide === undefined ? undefined : { place: policy.place, message: `it allows ${wide} on ${bucket}` };
    }),
  },
  {
    id: "iam-wildcard-resources",
    severity: "warning",
    topic: "identity",
    title: "Rights on every bucket, the one with the state among them",
    reason: "Whoever has the role may read and delete other clusters' state, and everything else that lies in S3.",
    fix: "Name the bucket and the prefixes of the job.",
    source: BEST_PRACTICES,
    check: perStatement((actions, bucket, policy, resources) => {
      const wide = resources.find((resource) => /^(\*|arn:aws[\w-]*:s3:::\*(\/\*)?)$/.test(resource));
      const write = actions.find((action) => covers(action, "s3:PutObject") || covers(action, "s3:DeleteObject"));
      return wide === undefined || write === undefined
        ? undefined
        : { place: policy.place, message: `it allows ${write} on ${wide}, which reaches ${bucket}` };
    }),
  },
  {
    id: "iam-state-actions-missing",
    severity: "warning",
    topic: "identity",
    title: "A role that can write state and not use it",
    reason:
      "Without GetObject nothing is restored, without DeleteObject nothing is tidied, without AbortMultipartUpload parts of failed uploads stay; a warning, because more rights may be given elsewhere.",
    fix: "Allow GetObject, DeleteObject, AbortMultipartUpload and ListMultipartUploadParts where PutObject is allowed, and ListBucket on the bucket.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
    check: perPolicy((policy, bucket) => {
      const { statements, isPartial, place } = policy;
      const missing = NEEDED.filter((action) => !allows(statements, action, bucket));
      return !isPartial && allows(statements, "s3:PutObject", bucket) && missing.length > 0
        ? { place, message: `it allows s3:PutObject in ${bucket}, and not ${missing.join(", ")}` }
        : undefined;
    }),
  },
];

function perPolicy(find: (policy: Policy, bucket: string) => Violation | undefined): Rule["check"] {
  return (inventory) =>
    inventory.policies.flatMap((policy) =>
      stateBuckets(inventory)
        .flatMap((bucket) => find(policy, bucket) ?? [])
        .slice(0, 1),
    );
}

function perStatement(
  find: (
    actions: readonly string[],
    bucket: string,
    policy: Policy,
    resources: readonly string[],
  ) => Violation | undefined,
): Rule["check"] {
  return perPolicy((policy, bucket) =>
    policy.statements
      .filter((statement) => reachesBucket(statement, bucket))
      .map(({ actions, resources }) => find(actions, bucket, policy, resources))
      .find((violation) => violation !== undefined),
  );
}

/** The names of buckets with state: those that clusters are told to use, and those that a plan declares for it. */
function stateBuckets({ buckets, clusters }: Inventory): readonly string[] {
  return [
    ...new Set([
      ...buckets.flatMap(({ name, holdsState }) => (holdsState && name !== undefined ? [name] : [])),
      ...clusters.flatMap(({ settings }) => stateLocations(settings).flatMap(({ bucket }) => bucket?.name ?? [])),
    ]),
  ];
}

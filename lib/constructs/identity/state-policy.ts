import { Token } from "cdktf";
import type { StatePrefixes } from "../../sizing/state-prefixes";
import type { ICheckpointBucket } from "../storage/checkpoint-bucket";

/**
 * What Flink's S3 file system for checkpoints asks for when it writes, restores and cleans up. It lists the parts of
 * every upload in parts before it sends the first. It looks for no upload that was left, which a lifecycle rule ends,
 * and deletes no versions.
 */
const OBJECT_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListMultipartUploadParts",
  "s3:PutObject",
] as const;

/** A writer encrypts with a data key; a multipart upload, like a reader, has to decrypt it too. */
const KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"] as const;

/**
 * The rights of one stage on its own prefixes, and nothing else in the bucket.
 *
 * Each prefix comes in three forms: S3 file systems probe and write directory markers, which are the bare prefix and
 * the prefix with a slash. `prefix*` would also match a stage whose name begins alike.
 */
export function statePolicy(bucket: ICheckpointBucket, prefixes: StatePrefixes, region: string): string {
  const forms = Object.values(prefixes).flatMap((prefix: string) => [prefix, `${prefix}/`, `${prefix}/*`]);
  const key = bucket.encryptionKey;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ListOwnPrefixes",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucket.bucketArn,
        Condition: { StringLike: { "s3:prefix": forms } },
      },
      {
        Sid: "OwnPrefixes",
        Effect: "Allow",
        Action: OBJECT_ACTIONS,
        Resource: forms.map((form) => `${bucket.bucketArn}/${form}`),
      },
      ...(key === undefined ? [] : [keyStatement(key.keyArn, region)]),
    ],
  });
}

/** S3 asks KMS in the role's name; the role itself never does. A bucket's key is in its region. */
function keyStatement(keyArn: string, region: string) {
  const home = Token.isUnresolved(keyArn) ? region : (keyArn.split(":")[3] ?? region);
  return {
    Sid: "StateKey",
    Effect: "Allow",
    Action: KEY_ACTIONS,
    Resource: keyArn,
    Condition: {
      StringEquals: { "kms:ViaService": `s3.${home}.amazonaws.com${home.startsWith("cn-") ? ".cn" : ""}` },
    },
  };
}

const { KmsAlias } = require("@cdktf/provider-aws/lib/kms-alias/index.js");
const { KmsKey } = require("@cdktf/provider-aws/lib/kms-key/index.js");
const { S3Bucket } = require("@cdktf/provider-aws/lib/s3-bucket/index.js");
const {
  S3BucketLifecycleConfiguration,
} = require("@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js");
const { S3BucketOwnershipControls } = require("@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js");
const { S3BucketPolicy } = require("@cdktf/provider-aws/lib/s3-bucket-policy/index.js");
const { S3BucketPublicAccessBlock } = require("@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js");
const {
  S3BucketServerSideEncryptionConfigurationA,
} = require("@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js");
const { S3BucketVersioningA } = require("@cdktf/provider-aws/lib/s3-bucket-versioning/index.js");
const { FOUNDATION } = require("./addresses.cjs");
const { at } = require("./stack.cjs");

/** The key and the bucket it encrypts. */
function declareStateBucket(stack, environment) {
  const name = `sentra-flink-${environment.name}`;
  const key = declareKey(stack, name, environment.aws);
  const resource = new S3Bucket(stack, "Bucket", {
    bucket: name,
    forceDestroy: false,
    lifecycle: { preventDestroy: true },
  });
  const bucket = at(FOUNDATION.state, resource);
  declareSettings(stack, bucket, key);
  return { bucketArn: bucket.arn, keyArn: key.arn };
}

function declareKey(stack, alias, { accountId }) {
  const resource = new KmsKey(stack, "Key", {
    description: `Flink state: ${alias}`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AccountAdministers",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    }),
    lifecycle: { preventDestroy: true },
  });
  const key = at(FOUNDATION.state, resource);
  at(FOUNDATION.state, new KmsAlias(stack, "KeyAlias", { name: `alias/${alias}`, targetKeyId: key.keyId }));
  return key;
}

/** One after another: S3 answers parallel changes of one bucket with 409. */
function declareSettings(stack, { id: bucket, arn }, key) {
  const setting = (resource) => at(FOUNDATION.state, resource);
  const publicAccess = setting(
    new S3BucketPublicAccessBlock(stack, "PublicAccess", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
  );
  const ownership = setting(
    new S3BucketOwnershipControls(stack, "Ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      dependsOn: [publicAccess],
    }),
  );
  const policy = setting(
    new S3BucketPolicy(stack, "BucketPolicy", { bucket, policy: transportPolicy(arn), dependsOn: [ownership] }),
  );
  const versioning = setting(
    new S3BucketVersioningA(stack, "Versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
      dependsOn: [policy],
    }),
  );
  const encryption = setting(
    new S3BucketServerSideEncryptionConfigurationA(stack, "Encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
      dependsOn: [versioning],
    }),
  );
  setting(
    new S3BucketLifecycleConfiguration(stack, "Lifecycle", { bucket, rule: lifecycleRules(), dependsOn: [encryption] }),
  );
}

function transportPolicy(arn) {
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "DenyPlainText", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  });
}

function lifecycleRules() {
  const dropReplaced = (folder, days) => ({
    id: `drop-replaced-${folder}`,
    status: "Enabled",
    filter: [{ prefix: `${folder}/` }],
    expiration: [{ expiredObjectDeleteMarker: true }],
    noncurrentVersionExpiration: [{ noncurrentDays: days }],
  });
  return [
    {
      id: "abort-incomplete-uploads",
      status: "Enabled",
      filter: [{}],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    },
    dropReplaced("checkpoints", 1),
    dropReplaced("savepoints", 30),
    dropReplaced("ha", 7),
  ];
}

module.exports = { declareStateBucket };

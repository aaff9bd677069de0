import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { arnPartition } from "../identity/arn";
import { pinAddress } from "../terraform/addresses";
import {
  S3Bucket,
  S3BucketEncryption,
  S3BucketLifecycleConfiguration,
  S3BucketLogging,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketVersioning,
} from "../terraform/providers";
import { mayBeRemoved, type RemovalKeys } from "../terraform/removal";
import type { IEncryptionKey } from "./encryption-key";
import { type ExpirationRule, lifecycleRules } from "./lifecycle-rules";

/** A bucket that holds checkpoints, savepoints and HA metadata. */
export interface ICheckpointBucket extends IConstruct {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** The key objects are encrypted with. @default - Amazon S3 managed keys, or the server's own */
  readonly encryptionKey?: IEncryptionKey | undefined;
  /** Where Flink is told to write: `s3p://sentra-flink-production/checkpoints/correlate`. */
  uri(prefix: string): string;
}

/** A bucket of state: its name, its key, and what else may lie in it. */
export interface CheckpointBucketProps extends RemovalKeys {
  readonly bucketName: string;
  /** Encrypts every object. */
  readonly encryptionKey: IEncryptionKey;
  /** Terraform address, which must not change. @default - the construct's id */
  readonly address?: string;
  /** Rules for objects that are not Flink state. @default - none; state is tidied without expiry */
  readonly expirations?: readonly ExpirationRule[];
  /** Another bucket that receives access logs; it must admit the S3 logging service. @default - no access logs */
  readonly accessLogs?: { readonly bucketName: string; readonly prefix: string };
}

/** What the name of a bucket does not say. */
export interface ImportedBucketProps {
  /** The key its objects are encrypted with, so that roles may use it. @default - Amazon S3 managed keys */
  readonly encryptionKey?: IEncryptionKey;
  /** Its region, where that is in China or GovCloud: their ARNs begin differently. @default - the commercial partition */
  readonly region?: string;
}

/**
 * A bucket made for Flink state: private, encrypted with its own key, TLS 1.2 or later only, versioned with short
 * memory, and without any rule that could expire what a checkpoint refers to.
 */
export class CheckpointBucket extends Construct implements ICheckpointBucket {
  /** Refers to a bucket that another configuration owns, by its name. */
  static fromBucketName(
    scope: Construct,
    id: string,
    bucketName: string,
    props: ImportedBucketProps = {},
  ): ICheckpointBucket {
    return new ImportedCheckpointBucket(scope, id, bucketName, props);
  }

  readonly bucketName: string;
  readonly bucketArn: string;
  readonly encryptionKey: IEncryptionKey;

  constructor(scope: Construct, id: string, props: CheckpointBucketProps) {
    super(scope, id);
    const address = props.address ?? id;
    const removable = mayBeRemoved(this, props);
    const resource = new S3Bucket(this, "Resource", {
      bucket: props.bucketName,
      forceDestroy: removable,
      lifecycle: { preventDestroy: !removable },
    });
    pinAddress(resource, address);
    this.bucketName = props.bucketName;
    this.bucketArn = resource.arn;
    this.encryptionKey = props.encryptionKey;
    for (const setting of bucketSettings(this, resource.id, this.bucketArn, props)) {
      pinAddress(setting, address);
    }
  }

  uri(prefix: string): string {
    return checkpointUri(this.bucketName, prefix);
  }
}

class ImportedCheckpointBucket extends Construct implements ICheckpointBucket {
  readonly bucketArn: string;
  readonly encryptionKey: IEncryptionKey | undefined;

  constructor(
    scope: Construct,
    id: string,
    readonly bucketName: string,
    { encryptionKey, region = "" }: ImportedBucketProps,
  ) {
    super(scope, id);
    this.bucketArn = `arn:${arnPartition(region)}:s3:::${bucketName}`;
    this.encryptionKey = encryptionKey;
  }

  uri(prefix: string): string {
    return checkpointUri(this.bucketName, prefix);
  }
}

/** `s3p://` names the presto file system; plain `s3://` is whichever plugin loads first. */
function checkpointUri(bucketName: string, prefix: string): string {
  return `s3p://${bucketName}/${prefix}`;
}

/**
 * The bucket's sub-resources, one after another: S3 answers parallel changes of one bucket with 409, and the public
 * access block has to stand before the policy does.
 */
function bucketSettings(scope: Construct, bucket: string, bucketArn: string, props: CheckpointBucketProps) {
  const chain: ITerraformDependable[] = [];
  const next = <T extends ITerraformDependable>(create: (dependsOn: ITerraformDependable[]) => T): T => {
    const setting = create(chain.slice(-1));
    chain.push(setting);
    return setting;
  };
  const settings = [
    next(
      () =>
        new S3BucketPublicAccessBlock(scope, "PublicAccess", {
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        }),
    ),
    next(
      (dependsOn) =>
        new S3BucketOwnershipControls(scope, "Ownership", {
          bucket,
          rule: { objectOwnership: "BucketOwnerEnforced" },
          dependsOn,
        }),
    ),
    next(
      (dependsOn) =>
        new S3BucketPolicy(scope, "Policy", { bucket, policy: JSON.stringify(transportPolicy(bucketArn)), dependsOn }),
    ),
    next(
      (dependsOn) =>
        new S3BucketVersioning(scope, "Versioning", {
          bucket,
          versioningConfiguration: { status: "Enabled" },
          dependsOn,
        }),
    ),
    next(
      (dependsOn) =>
        new S3BucketEncryption(scope, "Encryption", {
          bucket,
          rule: [
            {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: "aws:kms",
                kmsMasterKeyId: props.encryptionKey.keyArn,
              },
              bucketKeyEnabled: true,
            },
          ],
          dependsOn,
        }),
    ),
    next(
      (dependsOn) =>
        new S3BucketLifecycleConfiguration(scope, "Lifecycle", {
          bucket,
          rule: lifecycleRules(props.expirations ?? []),
          dependsOn,
        }),
    ),
  ];
  const { accessLogs } = props;
  if (accessLogs === undefined) {
    return settings;
  }
  return [
    ...settings,
    next(
      (dependsOn) =>
        new S3BucketLogging(scope, "AccessLogs", {
          bucket,
          targetBucket: accessLogs.bucketName,
          targetPrefix: accessLogs.prefix,
          dependsOn,
        }),
    ),
  ];
}

function transportPolicy(bucketArn: string) {
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`] };
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "DenyPlainText", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  };
}

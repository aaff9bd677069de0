import type { Construct } from "constructs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckpointBucket, type CheckpointBucketProps } from "../../lib/constructs/storage/checkpoint-bucket";
import { EncryptionKey } from "../../lib/constructs/storage/encryption-key";
import { lifecycleRules } from "../../lib/constructs/storage/lifecycle-rules";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import { STATE_FOLDERS } from "../../lib/sizing/state-prefixes";
import { Duration } from "../../lib/units/duration";
import { type Synthesized, synthesize } from "../support/synthesized";
import { validEnvironment } from "../support/valid";

function bucketWith(change: Partial<CheckpointBucketProps> = {}): Synthesized {
  return stackWith((stack) => {
    const encryptionKey = new EncryptionKey(stack, "Key", {
      alias: "state",
      accountId: "123456789012",
      region: "eu-west-1",
      ...change,
    });
    new CheckpointBucket(stack, "Checkpoints", { bucketName: "state", encryptionKey, ...change });
  });
}

function stackWith(declare: (stack: Construct) => void): Synthesized {
  const stacks = synthesize((app) =>
    declare(new FlinkStack(app, { environment: validEnvironment(), part: "state", providers: ["aws"] })),
  );
  return stacks["test-state"] as Synthesized;
}

describe("a checkpoint bucket", () => {
  const bucket = bucketWith();

  test("is private, owned, encrypted with its own rotated key, and versioned", () => {
    expect(bucket.only("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(bucket.only("aws_s3_bucket_ownership_controls")).toMatchObject({
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(bucket.only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [
        {
          apply_server_side_encryption_by_default: {
            kms_master_key_id: "${aws_kms_key.Key.arn}",
            sse_algorithm: "aws:kms",
          },
          bucket_key_enabled: true,
        },
      ],
    });
    expect(bucket.only("aws_kms_key")).toMatchObject({ enable_key_rotation: true });
    expect(bucket.only("aws_s3_bucket_versioning")).toMatchObject({ versioning_configuration: { status: "Enabled" } });
  });

  test("refuses plain text and TLS below 1.2", () => {
    const { Statement } = JSON.parse(bucket.only("aws_s3_bucket_policy").policy as string);
    expect(Statement).toMatchObject([
      { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
  });

  test("sets itself up one step after another, access block before policy", () => {
    const order = [
      "public_access_block",
      "ownership_controls",
      "policy",
      "versioning",
      "server_side_encryption_configuration",
      "lifecycle_configuration",
    ];
    order.slice(1).forEach((name, index) => {
      expect(bucket.only(`aws_s3_bucket_${name}`).depends_on).toEqual([`aws_s3_bucket_${order[index]}.Checkpoints`]);
    });
  });

  test("writes access logs where it is told, and nowhere else", () => {
    expect(bucket.all("aws_s3_bucket_logging")).toEqual({});
    const logged = bucketWith({ accessLogs: { bucketName: "logs", prefix: "flink/" } });
    expect(logged.only("aws_s3_bucket_logging")).toMatchObject({ target_bucket: "logs", target_prefix: "flink/" });
  });

  test("is kept when the stack is destroyed, unless both keys are turned", () => {
    for (const keys of [{}, { protection: "off" }, { removal: "allow" }] as const) {
      expect(bucketWith(keys).only("aws_s3_bucket")).toMatchObject({
        force_destroy: false,
        lifecycle: { prevent_destroy: true },
      });
    }
    const loose = bucketWith({ protection: "off", removal: "allow" });
    expect(loose.only("aws_s3_bucket")).toMatchObject({ force_destroy: true, lifecycle: { prevent_destroy: false } });
    expect(loose.only("aws_kms_key")).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });

  test("has an address of its own choice, whatever the tree around it looks like", () => {
    expect(bucketWith({ address: "sentra-checkpoints" }).addresses()).toContain("aws_s3_bucket.sentra-checkpoints");
    expect(bucket.addresses().every((address) => address.endsWith(".Checkpoints") || address.endsWith(".Key"))).toBe(
      true,
    );
  });
});

describe("a bucket of somebody else's", () => {
  test("is named, not declared", () => {
    const stack = stackWith((scope) => {
      const imported = CheckpointBucket.fromBucketName(scope, "Theirs", "theirs", {
        encryptionKey: EncryptionKey.fromKeyArn(scope, "Key", "arn:aws:kms:eu-west-1:1:key/2"),
      });
      expect(imported.uri("checkpoints/parse")).toBe("s3p://theirs/checkpoints/parse");
      expect(imported.bucketArn).toBe("arn:aws:s3:::theirs");
      expect(imported.encryptionKey?.keyArn).toBe("arn:aws:kms:eu-west-1:1:key/2");
      expect(CheckpointBucket.fromBucketName(scope, "China", "theirs", { region: "cn-north-1" }).bucketArn).toBe(
        "arn:aws-cn:s3:::theirs",
      );
    });
    expect(stack.addresses()).toEqual([]);
  });
});

describe("lifecycle rules", () => {
  const liveKey = fc
    .tuple(
      fc.constantFrom(...Object.values(STATE_FOLDERS)),
      fc.string({ unit: fc.constantFrom("a", "b", "/", "-", "1") }),
    )
    .map(([folder, rest]) => `${folder}/${rest}`);
  const prefix = fc.oneof(
    fc.constantFrom(
      "",
      "c",
      "check",
      "checkpoints",
      "checkpoints/",
      "checkpoints/parse/",
      "savepoints/x",
      "h",
      "ha",
      "ha/",
      "sink/",
      "archive",
    ),
    fc.string({ unit: fc.constantFrom("a", "h", "c", "s", "/", "e"), maxLength: 6 }),
  );

  test("can never match live state by age", () => {
    let accepted = 0;
    fc.assert(
      fc.property(prefix, liveKey, (chosen, key) => {
        let rules: ReturnType<typeof lifecycleRules>;
        try {
          rules = lifecycleRules([{ prefix: chosen, expireAfter: Duration.days(30) }]);
        } catch {
          return;
        }
        accepted++;
        for (const rule of rules) {
          const expiresCurrent =
            (rule.expiration as { days?: number; date?: string }[] | undefined)?.some(
              ({ days, date }) => days !== undefined || date !== undefined,
            ) ?? false;
          const [filter] = rule.filter as { prefix?: string }[];
          expect(expiresCurrent && key.startsWith(filter?.prefix ?? ""), `${rule.id} would expire ${key}`).toBe(false);
          expect(rule.transition).toBeUndefined();
        }
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test.each(["", "c", "checkpoints/", "checkpoints/parse/shared/", "savepoints/parse/", "ha", "h"])(
    "may not reach state: %j",
    (chosen) => {
      expect(() => bucketWith({ expirations: [{ prefix: chosen, expireAfter: Duration.days(30) }] })).toThrow(
        "[LifecycleRuleCoversState]",
      );
    },
  );

  test("expire what is not state", () => {
    const { rule } = bucketWith({ expirations: [{ prefix: "alerts/", expireAfter: Duration.days(90) }] }).only(
      "aws_s3_bucket_lifecycle_configuration",
    ) as { rule: unknown[] };
    expect(rule.at(-1)).toEqual({
      id: "expire-0-alerts-",
      status: "Enabled",
      filter: [{ prefix: "alerts/" }],
      expiration: [{ days: 90 }],
      noncurrent_version_expiration: [{ noncurrent_days: 1 }],
    });
    expect(rule[0]).toMatchObject({ filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] });
  });
});

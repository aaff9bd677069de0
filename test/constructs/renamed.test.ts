import { describe, expect, test } from "vitest";
import { CheckpointBucket } from "../../lib/constructs/storage/checkpoint-bucket";
import { EncryptionKey } from "../../lib/constructs/storage/encryption-key";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { RenamedConstruct } from "../../lib/constructs/terraform/renamed";
import { synth } from "../support/locked";
import { synthesize } from "../support/synthesized";
import { validEnvironment } from "../support/valid";

const addresses = (resource: object) =>
  Object.entries(resource).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`));

describe("a construct that is renamed", () => {
  const { lock, terraform } = synth({});
  const before = addresses(terraform["production-foundation"]?.resource ?? {});
  const renamed = [{ from: "Flink", to: "Base" }];

  test("keeps every resource: each new address has a moved block from its old one", () => {
    const { terraform: after } = synth({ id: "Base", foundationStack: { renamed } }, lock);
    const { resource = {}, moved = [] } = after["production-foundation"] ?? {};
    const origin = new Map(
      moved.map((block) => Object.values(block as { from: string; to: string }).reverse() as [string, string]),
    );
    expect(moved.length).toBeGreaterThan(8);
    expect(
      addresses(resource)
        .map((address) => origin.get(address) ?? address)
        .sort(),
    ).toEqual(before.sort());
    expect(addresses(resource)).not.toEqual(before);
  });

  test("loses what no history declares", () => {
    const { terraform: after } = synth({ id: "Base" }, lock);
    const { resource = {}, moved } = after["production-foundation"] ?? {};
    expect(moved).toBeUndefined();
    expect(addresses(resource).sort()).not.toEqual(before.sort());
  });
});

describe("a bucket whose address is its construct's id", () => {
  const declare = (id: string, renamed: readonly RenamedConstruct[] = []) =>
    synthesize((app) => {
      const stack = new FlinkStack(app, { environment: validEnvironment(), part: "x", providers: ["aws"], renamed });
      new CheckpointBucket(stack, id, {
        bucketName: "b",
        encryptionKey: EncryptionKey.fromKeyArn(stack, "Key", "arn"),
      });
    })["test-x"]?.terraform as { moved?: object[] };

  test("moves with all its settings", () => {
    const { moved = [] } = declare("State", [{ from: "Checkpoints", to: "State" }]);
    expect(moved).toContainEqual({ from: "aws_s3_bucket.Checkpoints", to: "aws_s3_bucket.State" });
    expect(moved).toHaveLength(7);
  });

  test("is not moved from or to a name that says something else", () => {
    expect(() => declare("State", [{ from: "Checkpoints", to: "Bucket" }])).toThrow(
      "renamed says that Checkpoints is called Bucket now, and stack test-x has no construct Bucket",
    );
    expect(() => declare("State", [{ from: "Key", to: "State" }])).toThrow(
      "renamed says that Key is called State now, and stack test-x has both",
    );
  });
});

import { describe, expect, test } from "vitest";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { declareStacks } from "../../stacks/declare-stacks";
import { karpenter, managedNodeGroups } from "../support/node-pools";
import { excesses, type PolicyKind, policiesOf, type Statement } from "../support/policies";
import { type Synthesized, synthesize } from "../support/synthesized";
import { validEnvironment, validWorkload } from "../support/valid";

const AWS = { ...validEnvironment().aws, oidcIssuer: "oidc.eks.eu-west-1.amazonaws.com/id/A" } as NonNullable<
  Environment["aws"]
>;

function platform(change: Partial<Environment>): Record<string, Synthesized> {
  const environment = validEnvironment(change);
  const plan = planPlatform(validWorkload(), environment);
  return synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "all", providers: ["kubernetes", "aws"] });
    new FlinkPlatform(stack, "Flink", { plan });
  });
}

describe.each<[string, () => Record<string, Synthesized>]>([
  ["Sentra's environments", () => synthesize(declareStacks)],
  ["a platform by Pod Identity", () => platform({})],
  ["a platform by IRSA", () => platform({ aws: { ...AWS, identity: "irsa" } })],
  ["a platform in China", () => platform({ aws: { ...AWS, region: "cn-north-1" } })],
  ["nodes in groups", () => platform({ nodes: managedNodeGroups() })],
  ["nodes of Karpenter", () => platform({ nodes: karpenter() })],
])("%s", (_, stacks) => {
  test("grants no more than is needed, to nobody else", () => {
    const policies = Object.values(stacks()).flatMap(policiesOf);
    expect(new Set(policies.map(({ kind }) => kind))).toEqual(new Set(["trust", "identity", "key", "bucket"]));
    const told = policies.flatMap(({ address, kind, statements }) =>
      statements.flatMap((statement) => excesses(kind, statement).map((excess) => `${address} ${excess}`)),
    );
    expect(told).toEqual([]);
  });
});

test("a bucket takes nothing that is not encrypted on its way, and no TLS before 1.2", () => {
  const [bucket] = Object.values(platform({}))
    .flatMap(policiesOf)
    .filter(({ kind }) => kind === "bucket");
  expect(bucket?.statements.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
    ["Deny", { Bool: { "aws:SecureTransport": "false" } }],
    ["Deny", { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
  ]);
});

const statement = (change: Partial<Statement>): Statement => ({
  Effect: "Allow",
  Action: [],
  Resource: [],
  Condition: {},
  ...change,
});

test.each<[string, PolicyKind, Partial<Statement>]>([
  ["names everybody", "key", { Principal: "*" }],
  ["names everybody", "trust", { Principal: { AWS: "*" } }],
  ["allows a wildcard", "identity", { Action: ["s3:Get*"] }],
  ["names a resource by a wildcard alone", "identity", { Resource: ["*"] }],
  ["lets others than its account administer a key", "key", { Principal: { AWS: "arn:aws:iam::123456789012:role/a" } }],
  ["reaches all objects of a bucket", "identity", { Resource: ["arn:aws:s3:::state/*"] }],
  ["reaches all objects of a bucket", "identity", { Resource: ["${aws_s3_bucket.state.arn}/*"] }],
  ["lists a whole bucket", "identity", { Action: ["s3:ListBucket"] }],
  ["asks KMS itself", "identity", { Action: ["kms:Decrypt"] }],
  ["trusts every pod of an account", "trust", { Principal: { Service: "pods.eks.amazonaws.com" } }],
  [
    "trusts every service account of an issuer",
    "trust",
    {
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: { StringEquals: { "issuer:sub": "system:serviceaccount:*:*" } },
    },
  ],
  ["refuses everything to everybody", "bucket", { Effect: "Deny", Principal: "*" }],
])("the law notices what %s (%s)", (excess, kind, change) => {
  expect(excesses(kind, statement(change))).toContain(excess);
});

import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FlinkOperator } from "../../lib/constructs/operator/flink-operator";
import { CheckpointBucket } from "../../lib/constructs/storage/checkpoint-bucket";
import { EncryptionKey } from "../../lib/constructs/storage/encryption-key";
import { duplicateAddresses } from "../../lib/constructs/terraform/addresses";
import { FlinkStack, type FlinkStackProps } from "../../lib/constructs/terraform/flink-stack";
import { literalText } from "../../lib/constructs/terraform/literal-text";
import { NamespaceV1 } from "../../lib/constructs/terraform/providers";
import { type Synthesized, synthesize } from "../support/synthesized";
import { validEnvironment } from "../support/valid";

function stackOf(change: Partial<FlinkStackProps> = {}, declare: (stack: FlinkStack) => void = () => {}): Synthesized {
  const stacks = synthesize((app) =>
    declare(new FlinkStack(app, { environment: validEnvironment(), part: "x", providers: ["kubernetes"], ...change })),
  );
  return Object.values(stacks)[0] as Synthesized;
}

const terraform = (stack: Synthesized) =>
  stack.terraform.terraform as { backend: Record<string, unknown>; required_providers: Record<string, unknown> };

describe("a stack", () => {
  test("accepts ranges of providers, the user's before ours", () => {
    expect(terraform(stackOf({ providers: ["kubernetes", "aws"] })).required_providers).toEqual({
      aws: { source: "hashicorp/aws", version: ">= 6.40, < 7" },
      kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
    });
    expect(terraform(stackOf({ providerVersions: { kubernetes: "~> 3.1" } })).required_providers).toEqual({
      kubernetes: { source: "hashicorp/kubernetes", version: "~> 3.1" },
    });
  });

  test("keeps its state in S3 with a lock file and no credentials", () => {
    expect(terraform(stackOf()).backend).toEqual({
      s3: { bucket: "terraform-state", region: "eu-west-1", key: "test-x.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test("keeps local state where it was told", () => {
    const environment = validEnvironment({ terraformState: { type: "local", directory: "/var/tmp/state" } });
    expect(terraform(stackOf({ environment })).backend).toEqual({ local: { path: "/var/tmp/state/test-x.tfstate" } });
  });

  test("touches no other AWS account, and tags what it declares", () => {
    const { provider } = stackOf({ providers: ["aws"] }).terraform as { provider: { aws: unknown[] } };
    expect(provider.aws).toEqual([
      { allowed_account_ids: ["123456789012"], default_tags: [{ tags: { environment: "test" } }], region: "eu-west-1" },
    ]);
  });

  test("needs an account for the AWS provider", () => {
    expect(() => stackOf({ providers: ["aws"], environment: validEnvironment({ aws: undefined }) })).toThrow(
      "environment test states no aws account, and its stack test-x asks for the AWS provider",
    );
  });

  test("fails when a provider is missing", () => {
    expect(() =>
      stackOf({ providers: [] }, (stack) => new NamespaceV1(stack, "Namespace", { metadata: { name: "n" } })),
    ).toThrow("stack test-x declares resources of the provider kubernetes; add it to providers");
  });
});

describe("what cdktf merges silently fails here", () => {
  test("two resources at one address", () => {
    const declare = (stack: FlinkStack) => {
      for (const id of ["a.b", "ab"]) {
        new NamespaceV1(stack, id, { metadata: { name: "n" } });
      }
    };
    expect(() => stackOf({}, declare)).toThrow(
      "test-x/a.b and test-x/ab are both kubernetes_namespace_v1.ab, so that only the last would be declared; give one another id or address [DuplicateLogicalId]",
    );
  });

  test("two buckets that pin one address", () => {
    const declare = (stack: FlinkStack) => {
      const encryptionKey = EncryptionKey.fromKeyArn(stack, "Key", "arn");
      for (const scope of ["A", "B"]) {
        new CheckpointBucket(new Construct(stack, scope), "Checkpoints", { bucketName: scope, encryptionKey });
      }
    };
    expect(() => stackOf({ providers: ["aws"] }, declare)).toThrow("are both aws_s3_bucket.Checkpoints");
  });

  test("resources of one name and two types are no duplicates", () => {
    const stacks = synthesize((app) => {
      const stack = new FlinkStack(app, { environment: validEnvironment(), part: "x", providers: ["aws"] });
      new CheckpointBucket(stack, "Checkpoints", {
        bucketName: "b",
        encryptionKey: EncryptionKey.fromKeyArn(stack, "Key", "arn"),
      });
      expect(duplicateAddresses(stack)).toEqual([]);
    });
    expect(Object.keys(stacks)).toEqual(["test-x"]);
  });

  test("two stacks of one id", () => {
    expect(() =>
      synthesize((app) => {
        new TerraformStack(new Construct(app, "elsewhere"), "test-x");
        new FlinkStack(app, { environment: validEnvironment(), part: "x", providers: [] });
      }),
    ).toThrow(
      "two stacks are called test-x (elsewhere/test-x and test-x); they would overwrite each other's Terraform, so put the environment into the id [DuplicateStackId]",
    );
  });
});

describe("the operator", () => {
  const release = stackOf(
    { providers: ["helm"] },
    (stack) => new FlinkOperator(stack, "Operator", { watchedNamespaces: ["shop-test"] }),
  ).only("helm_release");

  test("is pinned, chart and image alike, and highly available", () => {
    expect(release).toMatchObject({
      chart: "flink-kubernetes-operator",
      version: "1.15.0",
      repository: "https://archive.apache.org/dist/flink/flink-kubernetes-operator-1.15.0/",
    });
    const [values = ""] = release.values as string[];
    expect(parse(values)).toMatchObject({
      image: { tag: "1.15.0" },
      replicas: 2,
      watchNamespaces: ["shop-test"],
      defaultConfiguration: {
        "flink-conf.yaml": expect.stringContaining("kubernetes.operator.leader-election.enabled: true"),
      },
    });
  });
});

test("text reaches Terraform so that Terraform gives it back", () => {
  expect(literalText("%d{HH} ${sys:x} %{if} $${y} 5 % $")).toBe("%d{HH} $${sys:x} %%{if} $$${y} 5 % $");
  expect(literalText("s3p://${TfToken[TOKEN.5]}/x ${z}")).toBe("s3p://${TfToken[TOKEN.5]}/x $${z}");
});

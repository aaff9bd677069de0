import { describe, expect, test } from "vitest";
import { FlinkServiceAccount } from "../../lib/constructs/identity/flink-service-account";
import { FlinkFoundation, type FlinkFoundationProps } from "../../lib/constructs/platform/flink-foundation";
import { CheckpointBucket } from "../../lib/constructs/storage/checkpoint-bucket";
import { EncryptionKey } from "../../lib/constructs/storage/encryption-key";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { type Synthesized, synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

const aws = {
  accountId: "123456789012",
  region: "eu-west-1",
  eksClusterName: "main",
  oidcIssuer: "oidc.eks.eu-west-1.amazonaws.com/id/ABC",
};

function foundation(
  change: Partial<Environment> = {},
  props: (stack: FlinkStack) => Partial<FlinkFoundationProps> = () => ({}),
): Synthesized {
  const environment = validEnvironment({ aws, ...change });
  const plan = planPlatform(validWorkload(statelessStage()), environment);
  const stacks = synthesize((app) => {
    const stack = new FlinkStack(app, { environment, part: "foundation", providers: ["kubernetes", "aws"] });
    new FlinkFoundation(stack, "Flink", { plan, ...props(stack) });
  });
  return stacks["test-foundation"] as Synthesized;
}

const policyOf = (stack: Synthesized) =>
  JSON.parse(stack.only("aws_iam_role_policy").policy as string).Statement as Record<string, unknown>[];
const trustOf = (stack: Synthesized) =>
  JSON.parse(stack.only("aws_iam_role").assume_role_policy as string).Statement[0];

describe("a stage's role", () => {
  test("may touch its own prefixes, in every form a file system probes, and nothing else", () => {
    const arn = "${aws_s3_bucket.shop-checkpoints.arn}";
    const forms = ["checkpoints/parse", "savepoints/parse", "ha/parse"].flatMap((prefix) => [
      prefix,
      `${prefix}/`,
      `${prefix}/*`,
    ]);
    expect(policyOf(foundation())).toEqual([
      {
        Sid: "ListOwnPrefixes",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: arn,
        Condition: { StringLike: { "s3:prefix": forms } },
      },
      {
        Sid: "OwnPrefixes",
        Effect: "Allow",
        Action: [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:GetObject",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ],
        Resource: forms.map((form) => `${arn}/${form}`),
      },
      {
        Sid: "StateKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "${aws_kms_key.shop-checkpoints.arn}",
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
    ]);
  });

  test("is bound by Pod Identity where Flink's SDK knows it", () => {
    const stack = foundation();
    expect(trustOf(stack)).toMatchObject({
      Principal: { Service: "pods.eks.amazonaws.com" },
      Condition: {
        StringEquals: {
          "aws:SourceAccount": "123456789012",
          "aws:RequestTag/kubernetes-namespace": "shop-test",
          "aws:RequestTag/kubernetes-service-account": "shop-parse",
        },
        ArnEquals: { "aws:SourceArn": "arn:aws:eks:eu-west-1:123456789012:cluster/main" },
      },
    });
    expect(stack.only("aws_eks_pod_identity_association")).toMatchObject({
      cluster_name: "main",
      namespace: "shop-test",
      service_account: "shop-parse",
    });
    expect(JSON.stringify(stack.only("kubernetes_service_account_v1"))).not.toContain("eks.amazonaws.com");
  });

  test.each<[string, Partial<Environment>]>([
    ["Flink's SDK is too old", { flinkVersion: "1.20.0" }],
    ["it is asked for", { aws: { ...aws, identity: "irsa" } }],
  ])("is bound by IRSA where %s", (_, change) => {
    const stack = foundation(change);
    expect(trustOf(stack)).toMatchObject({
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${aws.oidcIssuer}:sub`]: "system:serviceaccount:shop-test:shop-parse",
          [`${aws.oidcIssuer}:aud`]: "sts.amazonaws.com",
        },
      },
    });
    expect(stack.all("aws_eks_pod_identity_association")).toEqual({});
    expect(stack.only("kubernetes_service_account_v1")).toMatchObject({
      metadata: { annotations: { "eks.amazonaws.com/role-arn": expect.stringContaining("aws_iam_role") } },
    });
  });

  test("uses a key of another configuration in the key's own region, and only by way of S3", () => {
    const stack = foundation({}, (scope) => {
      const encryptionKey = EncryptionKey.fromKeyArn(scope, "Key", "arn:aws-cn:kms:cn-north-1:123456789012:key/1");
      return { bucket: CheckpointBucket.fromBucketName(scope, "Theirs", "theirs", { encryptionKey }) };
    });
    expect(policyOf(stack).at(-1)).toMatchObject({
      Condition: { StringEquals: { "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn" } },
    });
  });

  test("keeps IAM's length", () => {
    expect(() =>
      foundation({
        name: "an-environment-with-a-very-long-name-indeed-for-a-role-in-aws",
        storage: { type: "s3", bucketName: "state" },
        kubernetes: { kubeconfig: "c", context: "c", namespace: "n" },
      }),
    ).toThrow("and IAM takes 64; shorten");
  });
});

describe("what exists already", () => {
  test("is used as it is", () => {
    const stack = foundation({}, (scope) => ({
      bucket: CheckpointBucket.fromBucketName(scope, "Theirs", "theirs"),
      existingNamespace: true,
      roleArns: { parse: "arn:aws:iam::123456789012:role/theirs" },
    }));
    expect(stack.addresses().filter((address) => /namespace|s3|kms|iam/.test(address))).toEqual([]);
    expect(stack.only("aws_eks_pod_identity_association")).toMatchObject({
      role_arn: "arn:aws:iam::123456789012:role/theirs",
    });
  });

  test("may be the service account itself", () => {
    const stack = foundation({}, (scope) => ({
      serviceAccounts: { parse: FlinkServiceAccount.fromName(scope, "Theirs", "their-account") },
    }));
    expect(stack.all("kubernetes_service_account_v1")).toEqual({});
    expect(stack.only("kubernetes_role_binding_v1")).toMatchObject({
      subject: [{ kind: "ServiceAccount", name: "their-account", namespace: "shop-test" }],
    });
  });
});

describe("the job's rights", () => {
  const rules = (change: Partial<Environment>) =>
    (foundation(change).only("kubernetes_role_v1").rule as { resources: string[]; verbs: string[] }[]).map(
      ({ resources, verbs }) => [resources[0], verbs],
    );

  test("are the verbs Flink uses with Kubernetes high availability", () => {
    expect(Object.fromEntries(rules({}))).toEqual({
      configmaps: ["create", "delete", "get", "list", "patch", "update", "watch"],
      pods: ["create", "delete", "list", "watch"],
      deployments: ["delete", "get"],
      "deployments/finalizers": ["update"],
    });
  });

  test("leave ConfigMaps out where nothing is kept in them", () => {
    const ensemble = { type: "external", quorum: ["zk-0:2181"], rootPath: "/flink/test" } as const;
    expect(rules({ highAvailability: { type: "zookeeper", ensemble } }).map(([resource]) => resource)).not.toContain(
      "configmaps",
    );
  });
});

test("what lives in the namespace waits for it", () => {
  const stack = foundation();
  for (const type of ["service_account", "role", "role_binding"]) {
    expect(stack.only(`kubernetes_${type}_v1`).depends_on).toContain("kubernetes_namespace_v1.shop");
  }
  expect(stack.only("aws_iam_role").depends_on).toBeUndefined();
});

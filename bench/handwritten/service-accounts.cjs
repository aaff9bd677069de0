const { EksPodIdentityAssociation } = require("@cdktf/provider-aws/lib/eks-pod-identity-association/index.js");
const { IamRole } = require("@cdktf/provider-aws/lib/iam-role/index.js");
const { IamRolePolicy } = require("@cdktf/provider-aws/lib/iam-role-policy/index.js");
const { ServiceAccountV1 } = require("@cdktf/provider-kubernetes/lib/service-account-v1/index.js");
const { OF_STAGE } = require("./addresses.cjs");
const { at } = require("./stack.cjs");

/** The account a stage's pods run as; on AWS with a role for the stage's own prefixes. */
function declareServiceAccount(stack, environment, stage, { storage, dependsOn }) {
  const name = `sentra-${stage}`;
  const namespace = `sentra-${environment.name}`;
  const address = OF_STAGE[stage];
  const role = storage && declareRole(stack, environment, stage, storage);
  const account = at(
    address.serviceAccount,
    new ServiceAccountV1(stack, `Account-${stage}`, {
      metadata: { name, namespace },
      automountServiceAccountToken: true,
      dependsOn,
    }),
  );
  if (role) {
    at(
      address.podIdentity,
      new EksPodIdentityAssociation(stack, `PodIdentity-${stage}`, {
        clusterName: environment.aws.cluster,
        namespace,
        serviceAccount: name,
        roleArn: role.arn,
        dependsOn: [account],
      }),
    );
  }
}

function declareRole(stack, { name, aws }, stage, storage) {
  const resource = new IamRole(stack, `Role-${stage}`, {
    name: `${name}-sentra-${stage}`,
    description: `Flink stage sentra-${stage} in ${name}: its own state in S3`,
    assumeRolePolicy: trustPolicy(aws, `sentra-${name}`, `sentra-${stage}`),
  });
  const role = at(OF_STAGE[stage].role, resource);
  at(
    OF_STAGE[stage].policy,
    new IamRolePolicy(stack, `StatePolicy-${stage}`, {
      name: "flink-state",
      role: role.name,
      policy: statePolicy(stage, aws.region, storage),
    }),
  );
  return role;
}

/** One account of one namespace, by the tags of the session. */
function trustPolicy({ accountId, region, cluster }, namespace, serviceAccount) {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Sid: "PodIdentity",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": accountId,
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": serviceAccount,
          },
          ArnEquals: { "aws:SourceArn": `arn:aws:eks:${region}:${accountId}:cluster/${cluster}` },
        },
      },
    ],
  });
}

function statePolicy(stage, region, { bucketArn, keyArn }) {
  const prefixes = ["checkpoints", "savepoints", "ha"].flatMap((folder) => [
    `${folder}/${stage}`,
    `${folder}/${stage}/`,
    `${folder}/${stage}/*`,
  ]);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ListOwnPrefixes",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn,
        Condition: { StringLike: { "s3:prefix": prefixes } },
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
        Resource: prefixes.map((prefix) => `${bucketArn}/${prefix}`),
      },
      {
        Sid: "StateKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: keyArn,
        Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
      },
    ],
  });
}

module.exports = { declareServiceAccount };

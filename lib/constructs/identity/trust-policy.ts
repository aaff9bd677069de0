import type { AwsAccount } from "../../environment/environment";
import { arnPartition } from "./arn";

/** Who may take on a stage's role: one service account of one namespace, or its pods through EKS. */
export interface TrustedServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * EKS Pod Identity: the service hands the role out, and only to one service account of this cluster of this account. It
 * names both in tags of the session, which no association may leave out.
 */
export function podIdentityTrust(aws: AwsAccount, { namespace, serviceAccount }: TrustedServiceAccount): string {
  const clusterArn = `arn:${arnPartition(aws.region)}:eks:${aws.region}:${aws.accountId}:cluster/${aws.eksClusterName}`;
  return trust({
    Sid: "PodIdentity",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:SourceAccount": aws.accountId,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
      ArnEquals: { "aws:SourceArn": clusterArn },
    },
  });
}

/** IAM roles for service accounts: the cluster's OIDC issuer vouches for the service account. */
export function webIdentityTrust(aws: AwsAccount, { namespace, serviceAccount }: TrustedServiceAccount): string {
  const issuer = aws.oidcIssuer ?? "";
  return trust({
    Sid: "WebIdentity",
    Principal: { Federated: `arn:${arnPartition(aws.region)}:iam::${aws.accountId}:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
      },
    },
  });
}

function trust(statement: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

import { Construct, type IConstruct } from "constructs";
import { podIdentity, type ResolvedEnvironment } from "../../environment/check-environment";
import type { AwsAccount } from "../../environment/environment";
import { InvalidInputError } from "../../errors";
import type { StatePrefixes } from "../../sizing/state-prefixes";
import type { ICheckpointBucket } from "../storage/checkpoint-bucket";
import { EksPodIdentityAssociation, IamRole, IamRolePolicy, ServiceAccountV1 } from "../terraform/providers";
import { statePolicy } from "./state-policy";
import { podIdentityTrust, webIdentityTrust } from "./trust-policy";

const IAM_ROLE_NAME_MAX_LENGTH = 64;

/** The Kubernetes service account a stage's pods run as. */
export interface IFlinkServiceAccount extends IConstruct {
  readonly serviceAccountName: string;
}

/** The identity of one stage: its name, and what it may touch. */
export interface FlinkServiceAccountProps {
  readonly name: string;
  readonly environment: ResolvedEnvironment;
  readonly bucket: ICheckpointBucket;
  /** What the account may touch in the bucket. */
  readonly prefixes: StatePrefixes;
  /** An IAM role that exists already, with its own policies. @default - a role limited to the prefixes */
  readonly roleArn?: string;
}

/**
 * A service account for one stage. On AWS it has an IAM role of its own, bound by EKS Pod Identity or, for Flink
 * releases whose AWS SDK is too old, by IRSA. Elsewhere the account is all there is.
 */
export class FlinkServiceAccount extends Construct implements IFlinkServiceAccount {
  /** Refers to a service account that another configuration owns. */
  static fromName(scope: Construct, id: string, serviceAccountName: string): IFlinkServiceAccount {
    return new ImportedServiceAccount(scope, id, serviceAccountName);
  }

  readonly serviceAccountName: string;

  constructor(scope: Construct, id: string, props: FlinkServiceAccountProps) {
    super(scope, id);
    const { name, environment } = props;
    const { aws, flink, namespace } = environment;
    const roleArn = props.roleArn ?? (aws && stageRole(this, aws, props));
    const byPodIdentity = aws !== undefined && podIdentity(aws, flink);
    const account = new ServiceAccountV1(this, "Resource", {
      metadata: {
        name,
        namespace,
        ...(roleArn !== undefined && !byPodIdentity && { annotations: { "eks.amazonaws.com/role-arn": roleArn } }),
      },
      // Flink itself talks to the API server where it starts TaskManagers, or keeps its HA metadata there.
      automountServiceAccountToken:
        environment.runtime.type === "operator" || environment.highAvailability.type === "kubernetes",
    });
    if (byPodIdentity && roleArn !== undefined) {
      new EksPodIdentityAssociation(this, "PodIdentity", {
        clusterName: aws.eksClusterName,
        namespace,
        serviceAccount: name,
        roleArn,
        dependsOn: [account],
      });
    }
    this.serviceAccountName = name;
  }
}

class ImportedServiceAccount extends Construct implements IFlinkServiceAccount {
  constructor(
    scope: Construct,
    id: string,
    readonly serviceAccountName: string,
  ) {
    super(scope, id);
  }
}

function stageRole(
  scope: Construct,
  aws: AwsAccount,
  { name, environment, bucket, prefixes }: FlinkServiceAccountProps,
): string {
  const { flink, namespace } = environment;
  const roleName = `${environment.name}-${name}`;
  if (roleName.length > IAM_ROLE_NAME_MAX_LENGTH) {
    throw new InvalidInputError(
      "NameTooLong",
      `the IAM role ${roleName} would have ${roleName.length} characters, and IAM takes ${IAM_ROLE_NAME_MAX_LENGTH}; shorten the environment's, the workload's or the stage's name`,
    );
  }
  const trusted = { namespace, serviceAccount: name };
  const role = new IamRole(scope, "Role", {
    name: roleName,
    description: `Flink stage ${name} in ${environment.name}: its own state in S3`,
    assumeRolePolicy: podIdentity(aws, flink) ? podIdentityTrust(aws, trusted) : webIdentityTrust(aws, trusted),
  });
  new IamRolePolicy(scope, "StatePolicy", {
    name: "flink-state",
    role: role.name,
    policy: statePolicy(bucket, prefixes, aws.region),
  });
  return role.arn;
}

import { Construct, type IConstruct } from "constructs";
import { arnPartition } from "../identity/arn";
import { pinAddress } from "../terraform/addresses";
import { KmsAlias, KmsKey } from "../terraform/providers";
import { mayBeRemoved, type RemovalKeys } from "../terraform/removal";

/** A KMS key that encrypts state. Who loses it loses every checkpoint. */
export interface IEncryptionKey extends IConstruct {
  readonly keyArn: string;
}

/** A KMS key of one account and region. */
export interface EncryptionKeyProps extends RemovalKeys {
  /** The key's alias without `alias/`. */
  readonly alias: string;
  readonly accountId: string;
  readonly region: string;
  /** Terraform address, which must not change. @default - the construct's id */
  readonly address?: string;
}

/** A symmetric key, rotated yearly, administered by its account; who may use it is said by IAM policies alone. */
export class EncryptionKey extends Construct implements IEncryptionKey {
  /** Refers to a key that another configuration owns. */
  static fromKeyArn(scope: Construct, id: string, keyArn: string): IEncryptionKey {
    return new ImportedEncryptionKey(scope, id, keyArn);
  }

  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const address = props.address ?? id;
    const key = new KmsKey(this, "Resource", {
      description: `Flink state: ${props.alias}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: JSON.stringify(accountAdministers(props)),
      lifecycle: { preventDestroy: !mayBeRemoved(this, props) },
    });
    pinAddress(key, address);
    pinAddress(new KmsAlias(this, "Alias", { name: `alias/${props.alias}`, targetKeyId: key.keyId }), address);
    this.keyArn = key.arn;
  }
}

class ImportedEncryptionKey extends Construct implements IEncryptionKey {
  constructor(
    scope: Construct,
    id: string,
    readonly keyArn: string,
  ) {
    super(scope, id);
  }
}

/** The statement AWS gives a key by default: without it IAM policies have no effect on the key. */
function accountAdministers({ accountId, region }: EncryptionKeyProps) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountAdministers",
        Effect: "Allow",
        Principal: { AWS: `arn:${arnPartition(region)}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

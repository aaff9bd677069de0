import type { Synthesized } from "./synthesized";

/** A statement of an IAM policy, its lists always lists. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a policy is for: who may take on a role, what a role may do, or who may use a resource. */
export type PolicyKind = "trust" | "identity" | "key" | "bucket";

const DOCUMENTS: Readonly<Record<string, readonly [string, PolicyKind]>> = {
  aws_iam_role: ["assume_role_policy", "trust"],
  aws_iam_role_policy: ["policy", "identity"],
  aws_kms_key: ["policy", "key"],
  aws_s3_bucket_policy: ["policy", "bucket"],
};

/** Every policy that a stack declares. One of a type that is not known here would be missed, so that one throws. */
export function policiesOf(stack: Synthesized): { address: string; kind: PolicyKind; statements: Statement[] }[] {
  return Object.entries(stack.terraform.resource ?? {}).flatMap(([type, byName]) => {
    const [attribute, kind] = DOCUMENTS[type] ?? [];
    return Object.entries(byName).flatMap(([name, attributes]) => {
      if (attribute === undefined || kind === undefined) {
        if (/"Statement\\?"/.test(JSON.stringify(attributes))) {
          throw new Error(`${type}.${name} holds a policy that no law looks at`);
        }
        return [];
      }
      const { Statement } = JSON.parse(String(attributes[attribute]));
      return [{ address: `${type}.${name}`, kind, statements: [Statement].flat().map(listed) }];
    });
  });
}

function listed({ Action = [], Resource = [], Condition = {}, ...rest }: Statement): Statement {
  return { ...rest, Action: [Action].flat(), Resource: [Resource].flat(), Condition };
}

/** What is too much in a policy, in words. */
export function excesses(kind: PolicyKind, { Effect, Principal, Action, Resource, Condition }: Statement): string[] {
  if (Effect === "Deny") {
    return kind === "bucket" && Object.keys(Condition).length === 0 ? ["refuses everything to everybody"] : [];
  }
  const principals = typeof Principal === "string" ? [Principal] : Object.values(Principal ?? {}).flat();
  const conditioned = (key: string) => Object.values(Condition).some((operator) => key in operator);
  const rules: Readonly<Record<string, boolean>> = {
    "names everybody": principals.includes("*"),
    "allows a wildcard": kind !== "key" && Action.some((action) => action.includes("*")),
    "names a resource by a wildcard alone": kind !== "key" && Resource.includes("*"),
    // A key's policy speaks of that key alone; its account decides by IAM who may use it.
    "lets others than its account administer a key":
      kind === "key" && !principals.every((principal) => /^arn:aws[a-z-]*:iam::\d{12}:root$/.test(principal)),
    "reaches all objects of a bucket":
      kind === "identity" && Resource.some((arn) => /(s3:::[^/]+|\.arn\})(\/\*)?$/.test(arn) && arn.endsWith("/*")),
    "lists a whole bucket": Action.includes("s3:ListBucket") && !conditioned("s3:prefix"),
    "asks KMS itself":
      kind === "identity" && Action.some((a) => a.startsWith("kms:")) && !conditioned("kms:ViaService"),
    "trusts every pod of an account":
      kind === "trust" &&
      principals.includes("pods.eks.amazonaws.com") &&
      ![
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:RequestTag/kubernetes-namespace",
        "aws:RequestTag/kubernetes-service-account",
      ].every(conditioned),
    "trusts every service account of an issuer":
      kind === "trust" &&
      Action.includes("sts:AssumeRoleWithWebIdentity") &&
      !Object.entries(Condition["StringEquals"] ?? {}).some(
        ([key, value]) => key.endsWith(":sub") && /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/.test(String(value)),
      ),
  };
  return Object.entries(rules).flatMap(([what, broken]) => (broken ? [what] : []));
}

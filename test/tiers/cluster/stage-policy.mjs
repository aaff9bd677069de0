/** The statement on keys is left out: an S3 server without KMS cannot judge it. */
const ENCRYPTION = /^kms:/;

/**
 * The policy of a stage's role as Terraform would attach it on AWS, for a bucket of a given name.
 *
 * @param synthesized - the context's
 * @param load - a workload with the stage in it
 */
export function stagePolicy(synthesized, load, stage, bucketName) {
  const { foundation } = synthesized(
    {
      name: "policies",
      aws: { accountId: "111111111111", region: "eu-west-1", eksClusterName: "policies" },
      kubernetes: { kubeconfig: "~/.kube/config", context: "policies" },
      terraformState: { type: "local", directory: "/var/tmp/cdktf-flink" },
    },
    load,
  );
  const { aws_iam_role_policy: policies } = foundation.terraform.resource;
  const found = Object.entries(policies).filter(([address]) => address.includes(stage));
  if (found.length !== 1) {
    throw new Error(`of the policies ${Object.keys(policies).join(", ")}, ${found.length} are ${stage}'s`);
  }
  const text = found[0][1].policy.replaceAll(/\$\{aws_s3_bucket\.[\w-]+\.arn\}/g, `arn:aws:s3:::${bucketName}`);
  const policy = JSON.parse(text);
  return {
    ...policy,
    Statement: policy.Statement.filter(({ Action }) => ![Action].flat().some((action) => ENCRYPTION.test(action))),
  };
}

/** The actions that a policy allows. */
export function actionsOf({ Statement }) {
  return Statement.flatMap(({ Action }) => Action).sort();
}

/** A policy with one action less. */
export function withoutAction(policy, action) {
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((each) => each !== action),
  })).filter(({ Action }) => Action.length > 0);
  return { ...policy, Statement };
}

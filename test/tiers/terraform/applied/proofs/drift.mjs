import { timer, unchanged } from "./apply.mjs";

/** A rule that would delete checkpoints by their age: the edit that loses state. */
const DEADLY_RULE =
  '<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>tidy</ID><Filter><Prefix>checkpoints/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>';

/** What somebody changes by hand in the cluster is seen by a plan, and an apply repairs it. */
export async function repairCluster({ targets: { kubectl }, applied, table }) {
  const patch = (namespace, ...args) => kubectl.run(["patch", "-n", namespace, ...args]);
  await drifted(table, applied.get("local")?.foundation, {
    by: "kubectl: a verb taken from the Role, the namespace's label set to privileged",
    edit: async ({ namespace }) => {
      await patch(namespace, "role", "flink-job", "--type=json", "-p", '[{"op":"remove","path":"/rules/0/verbs/0"}]');
      const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
      await patch(namespace, "namespace", namespace, "--type=merge", "-p", JSON.stringify({ metadata: { labels } }));
    },
    expected: ["update kubernetes_namespace_v1.sentra", "update kubernetes_role_v1.Flink_JobPermissions_9EEADDF5"],
    environment: applied.get("local")?.plan.environment,
  });
  await drifted(table, applied.get("local-operator")?.signals, {
    by: "kubectl: the parallelism of a FlinkDeployment",
    edit: ({ namespace }) =>
      patch(
        namespace,
        "flinkdeployment",
        "sentra-correlate",
        "--type=merge",
        "-p",
        '{"spec":{"job":{"parallelism":7}}}',
      ),
    expected: ["update kubernetes_manifest.sentra-correlate"],
    environment: applied.get("local-operator")?.plan.environment,
  });
}

/** The same in the bucket. */
export async function repairBucket({ targets: { aws }, applied, table }) {
  await drifted(table, applied.get("dev")?.foundation, {
    by: "S3: the bucket's policy removed, its lifecycle rules replaced by one that expires checkpoints",
    edit: async ({ aws: { accountId }, bucketName }) => {
      await request(aws, accountId, "DELETE", `/${bucketName}?policy`);
      await request(aws, accountId, "PUT", `/${bucketName}?lifecycle`, DEADLY_RULE);
    },
    expected: [
      "create aws_s3_bucket_policy.sentra-checkpoints",
      "update aws_s3_bucket_lifecycle_configuration.sentra-checkpoints",
    ],
    environment: applied.get("dev")?.plan.environment,
  });
}

async function drifted(table, stack, { by, edit, expected, environment }) {
  if (stack === undefined) {
    return;
  }
  const timed = timer();
  await edit(environment);
  const { changes, diagnostics } = await stack.plan();
  const seen = [...changes, ...diagnostics].join(", ") || "nothing";
  table.equal({ what: `${stack.name}, ${by}: a plan`, expected: expected.join(", "), seen, seconds: timed() });
  const repaired = await stack.apply();
  const after = [...repaired.diagnostics, unchanged(await stack.plan())].join("; ");
  table.equal({ what: `${stack.name}: repaired, a second plan`, expected: "no change", seen: after, seconds: timed() });
}

async function request(aws, account, method, path, body) {
  const { status, body: said } = await aws.call(account, "s3", method, path, body);
  if (status >= 300) {
    throw new Error(`${method} ${path}: ${status} ${said}`);
  }
}

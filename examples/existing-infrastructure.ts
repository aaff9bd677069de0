import {
  CheckpointBucket,
  EncryptionKey,
  FlinkApp,
  FlinkFoundation,
  FlinkPlatform,
  FlinkStack,
  planPlatform,
} from "cdktf-flink";
import { environments, workload } from "../stacks/platform";

// A platform team that owns bucket, key, namespace and roles already gives their names; the rest is declared.
const [, , staging] = environments;
if (staging === undefined) {
  throw new Error("the platform has a staging environment");
}
const plan = planPlatform(workload, {
  ...staging,
  // A platform of its own: there is no state yet that a state lock would have to know.
  deployed: false,
  nodes: { type: "existing" },
  storage: { type: "s3", bucketName: "company-flink-state" },
  kubernetes: { ...staging.kubernetes, namespace: "signals" },
});

const app = new FlinkApp();
const stack = new FlinkStack(app, {
  environment: plan.environment,
  part: "flink",
  providers: ["kubernetes", "aws", "helm"],
});
const encryptionKey = EncryptionKey.fromKeyArn(stack, "Key", "arn:aws:kms:eu-west-1:222222222222:key/1234abcd");
const foundation = new FlinkFoundation(stack, "Foundation", {
  plan,
  bucket: CheckpointBucket.fromBucketName(stack, "Bucket", "company-flink-state", { encryptionKey }),
  existingNamespace: true,
  roleArns: { normalize: "arn:aws:iam::222222222222:role/flink-normalize" },
});
new FlinkPlatform(stack, "Signals", { plan, foundation });
app.synth();

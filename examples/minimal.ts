import * as flink from "cdktf-flink";

const job = {
  image: "registry.example/clicks:1.0.0",
  jarUri: "local:///opt/flink/usrlib/clicks.jar",
  entryClass: "com.example.Clicks",
};
const records = flink.Rate.perSecond(50_000);
const raw = flink.kafka({ topic: "raw", partitions: 32, records, recordSize: flink.MemorySize.bytes(400) });
const clicks = flink.workload("clicks", job, [flink.stateless("parse", { input: raw })]);

const plan = flink.planPlatform(clicks, {
  name: "production",
  aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "streaming" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "streaming" },
  terraformState: { type: "s3", bucket: "example-terraform-state", region: "eu-west-1" },
});

const app = new flink.FlinkApp();
const stack = new flink.FlinkStack(app, {
  environment: plan.environment,
  part: "flink",
  providers: ["kubernetes", "aws"],
});
new flink.FlinkPlatform(stack, "Clicks", { plan });
app.synth();

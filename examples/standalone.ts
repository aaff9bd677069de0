import * as flink from "cdktf-flink";

const job = {
  image: "registry.example/clicks:1.0.0",
  jarUri: "local:///opt/flink/usrlib/clicks.jar",
  entryClass: "com.example.Clicks",
};
const records = flink.Rate.perSecond(50_000);
const raw = flink.kafka({ topic: "raw", partitions: 32, records, recordSize: flink.MemorySize.bytes(400) });
const clicks = flink.workload("clicks", job, [flink.stateless("parse", { input: raw })]);

// No operator and no CRDs: Deployments and StatefulSets, so that Flink 2.3 runs too, and one stack is enough.
const plan = flink.planPlatform(clicks, {
  name: "laptop",
  flinkVersion: "2.3",
  loadFactor: 0.01,
  runtime: { type: "standalone", storageClass: "standard" },
  storage: {
    type: "s3-compatible",
    bucketName: "clicks",
    endpoint: "http://s3.storage:9000",
    credentialsSecret: "s3-credentials",
  },
  kubernetes: { kubeconfig: "~/.kube/config", context: "kind-clicks" },
  // What `npx cdktf-flink stop laptop parse` printed before the last update.
  startFrom: { parse: "s3p://clicks/savepoints/parse/savepoint-5fe7a1-2b8d6f1c0e94" },
  terraformState: { type: "local", directory: "/var/tmp/clicks-terraform" },
});

const app = new flink.FlinkApp();
const stack = new flink.FlinkStack(app, { environment: plan.environment, part: "flink", providers: ["kubernetes"] });
new flink.FlinkPlatform(stack, "Clicks", { plan });
app.synth();

/*
 * Declares many TaskManager pools through the public API, as stacks/ does, and prints how long each phase took without
 * the imports. Arguments: the number of pools, and how many of them share an environment (two stacks).
 */
const {
  asyncIo,
  Duration,
  FlinkApp,
  FlinkFoundation,
  FlinkPlatform,
  FlinkStack,
  kafka,
  MemorySize,
  planPlatform,
  Rate,
  sliding,
  stateless,
  windowed,
  workload,
} = require("cdktf-flink");

const [pools, poolsPerEnvironment] = process.argv.slice(2).map(Number);
const job = { image: "registry.example/jobs:1.0.0", jarUri: "local:///opt/flink/usrlib/jobs.jar", entryClass: "Job" };
const input = kafka({
  topic: "records",
  partitions: 128,
  records: Rate.perSecond(100_000),
  recordSize: MemorySize.kibibytes(1),
});

/** Every third stage of a kind, as in Sentra's workload. */
const KINDS = [
  (name) => stateless(name, { input }),
  (name) =>
    asyncIo(name, {
      input,
      lookup: { meanLatency: Duration.millis(35), p99Latency: Duration.millis(400), timeout: Duration.seconds(2) },
    }),
  (name) =>
    windowed(name, {
      input,
      keys: 1_000_000,
      windows: [sliding(Duration.hours(1), Duration.minutes(5))],
      statePerKey: MemorySize.kibibytes(2),
    }),
];

function environment(index) {
  const name = `growth-${index}`;
  return {
    name,
    runtime: { type: "operator", install: true, waitUntilStable: Duration.minutes(30) },
    highAvailability: { type: "kubernetes" },
    storage: { type: "s3" },
    aws: { accountId: "444444444444", region: "eu-west-1", eksClusterName: name },
    kubernetes: { kubeconfig: "~/.kube/config", context: name },
    zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    // Fails where the lock is missing that the synth is to be compared with.
    deployed: true,
    terraformState: { type: "s3", bucket: "growth-terraform-state", region: "eu-west-1" },
  };
}

function planAll() {
  const stages = Array.from({ length: poolsPerEnvironment }, (_, index) => KINDS[index % KINDS.length](`s${index}`));
  const load = workload("load", job, stages);
  return Array.from({ length: pools / poolsPerEnvironment }, (_, index) => planPlatform(load, environment(index)));
}

function declareAll(plans) {
  const app = new FlinkApp();
  for (const plan of plans) {
    const foundation = new FlinkStack(app, {
      environment: plan.environment,
      part: "foundation",
      providers: ["kubernetes", "aws", "helm"],
    });
    new FlinkFoundation(foundation, "Flink", { plan });
    const signals = new FlinkStack(app, { environment: plan.environment, part: "signals", providers: ["kubernetes"] });
    new FlinkPlatform(signals, "Flink", { plan, foundation: FlinkFoundation.fromPlan(signals, "Foundation", plan) });
    signals.addDependency(foundation);
  }
  return app;
}

const started = performance.now();
const plans = planAll();
const planned = performance.now();
const app = declareAll(plans);
const declared = performance.now();
app.synth();
const synthesized = performance.now();
console.log(JSON.stringify({ plan: planned - started, declare: declared - planned, synth: synthesized - declared }));

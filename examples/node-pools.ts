import { FlinkApp, FlinkFoundation, FlinkStack, planPlatform } from "cdktf-flink";
import { staging } from "../stacks/environments/staging";
import { signals } from "../stacks/workload";

// Nodes of its own for every stage, and one pool for the JobManagers of all: labelled, tainted, and in the zones named.
const plan = planPlatform(signals, {
  ...staging,
  // A platform of its own: there is no state yet that a state lock would have to know.
  deployed: false,
  zones: ["eu-west-1a", "eu-west-1b"],
  nodes: {
    type: "managed-node-groups",
    subnets: { "eu-west-1a": "subnet-0aaaaaaaaaaaaaaaa", "eu-west-1b": "subnet-0bbbbbbbbbbbbbbbb" },
    constraints: { architectures: ["arm64"] },
    // RocksDB on local disks.
    stageConstraints: { correlate: { localNvme: "required" } },
  },
});
for (const { name, nodes, instanceType, zones, reasons } of plan.nodePools) {
  console.log(`${name}: ${nodes} × ${instanceType} in ${zones.join(", ")}: ${reasons.instanceType.message}`);
}

const app = new FlinkApp();
const stack = new FlinkStack(app, {
  environment: plan.environment,
  part: "foundation",
  providers: ["kubernetes", "aws", "helm"],
});
new FlinkFoundation(stack, "Foundation", { plan });
app.synth();

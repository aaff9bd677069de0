import { FlinkApp, FlinkFoundation, FlinkPlatform, FlinkStack, planPlatform } from "cdktf-flink";
import { production } from "../stacks/environments/production";
import { signals } from "../stacks/workload";

// High availability through an ensemble that exists already. Clusters are kept apart by root path and cluster id.
const plan = planPlatform(signals, {
  ...production,
  // A platform of its own: there is no state yet that a state lock would have to know.
  deployed: false,
  highAvailability: {
    type: "zookeeper",
    ensemble: {
      type: "external",
      quorum: ["zk-0.zk:2181", "zk-1.zk:2181", "zk-2.zk:2181"],
      rootPath: "/flink/production",
    },
  },
});

const app = new FlinkApp();
const stack = new FlinkStack(app, { environment: plan.environment, part: "signals", providers: ["kubernetes"] });
new FlinkPlatform(stack, "Signals", { plan, foundation: FlinkFoundation.fromPlan(stack, "Foundation", plan) });
app.synth();

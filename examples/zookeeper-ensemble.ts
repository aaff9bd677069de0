import {
  FlinkApp,
  FlinkFoundation,
  FlinkPlatform,
  FlinkStack,
  MemorySize,
  type ProviderName,
  planPlatform,
} from "cdktf-flink";
import { production } from "../stacks/environments/production";
import { signals } from "../stacks/workload";

// High availability by an ensemble of our own: five servers in three zones, with a login for Flink and the operator. The
// Secret has client.jaas and server.jaas and is made by hand, in the clusters' namespace and in the operator's:
// docs/high-availability.md says what is in it. While clusters move, they keep what they used: movingFrom.
const plan = planPlatform(signals, {
  ...production,
  // A platform of its own: there is no state yet that a state lock would have to know.
  deployed: false,
  highAvailability: {
    type: "zookeeper",
    ensemble: {
      type: "declared",
      servers: 5,
      storageClass: "gp3",
      logVolume: MemorySize.gibibytes(20),
      authentication: { type: "sasl-digest", secret: "zookeeper-login" },
    },
    movingFrom: { type: "kubernetes" },
  },
});

const app = new FlinkApp();
const stackOf = (part: string, providers: readonly ProviderName[]) =>
  new FlinkStack(app, { environment: plan.environment, part, providers });

const foundation = stackOf("foundation", ["kubernetes", "aws", "helm"]);
new FlinkFoundation(foundation, "Flink", { plan });

const clusters = stackOf("signals", ["kubernetes"]);
new FlinkPlatform(clusters, "Signals", { plan, foundation: FlinkFoundation.fromPlan(clusters, "Foundation", plan) });
clusters.addDependency(foundation);
app.synth();

/*
 * What the stock CLI runs: Sentra's local environment in the tier's cluster, from the compiled stacks. TIER_ENVIRONMENT says
 * where that is; with TIER_REMOVAL=allow the constructs allow removal, the second key beside the environment's protection.
 */
import { environments, workload } from "../../cluster/synthesized.mjs";
import { compiled } from "../../flink/containers/java.mjs";
import { onThisMachine } from "./environments.mjs";

const { FlinkApp, FlinkFoundation, FlinkPlatform, FlinkStack, planPlatform } = compiled("lib/index");
const { FoundationStack } = compiled("stacks/foundation-stack");
const { SignalsStack } = compiled("stacks/signals-stack");

const { name, ...place } = JSON.parse(process.env.TIER_ENVIRONMENT);
const local = environments.find((environment) => environment.name === "local");
const plan = planPlatform(workload, { ...onThisMachine(local, place), name });
const app = new FlinkApp({ stateLock: false });
if (process.env.TIER_REMOVAL === "allow") {
  declareRemovable();
} else {
  const foundation = new FoundationStack(app, plan);
  new SignalsStack(app, plan).addDependency(foundation);
}
app.synth();

/** As FoundationStack and SignalsStack, which do not let go. */
function declareRemovable() {
  const { environment } = plan;
  const removal = "allow";
  const stack = (part) => new FlinkStack(app, { environment, part, providers: ["kubernetes"] });
  const [foundation, signals] = [stack("foundation"), stack("signals")];
  new FlinkFoundation(foundation, "Flink", { plan, removal });
  const imported = FlinkFoundation.fromPlan(signals, "Foundation", plan);
  new FlinkPlatform(signals, "Flink", { plan, foundation: imported, removal });
  signals.addDependency(foundation);
}

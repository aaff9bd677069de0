import { FlinkFoundation, FlinkPlatform, FlinkStack, type PlatformPlan } from "cdktf-flink";
import type { Construct } from "constructs";

/** The clusters, one per stage. They find the foundation by its names, so that both can be planned before either exists. */
export class SignalsStack extends FlinkStack {
  constructor(scope: Construct, plan: PlatformPlan) {
    super(scope, { environment: plan.environment, part: "signals", providers: ["kubernetes"] });
    const foundation = FlinkFoundation.fromPlan(this, "Foundation", plan);
    new FlinkPlatform(this, "Flink", { plan, foundation });
  }
}

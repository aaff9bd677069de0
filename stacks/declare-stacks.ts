import { planPlatform } from "cdktf-flink";
import type { Construct } from "constructs";
import { FoundationStack } from "./foundation-stack";
import { environments, workload } from "./platform";
import { SignalsStack } from "./signals-stack";

/** Two stacks per environment. All are always declared: a stack that is missing once is a stack Terraform forgets. */
export function declareStacks(app: Construct): void {
  for (const environment of environments) {
    const plan = planPlatform(workload, environment);
    const foundation = new FoundationStack(app, plan);
    new SignalsStack(app, plan).addDependency(foundation);
  }
}

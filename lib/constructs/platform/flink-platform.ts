import { Construct } from "constructs";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { FlinkApplication } from "../compute/flink-application";
import { declareChecks } from "../terraform/declare-checks";
import type { RemovalKeys } from "../terraform/removal";
import { waitFor } from "../terraform/wait-for";
import { FlinkFoundation, type IFlinkFoundation } from "./flink-foundation";

/** A plan, and the foundation it stands on. */
export interface FlinkPlatformProps extends Pick<RemovalKeys, "removal"> {
  readonly plan: PlatformPlan;
  /**
   * Where state, rights and namespace come from.
   *
   * @default - declared in this stack; the operator's CRDs must then be in the cluster before the first plan
   */
  readonly foundation?: IFlinkFoundation;
}

/** A plan, declared: one application cluster per stage, on a foundation. It has no resource of its own. */
export class FlinkPlatform extends Construct {
  readonly foundation: IFlinkFoundation;
  /** By stage name. */
  readonly applications: ReadonlyMap<string, FlinkApplication>;

  constructor(scope: Construct, id: string, props: FlinkPlatformProps) {
    super(scope, id);
    const { plan, removal } = props;
    this.foundation = props.foundation ?? new FlinkFoundation(this, "Foundation", { plan, removal });
    this.applications = new Map(
      plan.stages.map((stage) => [
        stage.name,
        new FlinkApplication(this, `Stage-${stage.name}`, {
          plan,
          stage,
          bucket: this.foundation.bucket,
          serviceAccount: this.foundation.serviceAccount(stage.name),
          protection: plan.environment.protection,
          removal,
        }),
      ]),
    );
    for (const application of this.applications.values()) {
      waitFor(application, this.foundation);
    }
    declareChecks(
      this,
      plan.checks.filter(({ stage }) => stage === undefined),
    );
  }
}

import { FlinkFoundation, FlinkStack, type PlatformPlan, type ProviderName } from "cdktf-flink";
import type { Construct } from "constructs";

/** What outlives clusters: bucket, key, roles, namespace, rights, and the operator with its CRDs. Apply it first. */
export class FoundationStack extends FlinkStack {
  constructor(scope: Construct, plan: PlatformPlan) {
    const { environment } = plan;
    const providers: ProviderName[] = ["kubernetes"];
    if (environment.storage.type === "s3") {
      providers.push("aws");
    }
    if (environment.runtime.type === "operator" && environment.runtime.install) {
      providers.push("helm");
    }
    super(scope, { environment, part: "foundation", providers });
    new FlinkFoundation(this, "Flink", { plan });
  }
}

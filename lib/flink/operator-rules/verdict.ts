import { AUTOSCALER_RULES } from "./autoscaler";
import { CONFIGURATION_RULES } from "./configuration";
import { type Deployment, deploymentOf, type FlinkDeploymentManifest, type OperatorView } from "./deployment";
import { IDENTITY_RULES } from "./identity";
import { RESOURCE_RULES } from "./resources";
import { firstVerdict, type OperatorRule, type OperatorVerdict } from "./rule";
import { STATE_RULES } from "./state";
import { UPDATE_RULES } from "./update";

/**
 * The operator's 28 rules for a FlinkDeployment, the same with its webhook and without. A rule may have several parts,
 * of different releases. Session jobs and snapshots have rules of their own; they would be lists beside this one.
 *
 * @see `DefaultValidator` and `AutoscalerValidator` in the operator, releases 1.10.0 to 1.15.0
 */
export const DEPLOYMENT_RULES: readonly OperatorRule<Deployment>[] = [
  ...IDENTITY_RULES,
  ...CONFIGURATION_RULES,
  ...STATE_RULES,
  ...RESOURCE_RULES,
  ...UPDATE_RULES,
  ...AUTOSCALER_RULES,
];

/**
 * What the operator will say to a FlinkDeployment: the first of its rules that the manifest breaks, or nothing.
 *
 * @throws InvalidInputError `OperatorVersionUnknown`
 */
export function operatorVerdict(
  manifest: FlinkDeploymentManifest,
  view: OperatorView = {},
): OperatorVerdict | undefined {
  const deployment = deploymentOf(manifest, view);
  return firstVerdict(DEPLOYMENT_RULES, deployment, deployment.operator);
}

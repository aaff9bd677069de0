import { CONFIGURATION_MISTAKES } from "./configuration-mistakes";
import { deploymentOf, type FlinkDeploymentManifest, type OperatorView } from "./deployment";
import { JOB_MISTAKES } from "./job-mistakes";
import { MEMORY_MISTAKES } from "./memory-mistakes";
import type { MistakeCheck, UnguardedMistake } from "./mistake";
import { OPERATOR_OPTION_MISTAKES } from "./operator-option-mistakes";
import { POD_MISTAKES } from "./pod-mistakes";
import { STATE_MISTAKES } from "./state-mistakes";

/** Every mistake that is known here to pass the operator's validation, or to outlive a rejection. */
export const MISTAKE_CHECKS: readonly MistakeCheck[] = [
  ...JOB_MISTAKES,
  ...OPERATOR_OPTION_MISTAKES,
  ...MEMORY_MISTAKES,
  ...STATE_MISTAKES,
  ...CONFIGURATION_MISTAKES,
  ...POD_MISTAKES,
];

/**
 * What is wrong with a FlinkDeployment although the operator would take it: what then fails for ever, what is deployed
 * although wrong, and what could never be deleted again. A manifest that is rejected may be among the last.
 *
 * @throws InvalidInputError `OperatorVersionUnknown`
 */
export function unguardedMistakes(
  manifest: FlinkDeploymentManifest,
  view: OperatorView = {},
): readonly UnguardedMistake[] {
  const deployment = deploymentOf(manifest, view);
  return MISTAKE_CHECKS.flatMap(({ code, kind, find }) =>
    find(deployment).map(({ message, wayOut }) => ({ code, kind, message, wayOut })),
  );
}

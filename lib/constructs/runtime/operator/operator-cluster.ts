import type { Construct } from "constructs";
import type { RuntimeOf } from "../../../environment/runtime";
import type { KubernetesObject } from "../../compute/pod";
import { pinAddress } from "../../terraform/addresses";
import { literalTree } from "../../terraform/literal-text";
import { Manifest } from "../../terraform/providers";
import { mayBeRemoved } from "../../terraform/removal";
import type { Cluster } from "../cluster";
import { flinkDeployment } from "./flink-deployment";

/** One stage as a FlinkDeployment, for the operator. */
export function declareOperatorCluster(scope: Construct, cluster: Cluster, runtime: RuntimeOf<"operator">): void {
  const { plan, stage, serviceAccount, configuration } = cluster;
  const { version, waitUntilStable: wait } = runtime;
  const manifest = flinkDeployment(plan.environment, stage, serviceAccount.serviceAccountName, configuration);
  if (cluster.customized) {
    scope.node.addValidation({ validate: () => operatorObjections(manifest, version) });
  }
  const resource = new Manifest(scope, "Resource", {
    manifest: literalTree(manifest),
    // The operator adds a finalizer; everything else it learns goes to the status, which is not ours.
    computedFields: ["metadata.annotations", "metadata.finalizers", "metadata.labels"],
    // Whatever somebody has edited by hand is theirs to the API server, and an apply would be refused instead of repairing it.
    fieldManager: { forceConflicts: true },
    ...(wait && {
      wait: { fields: { "status.lifecycleState": "STABLE" } },
      timeouts: { create: wait.toGo(), update: wait.toGo() },
    }),
    lifecycle: { preventDestroy: !mayBeRemoved(scope, cluster) },
  });
  pinAddress(resource, stage.clusterId);
}

/**
 * What the operator would reject, and what it would take although it then fails for ever, runs wrong or can never be
 * deleted again. Its rules are loaded only here: most synths have nothing to check.
 */
function operatorObjections(manifest: KubernetesObject, operatorVersion: string): string[] {
  const { operatorVerdict } =
    require("../../../flink/operator-rules/verdict") as typeof import("../../../flink/operator-rules/verdict.js");
  const { unguardedMistakes } =
    require("../../../flink/operator-rules/unguarded-mistakes") as typeof import("../../../flink/operator-rules/unguarded-mistakes.js");
  const verdict = operatorVerdict(manifest, { operatorVersion });
  const mistakes = unguardedMistakes(manifest, { operatorVersion });
  return [
    ...(verdict === undefined
      ? []
      : [
          `operator ${operatorVersion} would reject it by its rule ${verdict.rule}: ${verdict.message} [OperatorWouldReject]`,
        ]),
    ...mistakes.map(
      ({ code, kind, message, wayOut }) => `${message}; the operator takes it, but it ${kind}: ${wayOut} [${code}]`,
    ),
  ];
}

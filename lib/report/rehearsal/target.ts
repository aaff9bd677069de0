import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { FlinkComponent } from "../../environment/priority-classes";
import { podLabels } from "../../flink/pod-labels";
import { runIdentity } from "../../flink/run-identity";
import { restProxyPath } from "../../flink/tls";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";

/** What commands of a rehearsal are about: one stage's cluster, and how a shell reaches it. */
export interface Target {
  readonly environment: ResolvedEnvironment;
  readonly plan: PlatformPlan;
  readonly stage: StagePlan;
  /** `kubectl` with the environment's context and namespace. */
  readonly kubectl: string;
  /** `kubectl` with the context alone: for nodes, and for other namespaces. */
  readonly kubectlAnywhere: string;
}

export function targetOf(plan: PlatformPlan, stage: StagePlan): Target {
  const { environment } = plan;
  const kubectlAnywhere = `kubectl --context ${word(environment.kubernetes.context)}`;
  return {
    environment,
    plan,
    stage,
    kubectlAnywhere,
    kubectl: `${kubectlAnywhere} --namespace ${environment.namespace}`,
  };
}

/** `app=…,component=…,type=…`: the pods of the stage and nobody else's. */
export function selector({ environment, stage }: Target, component?: FlinkComponent): string {
  const { app, component: of, type } = podLabels(stage.clusterId, component ?? "jobmanager", environment.runtime);
  return [`app=${app}`, ...(component === undefined ? [] : [`component=${of}`]), `type=${type}`].join(",");
}

/** The Service of Flink's REST interface, through the API server. */
export function restPath({ environment, stage }: Target): string {
  return restProxyPath(environment, stage.clusterId);
}

/** The Deployment of the JobManagers. */
export function jobManagerDeployment({ environment, stage }: Target): string {
  switch (environment.runtime.type) {
    case "operator":
      return stage.clusterId;
    case "standalone":
      return `${stage.clusterId}-jobmanager`;
    default:
      return environment.runtime satisfies never;
  }
}

/** Where Kubernetes high availability keeps the leaders of the cluster. */
export function leaderConfigMap({ environment, stage }: Target): string {
  const standalone = environment.runtime.type === "standalone";
  return `${standalone ? runIdentity(stage).highAvailabilityId : stage.clusterId}-cluster-config-map`;
}

/** One word of a shell, quoted where it has to be. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A path that may begin in the home directory. */
export function pathWord(path: string): string {
  return path.startsWith("~/") ? `"$HOME"/${word(path.slice(2))}` : word(path);
}

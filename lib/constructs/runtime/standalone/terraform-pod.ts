import type { Container, Pod, Probe } from "../../compute/pod";
import { literalTree } from "../../terraform/literal-text";
import type { TerraformPodTemplate } from "../../terraform/workloads";

/** A pod template in the words of Terraform's provider: lists in the singular, ports and ids as text. */
export function terraformPodTemplate({ metadata, spec }: Pod): TerraformPodTemplate {
  const { containers, securityContext, volumes, tolerations, affinity, topologySpreadConstraints, ...same } = spec;
  const template = {
    metadata: { annotations: metadata.annotations, ...(metadata.labels && { labels: metadata.labels }) },
    spec: {
      ...same,
      container: containers.map(terraformContainer),
      securityContext: {
        ...securityContext,
        runAsUser: String(securityContext.runAsUser),
        runAsGroup: String(securityContext.runAsGroup),
        fsGroup: String(securityContext.fsGroup),
      },
      volume: volumes,
      ...(tolerations && {
        toleration: tolerations.map(({ tolerationSeconds, ...toleration }) => ({
          ...toleration,
          ...(tolerationSeconds !== undefined && { tolerationSeconds: String(tolerationSeconds) }),
        })),
      }),
      ...(affinity && { affinity: terraformAffinity(affinity) }),
      ...(topologySpreadConstraints && {
        topologySpreadConstraint: topologySpreadConstraints.map(({ labelSelector, ...constraint }) => ({
          ...constraint,
          labelSelector: [labelSelector],
        })),
      }),
    },
  };
  // The bindings' lists are not read-only, ours are; cdktf reads both.
  return literalTree(template) as unknown as TerraformPodTemplate;
}

function terraformContainer(container: Container) {
  const { ports, volumeMounts, startupProbe, livenessProbe, readinessProbe, ...same } = container;
  return {
    ...same,
    port: ports,
    volumeMount: volumeMounts,
    ...(startupProbe && { startupProbe: terraformProbe(startupProbe) }),
    ...(livenessProbe && { livenessProbe: terraformProbe(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: terraformProbe(readinessProbe) }),
  };
}

function terraformProbe({ httpGet, tcpSocket, ...times }: Probe) {
  return {
    ...times,
    ...(httpGet && { httpGet: { ...httpGet, port: String(httpGet.port) } }),
    ...(tcpSocket && { tcpSocket: [{ port: String(tcpSocket.port) }] }),
  };
}

function terraformAffinity({ nodeAffinity }: NonNullable<Pod["spec"]["affinity"]>) {
  const { nodeSelectorTerms } = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerm: nodeSelectorTerms } },
  };
}

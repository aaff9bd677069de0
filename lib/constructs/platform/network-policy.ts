import type { Admission, NetworkAccess, Peer } from "../../flink/network-admission";
import type { TerraformNetworkPolicy } from "../terraform/fences";

/** Pods that one policy selects may do what some policy admits, and nothing else. */
export function networkPolicy(namespace: string, { name, labels, ingress, egress }: NetworkAccess) {
  return {
    metadata: { name, namespace },
    spec: {
      podSelector: selector(labels),
      policyTypes: ["Ingress", "Egress"],
      ingress: ingress.map((admission) => rule(admission, "from")),
      egress: egress.map((admission) => rule(admission, "to")),
    },
  } satisfies TerraformNetworkPolicy;
}

function rule<D extends "from" | "to">({ peers, ports = [], protocols = ["TCP"] }: Admission, direction: D) {
  return {
    ...(peers && { [direction]: peers.map(peer) }),
    ...(ports.length > 0 && {
      ports: ports.flatMap((port) => protocols.map((protocol) => ({ port: String(port), protocol }))),
    }),
  };
}

function peer(peer: Peer) {
  switch (peer.type) {
    case "pods":
      return { podSelector: selector(peer.labels) };
    case "anywhere":
      return { namespaceSelector: {}, ...(peer.labels && { podSelector: selector(peer.labels) }) };
    case "namespace":
      return {
        namespaceSelector: selector({ "kubernetes.io/metadata.name": peer.namespace }),
        ...(peer.podLabels && { podSelector: selector(peer.podLabels) }),
      };
    case "cidr":
      return { ipBlock: { cidr: peer.cidr, ...(peer.except && { except: [...peer.except] }) } };
    default:
      return peer satisfies never;
  }
}

function selector(labels: Readonly<Record<string, string>>) {
  return { matchLabels: { ...labels } };
}

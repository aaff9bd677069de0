import type { createColors } from "picocolors";
import { stageAccess } from "../flink/network-access";
import type { Admission, NetworkAccess, Peer } from "../flink/network-admission";
import type { PlatformPlan } from "../sizing/platform-plan";
import { PAGE_WIDTH } from "./page-width";
import { wrap } from "./wrap";

/** What the pods of a stage may do in the network; stages differ in nothing but whose pods "its" are. */
export function networkLines({ environment, stages }: PlatformPlan, colors: ReturnType<typeof createColors>) {
  const { security } = environment;
  const [stage] = stages;
  if (stage === undefined || security === "open") {
    return [];
  }
  return [
    colors.bold("network of each stage; everything else is refused"),
    ...stageAccess(environment, security, stage).flatMap(accessLines),
    "",
  ];
}

function accessLines({ labels, ingress, egress }: NetworkAccess): readonly string[] {
  const who = labels["component"] === "jobmanager" ? "JobManagers" : "TaskManagers";
  return [
    ...wrap(`${who} admit ${ingress.map(describeAdmission).join(", ")}`, PAGE_WIDTH),
    ...wrap(`${who} reach ${egress.map(describeAdmission).join(", ")}`, PAGE_WIDTH),
  ];
}

/** `its TaskManagers (6123 6124)`, `metrics (9249; all pods)` */
function describeAdmission({ purpose, peers, ports = [] }: Admission): string {
  const named = peers?.flatMap(describePeer) ?? ["any address"];
  const details = [ports.length === 0 ? "all ports" : ports.join(" "), ...(named.length > 0 ? [named.join(" ")] : [])];
  return `${purpose} (${details.join("; ")})`;
}

function describePeer(peer: Peer): readonly string[] {
  switch (peer.type) {
    case "pods":
      return [];
    case "anywhere":
      return [peer.labels ? Object.values(peer.labels).join(" ") : "all pods"];
    case "namespace":
      return [`namespace ${peer.namespace}`];
    case "cidr":
      return [`${peer.cidr}${peer.except ? ` but ${peer.except.join(" ")}` : ""}`];
    default:
      return peer satisfies never;
  }
}

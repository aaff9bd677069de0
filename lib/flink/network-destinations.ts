import { podIdentity, type ResolvedEnvironment } from "../environment/check-environment";
import type { SecurityOptions } from "../environment/security";
import type { Admission, Peer } from "./network-admission";

const HTTPS = 443;

/** The agent on every node that hands out a role's credentials (EKS Pod Identity). */
const POD_IDENTITY_AGENT: Admission = {
  purpose: "the Pod Identity agent",
  peers: [
    { type: "cidr", cidr: "169.254.170.23/32" },
    { type: "cidr", cidr: "fd00:ec2::23/128" },
  ],
  ports: [80],
};

/** Where nodes keep the credentials of their own role. */
const NODE_METADATA = { v4: "169.254.169.254/32", v6: "fd00:ec2::254/128" } as const;

/**
 * Any address but that one. Pods are named as well: to some network plugins a network is never a pod, whatever its
 * address.
 */
const ANYWHERE: readonly Peer[] = [
  { type: "cidr", cidr: "0.0.0.0/0", except: [NODE_METADATA.v4] },
  { type: "cidr", cidr: "::/0", except: [NODE_METADATA.v6] },
  { type: "anywhere" },
];

/** What every pod of Flink needs outside of its cluster: the bucket, the credentials for it, and what jobs connect to. */
export function destinationsOf(environment: ResolvedEnvironment, security: SecurityOptions): readonly Admission[] {
  return [...storage(environment, security), ...identity(environment), ...jobs(security)];
}

/** Servers as `host:port`, by their names or addresses. */
export function serversAt(purpose: string, servers: readonly string[], namespace: string): readonly Admission[] {
  return servers.flatMap((server) => {
    const [, host = "", port] = /^(.*):(\d+)$/.exec(server) ?? [];
    return place(purpose, host, Number(port), namespace);
  });
}

function storage({ storage: at, namespace }: ResolvedEnvironment, { storageCidrs }: SecurityOptions): Admission[] {
  const url = at.type === "s3-compatible" ? new URL(at.endpoint) : undefined;
  const port = url === undefined ? HTTPS : portOf(url);
  if (storageCidrs !== undefined) {
    return [{ purpose: "S3", peers: storageCidrs.map((cidr) => ({ type: "cidr", cidr })), ports: [port] }];
  }
  return url === undefined ? [{ purpose: "S3", ports: [port] }] : place("S3", url.hostname, port, namespace);
}

function identity({ aws, flink, storage: at }: ResolvedEnvironment): Admission[] {
  return aws !== undefined && at.type === "s3" && podIdentity(aws, flink) ? [POD_IDENTITY_AGENT] : [];
}

function jobs({ egress }: SecurityOptions): Admission[] {
  if (egress === undefined) {
    return [{ purpose: "whatever jobs connect to", peers: ANYWHERE }];
  }
  return egress.map(({ ports, ...peer }) => ({
    purpose: "what jobs connect to",
    peers: [peer],
    ...(ports && { ports }),
  }));
}

/**
 * Where a host may be. A Service of the Kubernetes cluster stands for pods whose ports only it knows, so that all of
 * their namespace's are admitted; a host name elsewhere is an address that only DNS knows.
 */
function place(purpose: string, host: string, port: number, ownNamespace: string): Admission[] {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  if (/^[\d.]+$/.test(address) || address.includes(":")) {
    const cidr = `${address}/${address.includes(":") ? 128 : 32}`;
    return [{ purpose, peers: [{ type: "cidr", cidr }], ports: [port] }];
  }
  const [name = "", cluster] = host.split(/\.svc(?:\.|$)/);
  const labels = name.split(".");
  if (cluster !== undefined && labels.length > 1) {
    return [{ purpose, peers: [{ type: "namespace", namespace: labels.at(-1) ?? "" }] }];
  }
  if (labels.length === 1) {
    return [{ purpose, peers: [{ type: "namespace", namespace: ownNamespace }] }];
  }
  // `s3.storage` is a Service of the namespace storage, or a host of the world.
  const world: Admission = { purpose, ports: [port] };
  return labels.length === 2
    ? [{ purpose, peers: [{ type: "namespace", namespace: labels[1] ?? "" }] }, world]
    : [world];
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? HTTPS : 80) : Number(port);
}

import type { Environment } from "./environment";
import { requireThat } from "./require-that";
import type { NetworkPeer, ResolvedSecurity, Tls } from "./security";

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const OBJECT_NAME = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const CIDR_V4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}/(3[0-2]|[12]?\\d)$`);
const CIDR_V6 = /^(?=.*:)[0-9a-fA-F:.]{2,45}\/(12[0-8]|1[01]\d|[1-9]?\d)$/;

/** @throws InvalidInputError `EnvironmentInvalid` or `NameInvalid` for what no network policy can say */
export function resolveSecurity(environment: Environment): ResolvedSecurity {
  const { security = "restricted" } = environment;
  if (typeof security === "string") {
    requireThat(
      security === "restricted" || security === "open",
      "EnvironmentInvalid",
      environment,
      `security takes restricted, open, or what is admitted, got ${JSON.stringify(security)}`,
    );
    return security === "open" ? security : {};
  }
  const { egress = [], storageCidrs = [], apiServerCidrs = [], metricsFrom = [], restFrom = [] } = security;
  for (const [field, cidrs] of Object.entries({ storageCidrs, apiServerCidrs })) {
    cidrs.forEach((cidr) => {
      checkCidr(environment, `security.${field}`, cidr);
    });
  }
  for (const [field, peers] of Object.entries({ egress, metricsFrom, restFrom })) {
    peers.forEach((peer) => {
      checkPeer(environment, `security.${field}`, peer);
    });
  }
  for (const { ports = [] } of egress) {
    const wrong = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
    requireThat(
      wrong === undefined,
      "EnvironmentInvalid",
      environment,
      `security.egress names the port ${wrong}; ports are whole numbers from 1 to 65535`,
    );
  }
  const { quota } = security;
  const factor = quota === undefined || quota === "off" ? 1 : quota.factor;
  requireThat(
    Number.isFinite(factor) && factor >= 1,
    "EnvironmentInvalid",
    environment,
    `security.quota.factor must be at least 1, or the plan's own pods would not start, got ${factor}`,
  );
  checkTls(environment, security.tls);
  return security;
}

function checkTls(environment: Environment, tls: Tls | undefined): void {
  if (tls === undefined) {
    return;
  }
  for (const name of [tls.secret, tls.password.secret, ...(tls.issuer ? [tls.issuer.name] : [])]) {
    requireThat(
      OBJECT_NAME.test(name),
      "NameInvalid",
      environment,
      `security.tls names ${JSON.stringify(name)}, which is no name of a Secret or an issuer; state names, never what is in them`,
    );
  }
  requireThat(
    SECRET_KEY.test(tls.password.key),
    "NameInvalid",
    environment,
    `security.tls.password.key is the key of a Secret, got ${JSON.stringify(tls.password.key)}`,
  );
  requireThat(
    (environment.runtime?.type ?? "operator") === "standalone",
    "EnvironmentInvalid",
    environment,
    "security.tls is for the standalone runtime: natively a JobManager hands its settings to TaskManagers as arguments of their pods, where the password of the key would be readable in the API server; encrypt the pod network instead (Cilium or Calico with WireGuard, or instance types that encrypt between each other)",
  );
}

function checkPeer(environment: Environment, where: string, peer: NetworkPeer): void {
  switch (peer.type) {
    case "cidr":
      checkCidr(environment, where, peer.cidr);
      return;
    case "namespace":
      requireThat(
        NAMESPACE.test(peer.namespace),
        "NameInvalid",
        environment,
        `${where} names ${JSON.stringify(peer.namespace)}, which is no name of a namespace`,
      );
      return;
    default:
      peer satisfies never;
      requireThat(
        false,
        "EnvironmentInvalid",
        environment,
        `${where}: ${JSON.stringify((peer as NetworkPeer).type)} is no kind of peer; use cidr or namespace`,
      );
  }
}

function checkCidr(environment: Environment, where: string, cidr: string): void {
  requireThat(
    CIDR_V4.test(cidr) || CIDR_V6.test(cidr),
    "EnvironmentInvalid",
    environment,
    `${where} takes networks such as 10.0.16.0/20, got ${JSON.stringify(cidr)}; network policies know no host names`,
  );
}

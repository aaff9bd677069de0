import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import type { Environment } from "./environment";
import type {
  DeclaredZooKeeperEnsemble,
  KubernetesHighAvailability,
  ZooKeeperAuthentication,
  ZooKeeperEnsembleReference,
} from "./high-availability";
import { requireThat } from "./require-that";

/** Every port a server listens on. */
export const ZOOKEEPER_PORTS = { client: 2181, follower: 2888, election: 3888, metrics: 7000 } as const;

/** A declared ensemble whose open choices are made, and the names that follow. */
export interface ResolvedZooKeeperEnsemble extends DeclaredZooKeeperEnsemble {
  readonly name: string;
  readonly count: number;
  readonly image: string;
  readonly rootPath: string;
  readonly dataVolume: MemorySize;
  readonly logVolume: MemorySize;
  readonly memory: MemorySize;
  readonly cpu: Cpu;
  /** The stable name of every server in the cluster's DNS, by server id from 1. */
  readonly hosts: readonly string[];
  /** Every server as `host:port`, for clients. */
  readonly quorum: readonly string[];
}

/** Kinds of high availability with every choice made. */
export type ResolvedHighAvailability =
  | { readonly type: "none" }
  | (KubernetesHighAvailability & ResolvedMoving)
  | (ResolvedZooKeeperHighAvailability & ResolvedMoving);

/** ZooKeeper with every choice of its ensemble made. */
export interface ResolvedZooKeeperHighAvailability {
  readonly type: "zookeeper";
  readonly ensemble: ZooKeeperEnsembleReference | ResolvedZooKeeperEnsemble;
}

/** A move that is under way, with every choice of what clusters used until now. */
export interface ResolvedMoving {
  readonly movingFrom?: KubernetesHighAvailability | ResolvedZooKeeperHighAvailability;
}

/** What clusters use, and what some may still use while they move. */
export function inUse(
  ha: ResolvedHighAvailability,
): readonly (KubernetesHighAvailability | ResolvedZooKeeperHighAvailability)[] {
  return ha.type === "none" ? [] : [ha, ...(ha.movingFrom === undefined ? [] : [ha.movingFrom])];
}

/** Those of them that the foundation declares. */
export function declaredEnsembles(ha: ResolvedHighAvailability): readonly ResolvedZooKeeperEnsemble[] {
  return inUse(ha).flatMap((used) =>
    used.type === "zookeeper" && used.ensemble.type === "declared" ? [used.ensemble] : [],
  );
}

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SECRET_NAME = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;
/** A pod's name ends with its ordinal, a claim's begins with `data-`, and a label takes 63 characters. */
const LONGEST_NAME = 52;
const ROOT_PATH = /^(\/[A-Za-z0-9._-]+)+$/;
/** The JVM itself takes a quarter of a GiB beside the heap; below this hardly any heap is left. */
const LEAST_MEMORY = MemorySize.mebibytes(512);

/**
 * Checks a reference to an ensemble, or makes the open choices of one that is declared.
 *
 * @throws InvalidInputError `EnvironmentInvalid` or `NameInvalid`
 */
export function resolveZooKeeper(
  environment: Environment,
  ensemble: ZooKeeperEnsembleReference | DeclaredZooKeeperEnsemble,
  namespace: string,
): ZooKeeperEnsembleReference | ResolvedZooKeeperEnsemble {
  switch (ensemble.type) {
    case "external":
      checkReference(environment, ensemble);
      return ensemble;
    case "declared":
      return resolveDeclared(environment, ensemble, namespace);
    default:
      return ensemble satisfies never;
  }
}

function checkReference(
  environment: Environment,
  { quorum, rootPath, authentication }: ZooKeeperEnsembleReference,
): void {
  const chroot = quorum.find((server) => server.includes("/"));
  requireThat(
    chroot === undefined,
    "EnvironmentInvalid",
    environment,
    `${JSON.stringify(chroot)} ends with a chroot, which Flink does not create: its JobManagers would fail with NoNode; make it the beginning of rootPath, which Flink creates`,
  );
  requireThat(
    quorum.length > 0 && quorum.every(isServer),
    "EnvironmentInvalid",
    environment,
    `a ZooKeeper quorum lists servers as host:port, got ${JSON.stringify(quorum)}`,
  );
  const twice = quorum.find((server, index) => quorum.map(lowerCase).indexOf(lowerCase(server)) < index);
  requireThat(
    twice === undefined,
    "EnvironmentInvalid",
    environment,
    `the ZooKeeper quorum lists ${JSON.stringify(twice)} twice; list every server once`,
  );
  checkRootPath(environment, rootPath);
  checkAuthentication(environment, authentication);
}

function isServer(server: string): boolean {
  const [, port] = /^[A-Za-z0-9.-]+:(\d{1,5})$/.exec(server) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

function lowerCase(server: string): string {
  return server.toLowerCase();
}

function checkAuthentication(environment: Environment, authentication: ZooKeeperAuthentication | undefined): void {
  requireThat(
    authentication === undefined || SECRET_NAME.test(authentication.secret),
    "NameInvalid",
    environment,
    `${JSON.stringify(authentication?.secret)} is no name of a Secret; state the Secret's name, never what is in it`,
  );
}

function checkRootPath(environment: Environment, rootPath: string): void {
  requireThat(
    ROOT_PATH.test(rootPath),
    "EnvironmentInvalid",
    environment,
    `the ZooKeeper root path must be absolute and of its own, such as /flink/${environment.name}, got ${JSON.stringify(rootPath)}`,
  );
}

function resolveDeclared(
  environment: Environment,
  ensemble: DeclaredZooKeeperEnsemble,
  namespace: string,
): ResolvedZooKeeperEnsemble {
  const { name = "zookeeper", image = "zookeeper:3.9.4", rootPath = `/flink/${environment.name}` } = ensemble;
  const { dataVolume = MemorySize.gibibytes(5), logVolume = MemorySize.gibibytes(10) } = ensemble;
  const { memory = MemorySize.gibibytes(1), cpu = Cpu.millis(500) } = ensemble;
  requireThat(
    NAME.test(name) && name.length <= LONGEST_NAME,
    "NameInvalid",
    environment,
    `the ZooKeeper ensemble's name must be at most ${LONGEST_NAME} lower-case letters, digits and inner dashes, got ${JSON.stringify(name)}`,
  );
  checkRootPath(environment, rootPath);
  checkAuthentication(environment, ensemble.authentication);
  requireThat(
    !LEAST_MEMORY.isGreaterThan(memory),
    "EnvironmentInvalid",
    environment,
    `a ZooKeeper server with ${memory} has no room for its heap beside the JVM; give it at least ${LEAST_MEMORY}`,
  );
  const count = servers(environment, ensemble.servers ?? 3);
  const hosts = Array.from(
    { length: count },
    (_, ordinal) => `${name}-${ordinal}.${name}-servers.${namespace}.svc.cluster.local`,
  );
  return {
    ...ensemble,
    name,
    count,
    image,
    rootPath,
    dataVolume,
    logVolume,
    memory,
    cpu,
    hosts,
    quorum: hosts.map((host) => `${host}:${ZOOKEEPER_PORTS.client}`),
  };
}

function servers(environment: Environment, wanted: NonNullable<DeclaredZooKeeperEnsemble["servers"]>): number {
  const count = typeof wanted === "number" ? wanted : wanted.count;
  const forced = typeof wanted === "object" && wanted.because.trim() !== "";
  requireThat(
    count === 3 || count === 5 || (count === 7 && forced),
    "EnvironmentInvalid",
    environment,
    count === 7
      ? 'seven ZooKeeper servers bear the loss of three, and every write then waits for four: use 5, or say why with servers: { count: 7, because: "…" }'
      : `a ZooKeeper ensemble has 3 or 5 servers, got ${count}: an even number bears no more losses than the odd one below it, one server bears none`,
  );
  return count;
}

import { type ResolvedZooKeeperEnsemble, ZOOKEEPER_PORTS } from "../../environment/zookeeper-ensemble";
import { Duration } from "../../units/duration";
import { MemorySize } from "../../units/memory-size";

/** Where a server's volumes are, as the official image has them. */
export const ZOOKEEPER_PATHS = { configuration: "/conf", data: "/data", log: "/datalog" } as const;

/** The unit of ZooKeeper's limits: heartbeats go out twice in it. */
const TICK = Duration.seconds(2);
/** What a server may take to follow a leader first, and then to lag behind it: 20 s and 10 s, ZooKeeper's own example. */
const INIT_TICKS = 10;
const SYNC_TICKS = 5;
/**
 * Flink asks for sessions of 60 s (`high-availability.zookeeper.client.session-timeout`). ZooKeeper grants at most 20
 * ticks, 40 s, unless told otherwise, and says nothing to the client's configuration.
 */
const LONGEST_SESSION = Duration.seconds(120);
const SHORTEST_SESSION = Duration.seconds(4);
/** Per address: a Flink process keeps one or two, and every pod has an address of its own. ZooKeeper's default, stated. */
const CONNECTIONS_PER_ADDRESS = 60;
/** Snapshots and their logs that are kept, ZooKeeper's least, and how often the others are purged; it never does unless told. */
const KEPT_SNAPSHOTS = 3;
const PURGE_INTERVAL_HOURS = 1;

/** The `zoo.cfg` of every server; which of them it is, a server reads from `myid`. */
export function zooCfg({ hosts, authentication }: Pick<ResolvedZooKeeperEnsemble, "hosts" | "authentication">): string {
  const settings: Readonly<Record<string, string | number | boolean>> = {
    tickTime: TICK.inMillis,
    initLimit: INIT_TICKS,
    syncLimit: SYNC_TICKS,
    dataDir: ZOOKEEPER_PATHS.data,
    dataLogDir: ZOOKEEPER_PATHS.log,
    clientPort: ZOOKEEPER_PORTS.client,
    minSessionTimeout: SHORTEST_SESSION.inMillis,
    maxSessionTimeout: LONGEST_SESSION.inMillis,
    maxClientCnxns: CONNECTIONS_PER_ADDRESS,
    "autopurge.snapRetainCount": KEPT_SNAPSHOTS,
    "autopurge.purgeInterval": PURGE_INTERVAL_HOURS,
    "4lw.commands.whitelist": "srvr,ruok,mntr",
    "admin.enableServer": false,
    "metricsProvider.className": "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider",
    "metricsProvider.httpPort": ZOOKEEPER_PORTS.metrics,
    // Servers change with their StatefulSet, never by a client's command.
    reconfigEnabled: false,
    standaloneEnabled: false,
    // A server may start before its own name resolves; bound to it, it would give up.
    quorumListenOnAllIPs: true,
    ...(authentication && {
      "authProvider.sasl": "org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
      "enforce.auth.enabled": true,
      "enforce.auth.schemes": "sasl",
    }),
    ...Object.fromEntries(
      hosts.map((host, index) => [
        `server.${index + 1}`,
        `${host}:${ZOOKEEPER_PORTS.follower}:${ZOOKEEPER_PORTS.election}`,
      ]),
    ),
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/** Logs go to the container's output alone: its root file system is read-only. */
export const LOGBACK_XML = `<configuration>
  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n</pattern>
    </encoder>
  </appender>
  <root level="INFO">
    <appender-ref ref="CONSOLE" />
  </root>
</configuration>
`;

const JVM_SHARE = 0.25;
const LEAST_FOR_JVM = MemorySize.mebibytes(256);

/**
 * The heap of a server: three quarters of its memory, ZooKeeper's own advice ("a 4G machine, a 3G heap", administrator's
 * guide), and never so much that the JVM beside it has less than 256 MiB. A server that swaps or is killed is worse than
 * a small one.
 */
export function serverHeap(memory: MemorySize): MemorySize {
  const heap = memory.minus(MemorySize.max(memory.fraction(JVM_SHARE), LEAST_FOR_JVM));
  return MemorySize.mebibytes(Math.floor(heap.inBytes / MemorySize.mebibytes(1).inBytes));
}

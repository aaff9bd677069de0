import type { ResolvedZooKeeperEnsemble } from "../../environment/zookeeper-ensemble";
import { ZOOKEEPER_PORTS } from "../../environment/zookeeper-ensemble";
import { serverLabels } from "../../flink/network-access";
import { loginOption } from "../../flink/zookeeper-login";
import { Duration } from "../../units/duration";
import { literalText } from "../terraform/literal-text";
import type { StatefulSetV1SpecTemplate } from "../terraform/providers";
import { serverHeap, ZOOKEEPER_PATHS } from "./zookeeper-configuration";
import { type LoginVolume, loginVolume } from "./zookeeper-login";

/** What a server's pod is made from. */
export interface ZooKeeperPod {
  readonly ensemble: ResolvedZooKeeperEnsemble;
  readonly zones: readonly string[];
  readonly configMap: string;
  /** Changes with the configuration, so that a change of it rolls the servers. */
  readonly checksum: string;
}

/** User and group of the official image. */
const ZOOKEEPER_USER = "1000";

/**
 * A new pod has a new address, and for so long its peers may know the old one: CoreDNS keeps names for at most 30 s in
 * its usual set-up, Java for 30 s unless told. If the next server went earlier and the new one were elected, nobody would
 * find the leader: a rolling restart without this delay lost its quorum for 16 s.
 */
const JVM_NAME_CACHE = Duration.seconds(5);
const UNKNOWN_ADDRESS = Duration.seconds(35);

/** Ids begin at 1, ordinals at 0. */
const START = literalText(`set -e
let id=\${HOSTNAME##*-}+1
echo $id > ${ZOOKEEPER_PATHS.data}/myid
exec zkServer.sh start-foreground
`);

/** The pod of one server, by Kubernetes' `restricted` profile. */
export function zooKeeperPod({ ensemble, zones, configMap, checksum }: ZooKeeperPod): StatefulSetV1SpecTemplate {
  const login = serverLogin(ensemble);
  return {
    metadata: { labels: serverLabels(ensemble.name), annotations: { "checksum/config": checksum } },
    spec: {
      automountServiceAccountToken: false,
      // A Service's variables would be read by scripts that know ZOO… as settings.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: ZOOKEEPER_USER,
        runAsGroup: ZOOKEEPER_USER,
        fsGroup: ZOOKEEPER_USER,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      container: [serverContainer(ensemble)],
      volume: [
        { name: "conf", configMap: { name: configMap } },
        { name: "tmp", emptyDir: {} },
        ...login.volumes.map(({ name, secret }) => ({
          name,
          ...(secret && { secret: { secretName: secret.secretName, items: [...secret.items] } }),
        })),
      ],
      ...nodeScheduling(ensemble),
      ...spreadOver(zones, ensemble.name),
    },
  };
}

function serverContainer(ensemble: ResolvedZooKeeperEnsemble) {
  const { image, memory, cpu } = ensemble;
  const heap = serverHeap(memory).inBytes / 1024 ** 2;
  return {
    name: "zookeeper",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["/bin/bash", "-c", START],
    env: [
      { name: "ZOOCFGDIR", value: ZOOKEEPER_PATHS.configuration },
      { name: "ZOO_LOG_DIR", value: "/tmp" },
      { name: "JMXDISABLE", value: "true" },
      { name: "ZK_SERVER_HEAP", value: String(heap) },
      { name: "SERVER_JVMFLAGS", value: jvmOptions(heap, ensemble).join(" ") },
    ],
    port: [
      { name: "client", containerPort: ZOOKEEPER_PORTS.client },
      { name: "follower", containerPort: ZOOKEEPER_PORTS.follower },
      { name: "election", containerPort: ZOOKEEPER_PORTS.election },
      { name: "prometheus", containerPort: ZOOKEEPER_PORTS.metrics },
    ],
    resources: {
      requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
      limits: { memory: memory.toQuantity() },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      // Stated again: where it is not, Terraform's provider writes `false`, which the namespace's profile refuses.
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMount: [
      { name: "data", mountPath: ZOOKEEPER_PATHS.data },
      { name: "log", mountPath: ZOOKEEPER_PATHS.log },
      { name: "conf", mountPath: ZOOKEEPER_PATHS.configuration, readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
      ...serverLogin(ensemble).volumeMounts,
    ],
    // The port opens once the tree is read; a large one may take minutes.
    startupProbe: { ...asks("ruok", "imok"), periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 },
    // Only a server that is part of a quorum serves; so a rolling update or a drain waits for it before it takes the next.
    readinessProbe: {
      ...asks("srvr", "^Mode: (leader|follower)"),
      initialDelaySeconds: UNKNOWN_ADDRESS.inSeconds,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 2,
    },
    // Answered without a quorum, too: to restart servers that look for one would only make that take longer.
    livenessProbe: { ...asks("ruok", "imok"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

function jvmOptions(heap: number, { authentication }: ResolvedZooKeeperEnsemble): string[] {
  return [
    `-Xms${heap}m`,
    // The script's own remedy, kill -9, is not heard by the first process of a container.
    "-XX:+ExitOnOutOfMemoryError",
    `-Dsun.net.inetaddr.ttl=${JVM_NAME_CACHE.inSeconds}`,
    ...(authentication ? [loginOption("server")] : []),
  ];
}

function serverLogin({ authentication }: ResolvedZooKeeperEnsemble): LoginVolume {
  return authentication ? loginVolume(authentication, "server") : { volumes: [], volumeMounts: [] };
}

/** A four-letter word, and what must be in the answer. */
function asks(word: string, answer: string) {
  const command = `exec 3<>/dev/tcp/127.0.0.1/${ZOOKEEPER_PORTS.client} && printf ${word} >&3 && grep -qE '${answer}' <&3`;
  return { exec: { command: ["/bin/bash", "-c", command] } };
}

function nodeScheduling({ placement }: ResolvedZooKeeperEnsemble) {
  return (
    placement && {
      nodeSelector: { ...placement.labels },
      toleration: (placement.taints ?? []).map(({ key, value, effect }) => ({ key, operator: "Equal", value, effect })),
    }
  );
}

/** One server per node, and as many as must be per zone. Without stated zones it is a preference, as for JobManagers. */
function spreadOver(zones: readonly string[], name: string) {
  const matchLabels = serverLabels(name);
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector: [{ matchLabels }] };
  if (zones.length === 0) {
    return {
      affinity: {
        podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
      },
    };
  }
  const inZones = { key: "topology.kubernetes.io/zone", operator: "In", values: [...zones] };
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerm: [{ matchExpressions: [inZones] }] },
      },
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    },
    topologySpreadConstraint: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: [{ matchLabels }],
      },
    ],
  };
}

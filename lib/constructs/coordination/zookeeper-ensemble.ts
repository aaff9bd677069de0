import { createHash } from "node:crypto";
import { Construct } from "constructs";
import type { ResolvedRuntime } from "../../environment/runtime";
import type { SecurityOptions } from "../../environment/security";
import { type ResolvedZooKeeperEnsemble, ZOOKEEPER_PORTS } from "../../environment/zookeeper-ensemble";
import { ensembleAccess, serverLabels } from "../../flink/network-access";
import type { MemorySize } from "../../units/memory-size";
import { networkPolicy } from "../platform/network-policy";
import { pinAddress } from "../terraform/addresses";
import { fences } from "../terraform/fences";
import { literalText } from "../terraform/literal-text";
import { ConfigMapV1, PodDisruptionBudgetV1, ServiceV1 } from "../terraform/providers";
import { mayBeRemoved, type RemovalKeys } from "../terraform/removal";
import { workloads } from "../terraform/workloads";
import { LOGBACK_XML, zooCfg } from "./zookeeper-configuration";
import { zooKeeperPod } from "./zookeeper-pod";

/** An ensemble whose choices are made, and where it stands. */
export interface ZooKeeperEnsembleProps extends RemovalKeys, Pick<SecurityOptions, "metricsFrom"> {
  readonly namespace: string;
  readonly ensemble: ResolvedZooKeeperEnsemble;
  /** Whose pods are clients. */
  readonly runtime: ResolvedRuntime;
  /** The zones servers are spread over. @default - over nodes only, where that is possible */
  readonly zones?: readonly string[];
  /** Terraform address of the StatefulSet, which must not change. @default - the construct's id */
  readonly address?: string;
}

/**
 * A ZooKeeper ensemble for Flink's high availability: servers with volumes that outlive them, ready only as part of a
 * quorum, never more than one of them disrupted at a time, and reached by nobody but Flink's pods.
 *
 * The number of servers must not change while clusters use it: two halves with two opinions of what a majority is can
 * both have one. Declare another ensemble under another name, and move to it (docs/high-availability.md).
 */
export class ZooKeeperEnsemble extends Construct {
  /** Every server as `host:port`, what Flink is told. */
  readonly quorum: readonly string[];

  constructor(scope: Construct, id: string, props: ZooKeeperEnsembleProps) {
    super(scope, id);
    const { namespace, ensemble, zones = [], address = id } = props;
    const { name } = ensemble;
    this.quorum = ensemble.quorum;
    const matchLabels = serverLabels(name);
    const data = { "zoo.cfg": zooCfg(ensemble), "logback.xml": LOGBACK_XML };
    const configMap = new ConfigMapV1(this, "Configuration", {
      metadata: { name: `${name}-config`, namespace, labels: matchLabels },
      data: { ...data, "logback.xml": literalText(LOGBACK_XML) },
    });
    const servers = new ServiceV1(this, "Servers", serversService(props));
    new ServiceV1(this, "Client", {
      metadata: { name: `${name}-client`, namespace, labels: matchLabels },
      spec: {
        selector: matchLabels,
        port: [{ name: "client", port: ZOOKEEPER_PORTS.client, targetPort: "client" }],
      },
    });
    const access = ensembleAccess(ensemble, props.runtime, props);
    const policy = new (fences().NetworkPolicyV1)(this, "NetworkPolicy", networkPolicy(namespace, access));
    const resource = new (workloads().StatefulSetV1)(this, "Resource", {
      metadata: { name, namespace, labels: matchLabels },
      spec: {
        serviceName: `${name}-servers`,
        replicas: String(ensemble.count),
        // Kubernetes' own default; the provider writes 0 where nothing is said, and then no rollout can be undone.
        revisionHistoryLimit: 10,
        // A server is ready only with a majority of the others: one after the other, the first would wait for ever.
        podManagementPolicy: "Parallel",
        updateStrategy: [{ type: "RollingUpdate", rollingUpdate: [{ partition: 0 }] }],
        persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Retain", whenScaled: "Retain" }],
        selector: { matchLabels },
        template: zooKeeperPod({ ensemble, zones, configMap: `${name}-config`, checksum: checksum(data) }),
        volumeClaimTemplate: [claim("data", ensemble.dataVolume, ensemble), claim("log", ensemble.logVolume, ensemble)],
      },
      lifecycle: { preventDestroy: !mayBeRemoved(this, props) },
      dependsOn: [configMap, servers, policy],
    });
    pinAddress(resource, address);
    new PodDisruptionBudgetV1(this, "DisruptionBudget", {
      metadata: { name, namespace },
      spec: { maxUnavailable: "1", selector: { matchLabels } },
    });
  }
}

/** Gives every server its name, before it is ready too: servers have to find each other to become it. */
function serversService({ namespace, ensemble: { name } }: ZooKeeperEnsembleProps) {
  return {
    metadata: { name: `${name}-servers`, namespace, labels: serverLabels(name) },
    spec: {
      clusterIp: "None",
      publishNotReadyAddresses: true,
      selector: serverLabels(name),
      port: [
        { name: "client", port: ZOOKEEPER_PORTS.client },
        { name: "follower", port: ZOOKEEPER_PORTS.follower },
        { name: "election", port: ZOOKEEPER_PORTS.election },
        { name: "prometheus", port: ZOOKEEPER_PORTS.metrics },
      ],
    },
  };
}

/** Immutable once the StatefulSet exists; volumes grow by their claims. */
function claim(name: string, size: MemorySize, { storageClass }: ResolvedZooKeeperEnsemble) {
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: size.toQuantity() } },
    },
  };
}

function checksum(data: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex");
}

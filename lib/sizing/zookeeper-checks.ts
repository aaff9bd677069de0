import type { ResolvedEnvironment } from "../environment/check-environment";
import type { ResolvedZooKeeperEnsemble } from "../environment/zookeeper-ensemble";
import { API_REQUESTS_PER_SECOND } from "./assumptions";
import { type Check, check } from "./check";
import { apiLoad } from "./job-manager";
import type { StagePlan } from "./platform-plan";

type Stages = readonly Pick<StagePlan, "jobManager" | "taskManagers" | "checkpoints">[];

/** Whether ZooKeeper is the right choice here, and what its servers bear. */
export function zooKeeperChecks(
  { highAvailability: ha, runtime, zones = [] }: Pick<ResolvedEnvironment, "highAvailability" | "runtime" | "zones">,
  stages: Stages,
): Check[] {
  if (ha.type !== "zookeeper") {
    return [];
  }
  const { ensemble } = ha;
  return [
    choice(ensemble.type, runtime.type === "operator", stages),
    majority(ensemble.quorum.length),
    ...(ensemble.type === "declared" ? [zoneLoss(ensemble, zones)] : []),
    ...(ensemble.authentication !== undefined && runtime.type === "operator" ? [operatorLogin(runtime.install)] : []),
  ];
}

/** Pods of the operator runtime hold an API token either way, since JobManagers start TaskManagers with it. */
function choice(type: "external" | "declared", needsToken: boolean, stages: Stages): Check {
  const load = apiLoad({ type: "kubernetes" }, stages)?.requests;
  const relief = load?.isGreaterThan(API_REQUESTS_PER_SECOND) === true;
  const asked = `Kubernetes high availability would ask ${load} of the API server, and ${API_REQUESTS_PER_SECOND} are little for it`;
  return check(
    type === "external" || !needsToken || relief,
    "HighAvailabilityChoice",
    type === "external"
      ? `ZooKeeper is there already; ${asked}`
      : needsToken
        ? `an ensemble is one more system to run; ${asked}`
        : `with ZooKeeper the pods hold no API token at all; ${asked}`,
    { verdict: "warn", wayOut: 'set highAvailability to { type: "kubernetes" }' },
  );
}

function majority(servers: number): Check {
  const losses = Math.floor((servers - 1) / 2);
  return check(
    servers % 2 === 1 && servers > 1,
    "ZooKeeperMajority",
    `ZooKeeper works while a majority of its ${servers} ${servers === 1 ? "server does" : "servers do"}: it bears the loss of ${losses}`,
    {
      verdict: "warn",
      wayOut:
        servers === 1
          ? "use three servers"
          : `an even number bears no more losses than ${servers - 1} servers, and each write waits for one more: use an odd one`,
    },
  );
}

function zoneLoss({ count }: ResolvedZooKeeperEnsemble, zones: readonly string[]): Check {
  const inOneZone = zones.length === 0 ? count : Math.ceil(count / zones.length);
  const losses = Math.floor((count - 1) / 2);
  return check(
    zones.length < 2 || inOneZone <= losses,
    "ZooKeeperZoneLoss",
    zones.length < 2
      ? `${count} ZooKeeper servers are spread over nodes; no zones are stated to spread them over`
      : `${count} ZooKeeper servers in ${zones.length} zones: a lost zone takes ${inOneZone}, and ${losses} may be lost`,
    { verdict: "warn", wayOut: "state a third zone: with two, one of them always holds the majority" },
  );
}

function operatorLogin(installed: boolean): Check {
  return check(
    installed,
    "ZooKeeperOperatorLogin",
    installed
      ? "the operator logs in to ZooKeeper with the Secret of the same name in its own namespace"
      : "the operator deletes job graphs in ZooKeeper before it deploys anything, and must log in as Flink does",
    {
      verdict: "warn",
      wayOut:
        "give the operator's pod the same client.jaas and -Djava.security.auth.login.config (jvmArgs.operator of its chart); without it nothing is deployed",
    },
  );
}

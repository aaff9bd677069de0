import type { ZooKeeperAuthentication } from "../../environment/high-availability";
import type { ResolvedHighAvailability } from "../../environment/zookeeper-ensemble";
import { ZOOKEEPER_LOGIN } from "../../flink/zookeeper-login";
import type { Volume, VolumeMount } from "../compute/pod";

/** The volume of a login and its mount; empty where there is none. */
export interface LoginVolume {
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

/** How a pod of Flink finds its login to ZooKeeper, where the ensemble asks for one. */
export function zooKeeperLogin(ha: ResolvedHighAvailability): LoginVolume {
  const authentication = ha.type === "zookeeper" ? ha.ensemble.authentication : undefined;
  return authentication === undefined ? { volumes: [], volumeMounts: [] } : loginVolume(authentication, "client");
}

/** Of the Secret only the one file: clients need not see the servers' list of users. */
export function loginVolume({ secret }: ZooKeeperAuthentication, file: "client" | "server"): Required<LoginVolume> {
  const name = "zookeeper-login";
  const key = ZOOKEEPER_LOGIN[file];
  return {
    volumes: [{ name, secret: { secretName: secret, items: [{ key, path: key }] } }],
    volumeMounts: [{ name, mountPath: ZOOKEEPER_LOGIN.directory, readOnly: true }],
  };
}

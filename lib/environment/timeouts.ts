import { Duration } from "../units/duration";

/** What decides how soon Flink notices that something is lost. */
export interface Timeouts {
  /** Until a TaskManager that is silent counts as lost. */
  readonly heartbeat: Duration;
  /** Kubernetes high availability: how long a leader that is silent stays leader. */
  readonly lease: Duration;
  /** Kubernetes high availability: how often a standby looks, before jitter. */
  readonly retryPeriod: Duration;
  /** ZooKeeper high availability: how long a leader that is silent stays leader. */
  readonly zooKeeperSession: Duration;
}

/** Keys that a plan has to read, since its numbers follow from them, and Flink's own values of them (1.20 to 2.3). */
const KEYS: Readonly<Record<keyof Timeouts, readonly [key: string, byDefault: Duration]>> = {
  heartbeat: ["heartbeat.timeout", Duration.seconds(50)],
  lease: ["high-availability.kubernetes.leader-election.lease-duration", Duration.seconds(15)],
  retryPeriod: ["high-availability.kubernetes.leader-election.retry-period", Duration.seconds(5)],
  zooKeeperSession: ["high-availability.zookeeper.client.session-timeout", Duration.seconds(60)],
};

/** As users state them among their Flink options; otherwise as Flink has them. */
export function timeouts(options: Readonly<Record<string, string>> = {}): Timeouts {
  const of = (name: keyof Timeouts): Duration => {
    const [key, byDefault] = KEYS[name];
    const stated = options[key];
    return stated === undefined ? byDefault : Duration.parseFlink(stated);
  };
  return {
    heartbeat: of("heartbeat"),
    lease: of("lease"),
    retryPeriod: of("retryPeriod"),
    zooKeeperSession: of("zooKeeperSession"),
  };
}

/** States of `/proc/net/tcp` in which somebody waits for connections, or has had one. */
const LISTENS = "0A";
const CONNECTED = new Set(["01", "04", "05", "06", "08"]);
/** The second one is `::1`, whose last four bytes are these. */
const LOOPBACK = /^127\.|^0\.0\.0\.1$/;

/**
 * The TCP sockets of a pod, as its kernel lists them: the ports on which it listens for others, and both ends of every
 * connection with somebody else that is open or was a moment ago.
 */
export async function socketsOf(kubectl, { metadata: { namespace, name } }) {
  const table = await kubectl.run(["exec", "-n", namespace, name, "--", "cat", "/proc/net/tcp", "/proc/net/tcp6"]);
  const sockets = table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([number]) => /^\d+:$/.test(number))
    .map(([, local, remote, state]) => ({ local: end(local), remote: end(remote), state }))
    .filter(({ local }) => !LOOPBACK.test(local.address));
  const listening = new Set(sockets.filter(({ state }) => state === LISTENS).map(({ local }) => local.port));
  const connected = sockets.filter(({ state }) => CONNECTED.has(state));
  return {
    listening,
    incoming: connected.filter(({ local }) => listening.has(local.port)),
    outgoing: connected.filter(({ local }) => !listening.has(local.port)),
  };
}

/** `0100007F:1F90` is 127.0.0.1, port 8080: the kernel writes addresses by words, the lowest byte first. */
function end(text) {
  const [hexadecimal, port] = text.split(":");
  const [, v4] = /^(?:0{16}FFFF0000|0{24})?(.{8})$/.exec(hexadecimal) ?? [];
  const bytes = v4?.match(/../g).map((byte) => Number.parseInt(byte, 16));
  return { address: bytes?.reverse().join(".") ?? hexadecimal, port: Number.parseInt(port, 16) };
}

/** Who is behind the addresses of a Kubernetes cluster: pods, services before them, or somebody outside. */
export class Addresses {
  #pods;
  #services;
  #slices;

  static async of(kubectl) {
    const [pods, services, slices] = await Promise.all(
      ["pods", "services", "endpointslices"].map((kind) => kubectl.list([kind, "--all-namespaces"])),
    );
    return new Addresses(pods, services, slices);
  }

  constructor(pods, services, slices) {
    this.#pods = pods;
    this.#services = services;
    this.#slices = slices;
  }

  /** What a pod is connected to, and which others are connected to it: `{ from, to, port }` with the port that listens. */
  connectionsOf(pod, { incoming, outgoing }) {
    return [
      ...outgoing.flatMap(({ remote }) => this.#behind(remote).map((end) => ({ from: { pod }, ...end }))),
      ...incoming
        .map(({ local, remote }) => ({ from: this.#peer(remote.address), to: { pod }, port: local.port }))
        // The kubelet and the API server's proxy come from the node, which no policy refuses.
        .filter(({ from }) => from.pod !== undefined),
      // Nor does one stand between a pod and itself.
    ].filter(({ from, to }) => from.pod.metadata.uid !== to.pod?.metadata.uid);
  }

  /** A policy sees what is behind a service, not the service. */
  #behind({ address, port }) {
    const service = this.#services.find(({ spec }) => spec.clusterIP === address);
    if (service === undefined) {
      return [{ to: this.#peer(address), port }];
    }
    const { name, namespace } = service.metadata;
    const { name: portName } = service.spec.ports.find((each) => each.port === port);
    return this.#slices
      .filter(({ metadata }) => metadata.namespace === namespace)
      .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name)
      .flatMap(({ endpoints, ports }) =>
        endpoints.map(({ addresses: [ip] }) => ({
          to: this.#peer(ip),
          port: ports.find((each) => (each.name || undefined) === portName).port,
        })),
      );
  }

  #peer(address) {
    const pod = this.#pods.find(({ status, spec }) => status.podIP === address && !spec.hostNetwork);
    return pod === undefined ? { ip: address } : { pod };
  }
}

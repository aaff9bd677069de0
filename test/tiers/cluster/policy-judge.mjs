import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, goInstall, kept, run } from "./cache.mjs";

const CYCLONUS = "github.com/mattfenwick/cyclonus/cmd/cyclonus@v0.5.6";

/** The program that says what network policies admit, without a plugin that enforces them; built where it is missing. */
export function cyclonus() {
  const folder = kept(`cyclonus-${digestOf(CYCLONUS)}`, (folder) => {
    process.stdout.write("building cyclonus, about a minute\n");
    goInstall(folder, CYCLONUS);
  });
  return join(folder, "cyclonus");
}

/**
 * What the network policies of a Kubernetes cluster admit.
 *
 * A peer is `{ pod }` with what the API server says of it, or `{ ip }` outside of the cluster.
 */
export class PolicyJudge {
  #policies;
  #namespaces;

  static async of(kubectl, namespace) {
    const namespaces = await kubectl.list(["namespaces"]);
    const policies = await kubectl.json(["get", "networkpolicies", "-n", namespace]);
    return new PolicyJudge(policies, new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels])));
  }

  constructor(policies, namespaces) {
    this.#policies = policies;
    this.#namespaces = namespaces;
  }

  /** For each connection, `{ from, to, port, protocol }`, whether it is admitted. */
  admits(connections) {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-policies-"));
    try {
      const [policies, traffic] = ["policies.json", "traffic.json"].map((file) => join(folder, file));
      writeFileSync(policies, JSON.stringify(this.#policies));
      writeFileSync(traffic, JSON.stringify(connections.map((connection) => this.#traffic(connection))));
      const options = ["--mode", "query-traffic", "--policy-path", policies, "--traffic-path", traffic];
      const said = run(cyclonus(), ["analyze", ...options]);
      const verdicts = [...said.matchAll(/is allowed\?\s*\|\s*(true|false)/gi)].map(([, word]) => /true/i.test(word));
      if (verdicts.length !== connections.length) {
        throw new Error(`cyclonus said ${verdicts.length} times what is allowed, of ${connections.length}`);
      }
      return verdicts;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #traffic({ from, to, port, protocol = "TCP" }) {
    return { Source: this.#peer(from), Destination: this.#peer(to), ResolvedPort: port, Protocol: protocol };
  }

  #peer({ pod, ip }) {
    if (pod === undefined) {
      return { IP: ip };
    }
    const { namespace, labels } = pod.metadata;
    const internal = { PodLabels: labels, NamespaceLabels: this.#namespaces.get(namespace), Namespace: namespace };
    return { Internal: internal, IP: pod.status.podIP };
  }
}

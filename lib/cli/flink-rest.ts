import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { UsageError } from "./project";

/** Which cluster, and which service in it. */
export interface RestService {
  readonly kubeconfig: string;
  readonly context: string;
  readonly namespace: string;
  /** The Flink cluster's id; its REST service is called after it. */
  readonly clusterId: string;
  /** Of its Service, through the API server. */
  readonly path: string;
}

/** What kubectl said when it failed. */
export class KubectlError extends UsageError {}

/** Longest wait for one answer. */
const ANSWER_TIMEOUT_MILLIS = 60_000;

/** Flink's REST interface through the API server: no port is forwarded, and kubectl's own credentials are all it needs. */
export class FlinkRest {
  constructor(private readonly service: RestService) {}

  get<T>(path: string): T {
    return this.ask<T>(["get", "--raw", this.url(path)]);
  }
  post<T>(path: string, body: unknown): T {
    return this.ask<T>(["create", "--raw", this.url(path), "-f", "-"], JSON.stringify(body));
  }

  private url(path: string): string {
    return `${this.service.path}${path}`;
  }

  private ask<T>(args: readonly string[], input = ""): T {
    const text = this.kubectl(args, input);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new KubectlError(`${this.service.clusterId} answered no JSON: ${text.slice(0, 200)}`);
    }
  }

  /** What kubectl prints. @throws KubectlError with what it says where it fails */
  kubectl(args: readonly string[], input = ""): string {
    const { kubeconfig, context } = this.service;
    const options = [`--kubeconfig=${kubeconfig.replace(/^~(?=\/)/, homedir())}`, `--context=${context}`];
    const { status, stdout, stderr, error } = spawnSync("kubectl", [...options, ...args], {
      input,
      encoding: "utf8",
      timeout: ANSWER_TIMEOUT_MILLIS,
    });
    if (error !== undefined) {
      throw new KubectlError(
        (error as NodeJS.ErrnoException).code === "ENOENT"
          ? "kubectl is not on the PATH; install it, or run this where it is"
          : `kubectl did not answer (${error.message}); is the cluster of context ${context} in reach?`,
      );
    }
    if (status !== 0) {
      throw new KubectlError(this.explained(stderr.trim()));
    }
    return stdout;
  }

  private explained(message: string): string {
    const { context, kubeconfig, namespace, clusterId } = this.service;
    if (/context .* does not exist|context was not found|no context exists/i.test(message)) {
      return `${kubeconfig} has no context ${context}: ${message}; name another with --context or --kubeconfig`;
    }
    if (/connection refused|no such host|timeout|unable to connect|was refused/i.test(message)) {
      return `the API server of context ${context} cannot be reached: ${message}`;
    }
    if (/no endpoints available|ServiceUnavailable/i.test(message)) {
      return `no JobManager of ${clusterId} is ready: ${message}; look at kubectl -n ${namespace} get pods -l app=${clusterId}`;
    }
    if (/\(NotFound\)/.test(message)) {
      return `${clusterId} is not in namespace ${namespace} of context ${context}: ${message}`;
    }
    return `kubectl failed for ${clusterId}: ${message}`;
  }
}

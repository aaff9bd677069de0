import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { eventually } from "./kubectl.mjs";

/**
 * Every request that the S3 server answers while this is open: its action, path, status and bytes, and whether it came from
 * the server's own pod, as what this tier asks does.
 */
export class S3Trace {
  #process;
  #requests = [];

  static async start({ kubectl, s3 }) {
    const trace = new S3Trace(kubectl.kubeconfig);
    // It says nothing until there is something to say.
    await eventually("the trace of the S3 server", async () => {
      await s3.mc("ls", "local");
      return trace.#requests.length > 0;
    });
    return trace;
  }

  constructor(kubeconfig) {
    const options = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
    const command = ["exec", "-n", "storage", "s3-0", "--", "mc", "admin", "trace", "--json", "local"];
    this.#process = spawn("kubectl", [...options, ...command], { stdio: ["ignore", "pipe", "inherit"] });
    const end = () => this.#process.kill("SIGKILL");
    process.once("exit", end);
    this.#process.once("close", () => process.removeListener("exit", end));
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      const { api, client, path, query, statusCode, callStats } = JSON.parse(line);
      this.#requests.push({
        action: api?.replace(/^s3\./, ""),
        path,
        query,
        ours: client === "127.0.0.1" || client === "::1",
        status: statusCode,
        received: callStats?.rx ?? 0,
        sent: callStats?.tx ?? 0,
      });
    });
  }

  /** Requests for what lies under a path, from now on if nobody asked for an earlier mark. */
  of(path, since = 0) {
    return this.#requests.slice(since).filter((request) => request.path?.startsWith(path));
  }

  /** Where the requests of the future begin. */
  get mark() {
    return this.#requests.length;
  }

  close() {
    this.#process.kill("SIGKILL");
  }
}

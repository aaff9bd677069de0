import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const PATIENCE_MILLIS = 5_000;
const METHODS = { get: "GET", post: "POST", patch: "PATCH", remove: "DELETE" };

/** The API server over one process of `kubectl proxy`: what is asked many times a second starts no process each. */
export class Api {
  #address;
  #proxy;

  static async start({ kubeconfig }) {
    const options = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
    const proxy = spawn("kubectl", [...options, "proxy", "--port=0"], { stdio: ["ignore", "pipe", "ignore"] });
    const end = () => proxy.kill("SIGKILL");
    process.once("exit", end);
    proxy.once("close", () => process.removeListener("exit", end));
    for await (const line of createInterface({ input: proxy.stdout })) {
      const [, address] = /Starting to serve on (\S+)/.exec(line) ?? [];
      if (address !== undefined) {
        return new Api(`http://${address}`, proxy);
      }
    }
    throw new Error("kubectl proxy did not start");
  }

  constructor(address, proxy) {
    this.#address = address;
    this.#proxy = proxy;
  }

  get(path) {
    return this.#call("get", path);
  }
  post(path, body) {
    return this.#call("post", path, body);
  }
  patch(path, body) {
    return this.#call("patch", path, body, "application/merge-patch+json");
  }
  remove(path, body) {
    return this.#call("remove", path, body);
  }

  /** An object, or undefined where there is none. */
  async find(path) {
    try {
      return await this.get(path);
    } catch (error) {
      if (error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  close() {
    this.#proxy.kill("SIGKILL");
  }

  /** @throws Error with the `status` of an answer that is a refusal */
  async #call(method, path, body, type = "application/json") {
    const response = await fetch(`${this.#address}${path}`, {
      method: METHODS[method],
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": type } }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw Object.assign(new Error(`${path}: ${response.status} ${text.slice(0, 500)}`), { status: response.status });
    }
    return JSON.parse(text || "{}");
  }
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const ANSWER_MILLIS = 10_000;
/** How long a question is asked again: while a leader is lost, its service has nobody to ask. */
const PATIENCE_MILLIS = 120_000;
const PAUSE_MILLIS = 200;
const NOBODY_THERE = new Set([500, 502, 503, 504]);
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

  /** Asks until somebody answers. */
  async get(path) {
    const end = performance.now() + PATIENCE_MILLIS;
    for (;;) {
      try {
        return await this.#call("get", path);
      } catch (error) {
        if ((error.status !== undefined && !NOBODY_THERE.has(error.status)) || performance.now() > end) {
          throw error;
        }
        await sleep(PAUSE_MILLIS);
      }
    }
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
      signal: AbortSignal.timeout(ANSWER_MILLIS),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": type } }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw Object.assign(new Error(`${path}: ${response.status} ${text.slice(0, 500)}`), { status: response.status });
    }
    return JSON.parse(text || "{}");
  }
}

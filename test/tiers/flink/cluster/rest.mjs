import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_SECONDS = 90;

/** Flink's REST interface. */
export class Rest {
  #address;
  #requireRunning;

  constructor(address, requireRunning) {
    this.#address = address;
    this.#requireRunning = requireRunning;
  }

  get(path) {
    return this.#call(path);
  }
  post(path, body) {
    return this.#call(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  }
  patch(path) {
    return this.#call(path, { method: "PATCH" });
  }
  /** Uploads a jar and returns its id. */
  async upload(jar) {
    const body = new FormData();
    body.append("jarfile", new Blob([readFileSync(jar)]), basename(jar));
    const { filename } = await this.#call("/jars/upload", { method: "POST", body });
    return basename(filename);
  }

  /** What `look` returns once it returns something; refusals on the way are part of starting up. */
  async eventually(what, look) {
    const end = performance.now() + PATIENCE_SECONDS * 1000;
    let last;
    while (performance.now() < end) {
      this.#requireRunning();
      try {
        const seen = await look();
        if (seen !== undefined) {
          return seen;
        }
      } catch (error) {
        last = error;
      }
      await sleep(200);
    }
    throw new Error(`${what}: not within ${PATIENCE_SECONDS} s${last === undefined ? "" : `; ${last.message}`}`);
  }

  async #call(path, options) {
    const response = await fetch(`${this.#address}${path}`, { ...options, signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${text.slice(0, 2000)}`);
    }
    return JSON.parse(text || "{}");
  }
}

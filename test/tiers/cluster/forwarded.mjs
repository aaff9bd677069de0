import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A port of the cluster's on the loopback interface, until it is closed. */
export class Forwarded {
  #process;
  address;

  static async start({ kubeconfig }, namespace, target, port) {
    const options = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
    const child = spawn("kubectl", [...options, "port-forward", "-n", namespace, target, `:${port}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("close", () => process.removeListener("exit", end));
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /Forwarding from (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (address !== undefined) {
        child.stdout.resume();
        return new Forwarded(child, `http://${address}`);
      }
    }
    throw new Error(`kubectl port-forward ${target} did not start`);
  }

  constructor(child, address) {
    this.#process = child;
    this.address = address;
  }

  close() {
    this.#process.kill("SIGKILL");
  }
}

import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The kubectl of a cluster. Every call is a process that ends with us. */
export class Kubectl {
  #options;

  /** @param impersonation - further options of every call, `--as=…` for one */
  constructor(kubeconfig, impersonation = []) {
    this.kubeconfig = kubeconfig;
    this.#options = [...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]), ...impersonation];
  }

  /** The same cluster, as somebody else. */
  as(user) {
    return new Kubectl(this.kubeconfig, [`--as=${user}`]);
  }

  /** A kubeconfig with nothing but a token of a service account. */
  async configurationOf(namespace, serviceAccount) {
    const token = (await this.run(["create", "token", serviceAccount, "-n", namespace])).trim();
    const config = await this.json(["config", "view", "--raw", "--flatten", "--minify"]);
    return { ...config, users: config.users.map(({ name }) => ({ name, user: { token } })) };
  }

  /** What a call prints and how it ends; never throws for its exit code. */
  attempt(args, { input, seconds = 120, environment = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn("kubectl", [...this.#options, ...args], {
        stdio: ["pipe", "pipe", "pipe"],
        timeout: seconds * 1000,
        env: { ...process.env, ...environment },
      });
      const end = () => child.kill("SIGKILL");
      process.once("exit", end);
      const output = { stdout: "", stderr: "" };
      for (const name of ["stdout", "stderr"]) {
        child[name].setEncoding("utf8").on("data", (text) => {
          output[name] += text;
        });
      }
      child.stdin.on("error", () => {});
      child.stdin.end(input ?? "");
      child.once("error", reject);
      child.once("close", (status) => {
        process.removeListener("exit", end);
        resolve({ status, ...output });
      });
    });
  }

  /** What a call prints; throws where it fails. */
  async run(args, options) {
    const { status, stdout, stderr } = await this.attempt(args, options);
    if (status !== 0) {
      throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim() || `exit code ${status}`}`);
    }
    return stdout;
  }

  async json(args, options) {
    return JSON.parse(await this.run([...args, "-o", "json"], options));
  }

  /** The items of a list. */
  async list(args) {
    return (await this.json(["get", ...args])).items;
  }

  /** As a second `terraform plan` would see it: server-side, and no field that the API server does not know. */
  apply(objects, { namespace, dryRun = false } = {}) {
    return this.run(
      [
        "apply",
        ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
        "--server-side",
        "--force-conflicts",
        "--validate=strict",
        "--field-manager=cdktf-flink",
        ...(dryRun ? ["--dry-run=server"] : []),
        "-f",
        "-",
      ],
      { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) },
    );
  }

  /** GET of a path of the API server, through which services of the cluster are reached (`…/proxy/…`). */
  async raw(path) {
    return JSON.parse(await this.run(["get", "--raw", path], { seconds: 30 }));
  }

  async logs(namespace, pod, ...options) {
    const { stdout } = await this.attempt(["logs", "-n", namespace, pod, "--all-containers", ...options]);
    return stdout;
  }

  /** Deletes namespaces with all that is in them, and waits for their end. */
  async deleteNamespaces(...names) {
    await this.run(["delete", "namespace", "--ignore-not-found", "--timeout=180s", ...names], { seconds: 200 });
  }
}

/** What `look` returns once it is neither undefined nor false; refusals on the way are part of starting up. */
export async function eventually(what, look, { seconds = 120, pause = 500 } = {}) {
  const end = performance.now() + seconds * 1000;
  let last = "";
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) {
        return seen;
      }
      last = "";
    } catch (error) {
      last = `; last: ${error.message.split("\n").slice(0, 6).join("\n")}`;
    }
    if (performance.now() > end) {
      throw new Error(`${what}: not within ${seconds} s${last}`);
    }
    await sleep(pause);
  }
}

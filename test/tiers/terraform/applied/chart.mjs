import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { CannotRun } from "../providers.mjs";

const NAME = "flink-kubernetes-operator";

/**
 * A Helm repository with a chart of the operator's name and version that declares nothing but the values it was given. What
 * is judged with it is the release: that Helm finds what it asks for, takes its values, and changes nothing a second time.
 */
export class ChartRepository {
  #server;

  static async start(folder, port, version) {
    const chart = join(folder, NAME);
    mkdirSync(join(chart, "templates"), { recursive: true });
    writeFileSync(join(chart, "Chart.yaml"), `apiVersion: v2\nname: ${NAME}\nversion: ${version}\n`);
    writeFileSync(
      join(chart, "templates", "values.yaml"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  values: {{ .Values | toJson | quote }}\n",
    );
    const archive = join(folder, `${NAME}-${version}.tgz`);
    const { status, error, stderr } = spawnSync("tar", ["-czf", archive, "-C", folder, NAME], { encoding: "utf8" });
    if (status !== 0) {
      throw new CannotRun(`tar failed: ${error?.message ?? stderr}`);
    }
    const index = {
      apiVersion: "v1",
      entries: { [NAME]: [{ name: NAME, version, urls: [`${NAME}-${version}.tgz`] }] },
    };
    const files = { "/index.yaml": JSON.stringify(index), [`/${NAME}-${version}.tgz`]: readFileSync(archive) };
    const server = createServer(({ url }, answer) => {
      answer.writeHead(files[url] === undefined ? 404 : 200);
      answer.end(files[url]);
    });
    server.unref();
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    return new ChartRepository(server, `http://127.0.0.1:${port}/`);
  }

  constructor(server, url) {
    this.#server = server;
    this.url = url;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

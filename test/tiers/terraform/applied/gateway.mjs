import { createServer, request } from "node:http";

/** What is AWS's and not moto's, and so is this gateway's. The tier says it. */
export const STOOD_IN_FOR = [
  "EKS pod identity associations (kept here, by the shapes of EKS's API)",
  "tags in the request that creates a bucket (moto drops them)",
  "the update settings of a node group (moto drops them), and its remote access (moto makes one up)",
  "a launch template's own tags (moto shows them as tags of its instances, too)",
];

const TEMPLATE_TAGS =
  /<item><resourceType>launch-template<\/resourceType><tagSet>(?:(?!<\/tagSet>).)*<\/tagSet><\/item>/gs;

/**
 * Where the AWS provider's requests go: an HTTP proxy in front of moto. So each request has the host that AWS has, and none
 * leaves the machine. The user of the proxy's address is the account. Nothing is checked of signatures, policies or trust.
 */
export class Gateway {
  #moto;
  #server;
  #associations = new Map();
  #updateConfigs = new Map();

  static async start(port, moto) {
    const gateway = new Gateway(moto);
    await new Promise((resolve) => gateway.#server.listen(port, "127.0.0.1", resolve));
    return gateway;
  }

  constructor(moto) {
    this.#moto = moto;
    this.#server = createServer((incoming, answer) => this.#handle(incoming, answer));
    this.#server.unref();
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(incoming, answer) {
    try {
      const chunks = [];
      for await (const chunk of incoming) {
        chunks.push(chunk);
      }
      const url = new URL(incoming.url, `http://${incoming.headers.host}`);
      const call = {
        method: incoming.method,
        host: url.host,
        path: `${url.pathname}${url.search}`,
        headers: incoming.headers,
        account: accountOf(incoming.headers["proxy-authorization"]),
        body: Buffer.concat(chunks),
      };
      const { status, headers, body } = await this.answerTo(call);
      const { "content-length": _, "transfer-encoding": __, ...rest } = headers;
      answer.writeHead(status, { ...rest, ...(call.method !== "HEAD" && { "content-length": body.length }) });
      answer.end(body);
    } catch (error) {
      answer.writeHead(502);
      answer.end(error.message);
    }
  }

  /** What AWS would say to a request in an account. */
  async answerTo(call) {
    if (call.host.startsWith("eks.")) {
      return this.#associationsOf(call) ?? this.#nodeGroupsOf(call);
    }
    const said = await this.#ask(call);
    if (call.host.startsWith("ec2.")) {
      return { ...said, body: Buffer.from(said.body.toString().replaceAll(TEMPLATE_TAGS, "")) };
    }
    const tags = said.status === 200 && createsBucket(call) ? call.body.toString().match(/<Tag>.*?<\/Tag>/gs) : null;
    if (tags !== null) {
      const body = Buffer.from(`<Tagging><TagSet>${tags.join("")}</TagSet></Tagging>`);
      await this.#ask({ ...call, path: `${call.path}?tagging`, body });
    }
    return said;
  }

  #associationsOf({ method, path, account, body }) {
    const [, cluster, id] = /^\/clusters\/([^/]+)\/pod-identity-associations(?:\/([^/?]+))?/.exec(path) ?? [];
    if (cluster === undefined) {
      return undefined;
    }
    if (method === "POST" && id === undefined) {
      const made = `a-${this.#associations.size}${"0".repeat(16)}`.slice(0, 18);
      const arn = `arn:aws:eks:eu-west-1:${account}:podidentityassociation/${cluster}/${made}`;
      const association = {
        ...JSON.parse(body),
        clusterName: cluster,
        associationId: made,
        associationArn: arn,
        createdAt: 1_700_000_000,
        modifiedAt: 1_700_000_000,
      };
      this.#associations.set(made, association);
      return json(200, { association });
    }
    const association = this.#associations.get(id);
    if (association === undefined) {
      return json(404, { message: `no association ${id}` }, { "x-amzn-errortype": "ResourceNotFoundException" });
    }
    if (method === "DELETE") {
      this.#associations.delete(id);
    }
    return json(200, { association });
  }

  async #nodeGroupsOf(call) {
    const said = await this.#ask(call);
    const [, cluster, name] = /^\/clusters\/([^/]+)\/node-groups(?:\/([^/?]+))?$/.exec(call.path) ?? [];
    if (cluster === undefined || said.status !== 200) {
      return said;
    }
    const answer = JSON.parse(said.body);
    if (answer.nodegroup === undefined) {
      return said;
    }
    const key = `${call.account}/${cluster}/${name ?? answer.nodegroup.nodegroupName}`;
    if (call.method === "POST") {
      this.#updateConfigs.set(key, JSON.parse(call.body).updateConfig);
    }
    const { remoteAccess, ...nodegroup } = answer.nodegroup;
    return json(200, { nodegroup: { ...nodegroup, updateConfig: this.#updateConfigs.get(key) } });
  }

  #ask({ method, host, path, headers, account, body }) {
    const { "proxy-authorization": _, "transfer-encoding": __, ...rest } = headers;
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port: this.#moto,
          method,
          path,
          headers: { ...rest, host, "x-moto-account-id": account, "content-length": body.length },
        },
        async (answer) => {
          const chunks = [];
          for await (const chunk of answer) {
            chunks.push(chunk);
          }
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
        },
      );
      asked.once("error", reject);
      asked.end(body);
    });
  }
}

function createsBucket({ method, host, path }) {
  return method === "PUT" && /^s3\./.test(host) && /^\/[^/?]+\/?$/.test(path);
}

function json(status, value, headers = {}) {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

function accountOf(authorization = "") {
  return Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":")[0];
}

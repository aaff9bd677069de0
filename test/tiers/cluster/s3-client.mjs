import { createHash, createHmac } from "node:crypto";

const REGION = "us-east-1";
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** Requests to an S3 server in somebody's name, where `mc` has no command for them (AWS Signature Version 4). */
export class S3Client {
  #endpoint;
  #credentials;

  constructor(endpoint, credentials) {
    this.#endpoint = new URL(endpoint);
    this.#credentials = credentials;
  }

  /** @returns the status, the code of a refusal, and the text of the answer */
  async request(method, path, { query = {}, body } = {}) {
    const parameters = Object.entries(query)
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join("&");
    const target = path.split("/").map(encoded).join("/");
    const response = await fetch(new URL(`${target}${parameters && `?${parameters}`}`, this.#endpoint), {
      method,
      body,
      headers: this.#signed(method, target, parameters),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, code: element("Code", text), text };
  }

  #signed(method, path, query) {
    const now = `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
    const headers = { host: this.#endpoint.host, "x-amz-content-sha256": UNSIGNED, "x-amz-date": now };
    const names = Object.keys(headers).join(";");
    const canonical = [method, path, query, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`)];
    const request = [...canonical, "", names, UNSIGNED].join("\n");
    const scope = [now.slice(0, 8), REGION, "s3", "aws4_request"];
    const text = ["AWS4-HMAC-SHA256", now, scope.join("/"), createHash("sha256").update(request).digest("hex")].join(
      "\n",
    );
    const { accessKey, secretKey } = this.#credentials;
    const key = scope.reduce((secret, part) => hmac(secret, part), `AWS4${secretKey}`);
    const signature = hmac(key, text).toString("hex");
    const credential = `${accessKey}/${scope.join("/")}`;
    const { host, ...sent } = headers;
    return {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }
}

/** The text of an element of an answer. */
export function element(name, xml) {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function hmac(key, text) {
  return createHmac("sha256", key).update(text).digest();
}

function encoded(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

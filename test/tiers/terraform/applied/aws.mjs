import { freePorts } from "../../flink/cluster/flink-cluster.mjs";
import { Gateway } from "./gateway.mjs";
import { serverAt } from "./processes.mjs";
import { pythonWith } from "./python.mjs";

const SERVICES = ["ec2", "eks", "iam", "kms", "s3", "s3control", "sts"];
const HOSTS = { iam: "iam", s3control: "s3-control" };
const REGION = "eu-west-1";

/** AWS as moto has it, behind a gateway of ours: as many accounts as are asked for. */
export class Aws {
  #port;
  #gateway;
  #process;

  static async start() {
    const [motoPort, port] = await freePorts(2);
    const options = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(motoPort)];
    const moto = await serverAt(`http://127.0.0.1:${motoPort}/moto-api/`, pythonWith("moto"), options, {
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    });
    return new Aws(port, await Gateway.start(port, motoPort), moto);
  }

  constructor(port, gateway, process) {
    this.#port = port;
    this.#gateway = gateway;
    this.#process = process;
  }

  stop() {
    this.#gateway.stop();
    this.#process.kill("SIGKILL");
  }

  /** What the provider block of an account gets besides its own arguments: where AWS is, and keys that open nothing. */
  providerArguments(account) {
    const proxy = `http://${account}:-@127.0.0.1:${this.#port}`;
    return {
      access_key: "test",
      secret_key: "test",
      http_proxy: proxy,
      https_proxy: proxy,
      s3_use_path_style: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: true,
      endpoints: [Object.fromEntries(SERVICES.map((service) => [service, `http://${hostOf(service)}`]))],
    };
  }

  /** The EKS cluster that an environment of managed node groups expects. */
  async createEksCluster(account, name) {
    const role = `arn:aws:iam::${account}:role/eks`;
    const { status, body } = await this.call(account, "eks", "POST", "/clusters", {
      name,
      roleArn: role,
      resourcesVpcConfig: {},
    });
    if (status !== 200) {
      throw new Error(`the EKS cluster ${name}: ${status} ${body}`);
    }
  }

  /** Somebody's request to a service, past Terraform. A body that is not text is sent as JSON. */
  async call(account, service, method, path, body = "") {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const scope = `20261101/${REGION}/${service}/aws4_request`;
    const { status, body: said } = await this.#gateway.answerTo({
      method,
      path,
      account,
      host: hostOf(service),
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`,
        "content-type": text.startsWith("{") ? "application/json" : "application/xml",
      },
      body: Buffer.from(text),
    });
    return { status, body: said.toString() };
  }
}

function hostOf(service) {
  return `${HOSTS[service] ?? service}.${service === "iam" ? "" : `${REGION}.`}amazonaws.com`;
}

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { minioPrograms } from "../../cluster/images/programs.mjs";
import { S3Client } from "../../cluster/s3-client.mjs";
import { freePorts } from "../../flink/cluster/flink-cluster.mjs";
import { serverAt } from "./processes.mjs";

const CREDENTIALS = { accessKey: "terraform", secretKey: "terraform-state" };

/** The S3 server that holds Terraform's states, and their locks. It encrypts what it is asked to, with a key of its own. */
export class StateServer {
  #endpoint;
  #process;
  #client;

  static async start(folder) {
    const [port] = await freePorts(1);
    const endpoint = `http://127.0.0.1:${port}`;
    const data = join(folder, "states");
    mkdirSync(data);
    const server = await serverAt(
      `${endpoint}/minio/health/live`,
      join(minioPrograms(), "minio"),
      ["server", data, "--address", `127.0.0.1:${port}`, "--quiet"],
      {
        env: {
          ...process.env,
          MINIO_ROOT_USER: CREDENTIALS.accessKey,
          MINIO_ROOT_PASSWORD: CREDENTIALS.secretKey,
          MINIO_KMS_SECRET_KEY: `terraform:${randomBytes(32).toString("base64")}`,
          MINIO_BROWSER: "off",
        },
      },
    );
    return new StateServer(endpoint, server);
  }

  constructor(endpoint, process) {
    this.#endpoint = endpoint;
    this.#process = process;
    this.#client = new S3Client(endpoint, CREDENTIALS);
  }

  stop() {
    this.#process.kill("SIGKILL");
  }

  /** What a backend gets besides its own arguments: where S3 is, and who may write there. */
  get backendArguments() {
    return {
      access_key: CREDENTIALS.accessKey,
      secret_key: CREDENTIALS.secretKey,
      endpoints: { s3: this.#endpoint },
      use_path_style: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: true,
      skip_region_validation: true,
      skip_requesting_account_id: true,
    };
  }

  async createBucket(name) {
    const { status, code } = await this.#client.request("PUT", `/${name}`);
    if (status !== 200 && code !== "BucketAlreadyOwnedByYou") {
      throw new Error(`the bucket ${name} of states: ${status} ${code}`);
    }
  }

  /** An object's text, or undefined where there is none. */
  async read(bucket, key) {
    const { status, text } = await this.#client.request("GET", `/${bucket}/${key}`);
    return status === 200 ? text : undefined;
  }
}

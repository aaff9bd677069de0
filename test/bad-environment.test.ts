import { Token } from "cdktf";
import { describe, expect, test } from "vitest";
import type { Environment } from "../lib/environment/environment";
import { FlinkVersion } from "../lib/environment/flink-version";
import { InvalidInputError } from "../lib/errors";
import { planPlatform } from "../lib/sizing/plan-platform";
import { validEnvironment, validWorkload } from "./support/valid";

const inEnvironment = (change: Partial<Environment>) => planPlatform(validWorkload(), validEnvironment(change));

describe("an environment that cannot hold is refused", () => {
  test.each<[string, Partial<Environment>, string]>([
    [
      "an unknown Flink version",
      { flinkVersion: "3.0" },
      'Flink "3.0" is not known here; use one of 1.20, 2.0, 2.1, 2.2, 2.3',
    ],
    ["no version at all", { flinkVersion: "newest" }, "[FlinkVersionUnknown]"],
    [
      "Flink 2.3 on an operator that rejects it",
      { flinkVersion: "2.3" },
      "Flink operator 1.15.0 rejects Flink 2.3 (its CRD ends at 2.2); use Flink 2.2 until an operator release accepts 2.3 [FlinkVersionNotDeployable]",
    ],
    [
      "Flink 2.1 on an older operator",
      { flinkVersion: "2.1", runtime: { type: "operator", version: "1.12.1" } },
      "[FlinkVersionNotDeployable]",
    ],
    [
      "an unknown operator",
      { runtime: { type: "operator", version: "9.9.9" } },
      'Flink operator "9.9.9" is not known here; use one of 1.11.0, 1.12.0, 1.12.1, 1.13.0, 1.14.0, 1.15.0 [OperatorVersionUnknown]',
    ],
    [
      "two JobManagers without high availability",
      { highAvailability: { type: "none" }, jobManagers: 2 },
      '2 JobManagers need high availability, or each would run the job; set highAvailability to { type: "kubernetes" }, or jobManagers to 1 [JobManagersWithoutHighAvailability]',
    ],
    [
      "a typo for high availability",
      { highAvailability: { type: "kubernets" as "kubernetes" } },
      '"kubernets" is no kind of high availability; use none, kubernetes or zookeeper',
    ],
    [
      "a quorum without ports",
      {
        highAvailability: {
          type: "zookeeper",
          ensemble: { type: "external", quorum: ["zk-0"], rootPath: "/flink/test" },
        },
      },
      "a ZooKeeper quorum lists servers as host:port",
    ],
    [
      "a relative root path",
      {
        highAvailability: {
          type: "zookeeper",
          ensemble: { type: "external", quorum: ["zk-0:2181"], rootPath: "flink" },
        },
      },
      "the ZooKeeper root path must be absolute and of its own",
    ],
    [
      "a relative local backend",
      { terraformState: { type: "local", directory: "state" } },
      'the local state directory must be absolute, got "state": a relative one would lie inside cdktf.out and be deleted with it [RelativeStatePath]',
    ],
    ["a load of nothing", { loadFactor: 0 }, "the load factor must be above zero, got 0"],
    ["S3 without AWS", { aws: undefined }, "storage of type s3 needs aws"],
    [
      "an account that is none",
      { aws: { accountId: "123", region: "eu-west-1", eksClusterName: "main" } },
      'an AWS account id has twelve digits, got "123"',
    ],
    [
      "IRSA without issuer",
      { aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "main", identity: "irsa" } },
      "identity irsa needs oidcIssuer, the EKS cluster's issuer without https:// [EnvironmentInvalid]",
    ],
    [
      "Pod Identity on an old SDK",
      {
        flinkVersion: "1.20.0",
        aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "main", identity: "pod-identity" },
      },
      "from before EKS Pod Identity",
    ],
    [
      "an endpoint that is none",
      { storage: { type: "s3-compatible", bucketName: "state", endpoint: "minio:9000", credentialsSecret: "keys" } },
      "the S3 endpoint must be an http or https URL",
    ],
    [
      "a password in the endpoint",
      {
        storage: {
          type: "s3-compatible",
          bucketName: "state",
          endpoint: "http://me:secret@minio:9000",
          credentialsSecret: "keys",
        },
      },
      "put them into the Secret [CredentialInConfiguration]",
    ],
    [
      "a bucket name that is none",
      { storage: { type: "s3", bucketName: "My_Bucket" } },
      '"My_Bucket" is no S3 bucket name',
    ],
    [
      "a namespace that is none",
      { kubernetes: { kubeconfig: "c", context: "c", namespace: "a.b" } },
      '"a.b" is no Kubernetes namespace name',
    ],
    [
      "a name with blanks",
      { name: "my env" },
      "use lower-case letters, digits and inner dashes for its name [NameInvalid]",
    ],
    [
      "a pin for no stage",
      { pins: { corelate: { parallelism: 4 } } },
      'pins names the stage "corelate", and workload shop has parse, enrich, correlate [UnknownStage]',
    ],
    [
      "nodes for no stage",
      { nodes: { type: "existing", taskManagers: { nope: { labels: {} } } } },
      'nodes.taskManagers names the stage "nope"',
    ],
    ["an image that is none", { image: "my image" }, "[JobInvalid]"],
    ["a token for the load", { loadFactor: Token.asNumber({ resolve: () => 1 }) }, "[UnresolvedToken]"],
  ])("%s", (_, change, message) => {
    expect(() => inEnvironment(change)).toThrow(InvalidInputError);
    expect(() => inEnvironment(change)).toThrow(message);
  });
});

test("a version is read as a line or as a release", () => {
  expect(String(FlinkVersion.of("2.2"))).toBe("2.2.1");
  expect(String(FlinkVersion.of("1.20.0"))).toBe("1.20.0");
  expect(FlinkVersion.of("1.20").configurationFile).toBe("flink-conf.yaml");
  expect(FlinkVersion.of("2.0").operatorName).toBe("v2_0");
  expect(FlinkVersion.of("2.2").isAtLeast("1.20")).toBe(true);
  expect(FlinkVersion.of("1.20").isAtLeast("2.0")).toBe(false);
});

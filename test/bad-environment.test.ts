import { Token } from "cdktf";
import { describe, expect, test } from "vitest";
import type { Environment } from "../lib/environment/environment";
import { FlinkVersion } from "../lib/environment/flink-version";
import { InvalidInputError } from "../lib/errors";
import { planPlatform } from "../lib/sizing/plan-platform";
import { Cpu } from "../lib/units/cpu";
import { MemorySize } from "../lib/units/memory-size";
import { autoMode, declaredNodes, karpenter, managedNodeGroups } from "./support/node-pools";
import { validEnvironment, validWorkload } from "./support/valid";

const s3Server = {
  type: "s3-compatible",
  bucketName: "state",
  endpoint: "http://minio:9000",
  credentialsSecret: "keys",
} as const;

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
      "a priority that Kubernetes keeps for itself",
      { priorityClasses: { type: "declared", value: 1_000_000_000 } },
      "priorityClasses.value must be a whole number below 1,000,000,000, so that JobManagers may have one more, got 1000000000",
    ],
    [
      "a priority class whose name is none",
      { priorityClasses: { type: "existing", jobManagers: "High!", taskManagers: "middle" } },
      '"High!" is no name of a PriorityClass [NameInvalid]',
    ],
    [
      "priority classes of no kind",
      { priorityClasses: { type: "declare" as "declared" } },
      '"declare" is no kind of priority classes; use declared or existing',
    ],
    ["a zone that is named twice", { zones: ["a", "b", "a"] }, "zones names a twice"],
    [
      "TaskManagers that are spread over one zone",
      { zones: ["a"], taskManagerZones: { enrich: "spread" } },
      "taskManagerZones spreads over a; state two zones or more, or leave it out",
    ],
    [
      "TaskManagers somewhere else",
      { zones: ["a", "b"], taskManagerZones: "all" as "spread" },
      'taskManagerZones takes one or spread, got "all"',
    ],
    [
      "zones of a stage that is not there",
      { zones: ["a", "b"], taskManagerZones: { enrch: "spread" } },
      'taskManagerZones names the stage "enrch"',
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
    [
      "an unknown kind of nodes",
      { nodes: { type: "fargate" as "existing" } },
      '"fargate" is no kind of nodes; use existing, managed-node-groups, karpenter or auto-mode',
    ],
    [
      "nodes to declare without an account",
      { nodes: autoMode(), aws: undefined, storage: s3Server },
      "nodes of type auto-mode are declared in an AWS account; state aws, or use type existing [EnvironmentInvalid]",
    ],
    [
      "a zone without a subnet",
      { nodes: managedNodeGroups(), zones: ["eu-west-1a", "eu-west-1c"] },
      "nodes.subnets has no subnet for eu-west-1c, where nodes may be planned; add one, or take the zone out of zones [EnvironmentInvalid]",
    ],
    ["no subnet", { nodes: managedNodeGroups({ subnets: {} }) }, "nodes.subnets is empty"],
    [
      "a zone of another region",
      { nodes: managedNodeGroups({ subnets: { "us-east-1a": "subnet-0aaaaaaaaaaaaaaaa" } }) },
      'nodes.subnets names the zone "us-east-1a", which is not in eu-west-1; use names such as eu-west-1a',
    ],
    [
      "a subnet by its name",
      { nodes: managedNodeGroups({ subnets: { "eu-west-1a": "private-a" } }) },
      'the subnet of eu-west-1a must be an id such as subnet-0123456789abcdef0, got "private-a"',
    ],
    [
      "one subnet for two zones",
      { nodes: managedNodeGroups({ subnets: { "eu-west-1a": "subnet-0aaaaaaa", "eu-west-1b": "subnet-0aaaaaaa" } }) },
      "nodes.subnets gives eu-west-1a and eu-west-1b the same subnet subnet-0aaaaaaa; a subnet lies in one zone",
    ],
    [
      "a node role by its name",
      { nodes: managedNodeGroups({ nodeRoleArn: "nodes" }) },
      'nodes.nodeRoleArn must be the ARN of an IAM role, got "nodes"',
    ],
    [
      "Karpenter's node role by its ARN",
      { nodes: karpenter({ nodeRole: "arn:aws:iam::123456789012:role/nodes" }) },
      "nodes.nodeRole is the name of an IAM role, not its ARN",
    ],
    [
      "an image that is not pinned",
      { nodes: karpenter({ amiAlias: "al2023@latest" }) },
      'nodes.amiAlias must pin a release, such as al2023@v20250807, got "al2023@latest"; with latest every new image would replace nodes',
    ],
    ["an image of another family", { nodes: karpenter({ amiAlias: "al2@v20250807" }) }, "must pin a release"],
    ["an empty discovery tag", { nodes: karpenter({ discoveryTag: "" }) }, "nodes.discoveryTag is empty"],
    [
      "a NodeClass that is none",
      { nodes: autoMode({ nodeClass: "Flink nodes" }) },
      '"Flink nodes" is no name of a NodeClass',
    ],
    [
      "no architecture",
      { nodes: { type: "existing", constraints: { architectures: [] } } },
      "nodes.constraints.architectures is empty, so that no instance type is left; leave it out for all",
    ],
    [
      "an architecture that is none",
      { nodes: { type: "existing", constraints: { architectures: ["x86" as "amd64"] } } },
      'nodes.constraints.architectures takes amd64 or arm64, got "x86"',
    ],
    [
      "a size for a family",
      { nodes: { type: "existing", constraints: { families: ["m7g.large"] } } },
      'nodes.constraints.families takes families such as m7g, got "m7g.large"',
    ],
    [
      "a family for a type",
      { nodes: { type: "existing", constraints: { instanceTypes: ["m7g"] } } },
      'nodes.constraints.instanceTypes takes types such as m7g.2xlarge, got "m7g"',
    ],
    [
      "a word for local disks",
      { nodes: { type: "existing", constraints: { localNvme: "always" as "required" } } },
      'nodes.constraints.localNvme takes required or never or cheapest, got "always"',
    ],
    [
      "a way to buy that is none",
      { nodes: { type: "existing", constraints: { capacityType: "reserved" as "spot" } } },
      'nodes.constraints.capacityType takes on-demand or spot, got "reserved"',
    ],
    [
      "a node that may take no slot with it",
      { nodes: { type: "existing", stageConstraints: { parse: { maxSlotsLostPerNode: 0 } } } },
      "nodes.stageConstraints.parse.maxSlotsLostPerNode must be at least 1, got 0 [AmountNegative]",
    ],
    [
      "half a pod of a DaemonSet",
      {
        nodes: {
          type: "existing",
          constraints: { daemonSetReserve: { cpu: Cpu.millis(250), memory: MemorySize.mebibytes(400), pods: 1.5 } },
        },
      },
      "nodes.constraints.daemonSetReserve.pods must be a whole number, got 1.5 [AmountNotWhole]",
    ],
    [
      "a price for no type",
      { nodes: { type: "existing", constraints: { hourlyPrices: { m7g: 1 } } } },
      'nodes.constraints.hourlyPrices takes types such as m7g.2xlarge, got "m7g"',
    ],
    [
      "a price below nothing",
      { nodes: { type: "existing", constraints: { hourlyPrices: { "m7g.large": -1 } } } },
      "the hourly price of m7g.large must not be negative, got -1 [AmountNegative]",
    ],
    [
      "constraints for no stage",
      { nodes: { type: "existing", stageConstraints: { nope: {} } } },
      'nodes.stageConstraints names the stage "nope"',
    ],
    [
      "a label Kubernetes refuses",
      { nodes: { type: "existing", jobManagers: { labels: { pool: "a b" } } } },
      'nodes.jobManagers has "pool": "a b", which Kubernetes takes neither as label nor as taint',
    ],
    [
      "an effect that is none",
      {
        nodes: {
          type: "existing",
          taskManagers: {
            parse: { labels: {}, taints: [{ key: "pool", value: "a", effect: "Never" as "NoSchedule" }] },
          },
        },
      },
      'nodes.taskManagers.parse: a taint\'s effect is NoSchedule, NoExecute, PreferNoSchedule, got "Never"',
    ],
    ["an image that is none", { image: "my image" }, "[JobInvalid]"],
    ["a token for the load", { loadFactor: Token.asNumber({ resolve: () => 1 }) }, "[UnresolvedToken]"],
  ])("%s", (_, change, message) => {
    expect(() => inEnvironment(change)).toThrow(InvalidInputError);
    expect(() => inEnvironment(change)).toThrow(message);
  });
});

test.each(declaredNodes.map((nodes) => [nodes.type, nodes] as const))("nodes of type %s are taken", (_, nodes) => {
  expect(() => inEnvironment({ nodes, zones: ["eu-west-1a", "eu-west-1b"] })).not.toThrow();
});

test("subnets and roles that only Terraform will know are passed through", () => {
  const token = Token.asString({ resolve: () => "later" });
  const nodes = managedNodeGroups({ subnets: { "eu-west-1a": token }, nodeRoleArn: token });
  expect(() => inEnvironment({ nodes })).not.toThrow();
});

test("a version is read as a line or as a release", () => {
  expect(String(FlinkVersion.of("2.2"))).toBe("2.2.1");
  expect(String(FlinkVersion.of("1.20.0"))).toBe("1.20.0");
  expect(FlinkVersion.of("1.20").configurationFile).toBe("flink-conf.yaml");
  expect(FlinkVersion.of("2.0").operatorName).toBe("v2_0");
  expect(FlinkVersion.of("2.2").isAtLeast("1.20")).toBe(true);
  expect(FlinkVersion.of("1.20").isAtLeast("2.0")).toBe(false);
});

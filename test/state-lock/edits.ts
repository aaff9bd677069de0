import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Manifest, S3Bucket } from "../../lib/constructs/terraform/providers";
import type { DeclaredZooKeeperEnsemble, HighAvailability } from "../../lib/environment/high-availability";
import type { ErrorCode } from "../../lib/errors";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { type DeployedPlatform, productionEnvironment, threeStages } from "../support/locked";
import { statelessStage, windowedStage } from "../support/valid";

/** One careless edit of a platform that runs. */
export interface Edit {
  readonly code: ErrorCode;
  readonly before?: DeployedPlatform;
  readonly after: DeployedPlatform;
}

type Environment = Parameters<typeof productionEnvironment>[0];

const environment = (change: Environment): DeployedPlatform => ({ environments: [productionEnvironment(change)] });
const highAvailability = (ha: HighAvailability, more: Environment = {}) =>
  environment({ highAvailability: ha, ...more });
export const external = (rootPath: string, ...quorum: string[]): HighAvailability => ({
  type: "zookeeper",
  ensemble: { type: "external", quorum: quorum.length === 0 ? ["zk1.example.com:2181"] : quorum, rootPath },
});
const ensemble = (change: Partial<DeclaredZooKeeperEnsemble> = {}): DeployedPlatform =>
  highAvailability({ type: "zookeeper", ensemble: { type: "declared", ...change } });
export const laptop: Environment = {
  runtime: { type: "standalone" },
  aws: undefined,
  storage: {
    type: "s3-compatible",
    bucketName: "state",
    endpoint: "http://s3.storage:9000",
    credentialsSecret: "keys",
  },
};
const start = "s3p://state/savepoints/parse/savepoint-1";

/** Resources of a type in a stack, for what no option can do. */
const each =
  (type: string, change: (resource: TerraformResource) => void) =>
  (stack: Construct): void => {
    for (const resource of stack.node.findAll()) {
      if (TerraformResource.isTerraformResource(resource) && resource.terraformResourceType === type) {
        change(resource);
      }
    }
  };

interface Deployment {
  metadata: { name: string };
  spec: { job: Record<string, unknown>; flinkConfiguration: Record<string, string> };
}

/** The FlinkDeployment of one stage, with another spec. */
const deployment = (stage: string, change: (deployment: Deployment) => void): DeployedPlatform => ({
  hatch: each("kubernetes_manifest", (resource) => {
    const manifest = structuredClone((resource as Manifest).manifestInput) as unknown as Deployment;
    if (manifest.metadata.name === `shop-${stage}`) {
      change(manifest);
      (resource as Manifest).manifest = manifest as unknown as Manifest["manifest"];
    }
  }),
});
const setting = (stage: string, key: string, value: string): DeployedPlatform =>
  deployment(stage, ({ spec }) => {
    spec.flinkConfiguration[key] = value;
  });
const lifecycleRules = (rule: object[]): DeployedPlatform => ({
  hatch: each("aws_s3_bucket_lifecycle_configuration", (resource) => resource.addOverride("rule", rule)),
});
const undo = (prefix: string, days: number) => ({
  id: prefix,
  status: "Enabled",
  filter: { prefix },
  noncurrent_version_expiration: { noncurrent_days: days },
});

/** Every edit that has to be refused, by what a person would say they did. */
export const EDITS: Readonly<Record<string, Edit>> = {
  "rename a stage": {
    code: "StageRenamed",
    after: { stages: [...threeStages().slice(0, 2), { ...windowedStage(), name: "match" }] },
  },
  "remove a stage": { code: "StageRemoved", after: { stages: threeStages().slice(0, 2) } },
  "change max parallelism": {
    code: "MaxParallelismChanged",
    after: { stages: [...threeStages().slice(0, 2), windowedStage({ pins: { maxParallelism: 5040 } })] },
  },
  "pin a parallelism above max parallelism": {
    code: "ParallelismAboveMaxParallelism",
    after: environment({ pins: { correlate: { parallelism: 4096 } } }),
  },
  "raise the parallelism above max parallelism by an escape hatch": {
    code: "ParallelismAboveMaxParallelism",
    after: deployment("correlate", ({ spec }) => {
      spec.job["parallelism"] = 4096;
    }),
  },
  "rename the bucket": {
    code: "BucketChanged",
    after: environment({ storage: { type: "s3", bucketName: "shop-state" } }),
  },
  "rename the bucket by an escape hatch": {
    code: "BucketChanged",
    after: {
      hatch: each("aws_s3_bucket", (resource) => {
        (resource as S3Bucket).bucket = "shop-state";
      }),
    },
  },
  "move to another S3 server": {
    code: "BucketChanged",
    before: environment(laptop),
    after: environment({
      ...laptop,
      storage: { ...laptop.storage, endpoint: "http://minio.storage:9000" } as NonNullable<Environment>["storage"],
    }),
  },
  "move the checkpoints of a stage": {
    code: "PrefixMoved",
    after: setting("parse", "execution.checkpointing.dir", "s3p://shop-flink-production/parse"),
  },
  "move the HA metadata of a stage": {
    code: "PrefixMoved",
    after: setting("parse", "high-availability.storageDir", "s3p://shop-flink-production/parse"),
  },
  "replace the key": {
    code: "ProtectedResourceGone",
    after: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/other" },
  },
  "replace the key of the encryption alone": {
    code: "EncryptionKeyChanged",
    after: {
      hatch: each("aws_s3_bucket_server_side_encryption_configuration", (resource) =>
        resource.addOverride(
          "rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
          "arn:aws:kms:eu-west-1:123456789012:key/other",
        ),
      ),
    },
  },
  "from RocksDB to HashMap": {
    code: "StateBackendChanged",
    after: {
      stages: [
        ...threeStages().slice(0, 2),
        { ...statelessStage({ pins: { maxParallelism: 2520 } }), name: "correlate" },
      ],
    },
  },
  "from HashMap to RocksDB": {
    code: "StateBackendChanged",
    after: {
      stages: [{ ...windowedStage({ pins: { maxParallelism: 720 } }), name: "parse" }, ...threeStages().slice(1)],
    },
  },
  "switch the type of high availability": {
    code: "HighAvailabilityChanged",
    after: highAvailability(external("/flink")),
  },
  "switch high availability off": { code: "HighAvailabilityChanged", after: highAvailability({ type: "none" }) },
  "switch it with movingFrom, but on the standalone runtime without startFrom": {
    code: "HighAvailabilityChanged",
    before: environment(laptop),
    after: highAvailability({ ...external("/flink"), movingFrom: { type: "kubernetes" } } as HighAvailability, laptop),
  },
  "change ZooKeeper's root path": {
    code: "ZooKeeperRootChanged",
    before: highAvailability(external("/flink/production")),
    after: highAvailability(external("/flink/shop")),
  },
  "name another ZooKeeper ensemble": {
    code: "ZooKeeperEnsembleChanged",
    before: highAvailability(external("/flink")),
    after: highAvailability(external("/flink", "zk2.example.com:2181")),
  },
  "change a cluster id": {
    code: "ClusterIdChanged",
    after: deployment("parse", ({ metadata }) => {
      metadata.name = "shop-parser";
    }),
  },
  "rename the workload, and with it every cluster id": { code: "EnvironmentRemoved", after: { name: "store" } },
  "change the namespace": {
    code: "NamespaceChanged",
    after: environment({ kubernetes: { kubeconfig: "~/.kube/config", context: "main", namespace: "shop" } }),
  },
  "change the Kubernetes cluster": {
    code: "KubernetesClusterChanged",
    after: environment({ aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "second" } }),
  },
  "from Flink 1.20 to 2.2 in place": {
    code: "FlinkMajorChanged",
    before: environment({ flinkVersion: "1.20" }),
    after: environment({ flinkVersion: "2.2" }),
  },
  "from the operator to standalone": {
    code: "RuntimeChanged",
    after: environment({ runtime: { type: "standalone" } }),
  },
  "from standalone to the operator": {
    code: "RuntimeChanged",
    before: environment({ runtime: { type: "standalone" } }),
    after: {},
  },
  "upgrade stateless in production": {
    code: "StatelessUpgrade",
    after: deployment("correlate", ({ spec }) => {
      spec.job["upgradeMode"] = "stateless";
    }),
  },
  "take no savepoint on deletion": {
    code: "SavepointsOff",
    after: setting("correlate", "kubernetes.operator.job.savepoint-on-deletion", "false"),
  },
  "have no savepoint directory": {
    code: "SavepointsOff",
    after: deployment("correlate", ({ spec }) => {
      delete spec.flinkConfiguration["execution.checkpointing.savepoint-dir"];
    }),
  },
  "lower how long deleted savepoints can be brought back": {
    code: "RetentionLowered",
    after: lifecycleRules([undo("checkpoints/", 1), undo("ha/", 7), undo("savepoints/", 3)]),
  },
  "retain fewer checkpoints": {
    code: "RetentionLowered",
    after: setting("correlate", "execution.checkpointing.num-retained", "1"),
  },
  "delete checkpoints on cancellation": {
    code: "RetentionLowered",
    after: setting("correlate", "execution.checkpointing.externalized-checkpoint-retention", "DELETE_ON_CANCELLATION"),
  },
  "expire what is older than a month": {
    code: "LifecycleRuleReachesState",
    after: lifecycleRules([
      undo("savepoints/", 30),
      { id: "old", status: "Enabled", filter: {}, expiration: { days: 30 } },
    ]),
  },
  "archive savepoints": {
    code: "LifecycleRuleReachesState",
    after: lifecycleRules([
      undo("savepoints/", 30),
      {
        id: "cold",
        status: "Enabled",
        filter: { prefix: "savepoints/" },
        transition: [{ days: 30, storage_class: "GLACIER" }],
      },
    ]),
  },
  "expire a prefix of state as the construct's option has it": {
    code: "LifecycleRuleCoversState",
    after: { foundation: { expirations: [{ prefix: "savepoints/parse", expireAfter: Duration.days(90) }] } },
  },
  "switch force_destroy on": {
    code: "ForceDestroyOn",
    after: {
      hatch: each("aws_s3_bucket", (resource) => {
        (resource as S3Bucket).forceDestroy = true;
      }),
    },
  },
  "switch versioning off": {
    code: "VersioningOff",
    after: {
      hatch: each("aws_s3_bucket_versioning", (resource) =>
        resource.addOverride("versioning_configuration.status", "Suspended"),
      ),
    },
  },
  "switch prevent_destroy off": {
    code: "ProtectionRemoved",
    after: {
      hatch: each("aws_s3_bucket", (resource) => resource.addOverride("lifecycle.prevent_destroy", false)),
    },
  },
  "no longer declare the namespace": {
    code: "ProtectedResourceGone",
    after: { foundation: { existingNamespace: true } },
  },
  "change a volume claim": {
    code: "VolumeClaimsChanged",
    before: ensemble(),
    after: ensemble({ dataVolume: MemorySize.gibibytes(20), storageClass: "gp3" }),
  },
  "change the number of ZooKeeper servers": {
    code: "ZooKeeperServersChanged",
    before: ensemble(),
    after: ensemble({ servers: 5 }),
  },
  "rename the environment": { code: "EnvironmentRemoved", after: environment({ name: "prod" }) },
  "move Terraform's state": {
    code: "TerraformStateMoved",
    after: environment({
      terraformState: { type: "s3", bucket: "terraform-state", region: "eu-west-1", keyPrefix: "flink" },
    }),
  },
  "rename a stack": { code: "StackRemoved", after: { foundationStack: { part: "base" } } },
  "take startFrom out on the standalone runtime": {
    code: "StartRemoved",
    before: environment({ ...laptop, startFrom: { parse: start } }),
    after: environment(laptop),
  },
  "start from nothing": {
    code: "StartWithoutState",
    before: environment({ ...laptop, startFrom: { parse: start } }),
    after: environment({ ...laptop, startFrom: { parse: { attempt: 2 } } }),
  },
  "put two environments on one bucket": {
    code: "StateShared",
    after: {
      environments: [
        productionEnvironment({ storage: { type: "s3", bucketName: "shop-flink-production" } }),
        productionEnvironment({ name: "staging", storage: { type: "s3", bucketName: "shop-flink-production" } }),
      ],
    },
  },
  "put two environments on one root path": {
    code: "StateShared",
    before: highAvailability(external("/flink")),
    after: {
      environments: [
        productionEnvironment({ highAvailability: external("/flink") }),
        productionEnvironment({ name: "staging", highAvailability: external("/flink") }),
      ],
    },
  },
};

import { describe, expect, test } from "vitest";
import { FlinkFoundation } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { FlinkStack } from "../../lib/constructs/terraform/flink-stack";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { synthesize } from "../support/synthesized";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

/** Two environments in one app that differ in what is stated. */
function together(blue: Partial<Environment>, green: Partial<Environment>): void {
  synthesize((app) => {
    for (const environment of [
      validEnvironment({ name: "blue", ...blue }),
      validEnvironment({ name: "green", ...green }),
    ]) {
      const plan = planPlatform(validWorkload(statelessStage()), environment);
      const stack = new FlinkStack(app, { environment, part: "signals", providers: ["kubernetes"] });
      new FlinkPlatform(stack, "Flink", { plan, foundation: FlinkFoundation.fromPlan(stack, "Foundation", plan) });
    }
  });
}

const zooKeeper = (quorum: readonly string[], rootPath: string): Partial<Environment> => ({
  highAvailability: { type: "zookeeper", ensemble: { type: "external", quorum, rootPath } },
});
const inCluster = (context: string, more: Partial<Environment> = {}): Partial<Environment> => ({
  kubernetes: { kubeconfig: "c", context },
  ...more,
});
const minio = (bucketName: string) =>
  ({
    storage: { type: "s3-compatible", bucketName, endpoint: "http://s3.storage.svc:9000", credentialsSecret: "keys" },
  }) as const;

describe("two environments of one app", () => {
  test("stand beside each other by their names alone", () => {
    expect(() => together({}, {})).not.toThrow();
  });

  test("may not share a bucket", () => {
    const storage = { type: "s3", bucketName: "state" } as const;
    expect(() => together({ storage }, { storage })).toThrow(
      "blue-signals/Flink/Stage-parse and green-signals/Flink/Stage-parse would both use s3p://state/checkpoints/parse (execution.checkpointing.dir), and take or delete each other's state; give one environment another bucket [StateShared]",
    );
  });

  test("may not share a znode, even where only one server is in both lists", () => {
    expect(() =>
      together(
        zooKeeper(["zk1.example.com:2181", "zk2.example.com:2181"], "/flink"),
        zooKeeper(["ZK2.example.com:2181", "zk3.example.com:2181"], "/flink"),
      ),
    ).toThrow("the znode /flink/shop-parse of the ZooKeeper ensemble at zk2.example.com:2181");
  });

  test("may share an ensemble with a root path each", () => {
    const quorum = ["zk1.example.com:2181"];
    expect(() => together(zooKeeper(quorum, "/flink/blue"), zooKeeper(quorum, "/flink/green"))).not.toThrow();
  });

  test("may not share a namespace", () => {
    const kubernetes = { kubeconfig: "c", context: "main", namespace: "flink" };
    expect(() => together({ kubernetes }, { kubernetes })).toThrow(
      "the name shop-parse in the namespace flink of main, and take or delete each other's state; give one workload another name, or one environment another namespace [StateShared]",
    );
  });

  test("may use the same names in two Kubernetes clusters", () => {
    const same = { ...zooKeeper(["zk-0.zk:2181"], "/flink"), ...minio("state") };
    expect(() => together(inCluster("one", same), inCluster("two", same))).not.toThrow();
    expect(() => together(inCluster("one", same), inCluster("one", same))).toThrow("[StateShared]");
  });

  test("are nobody's business in another app", () => {
    const storage = { type: "s3", bucketName: "state" } as const;
    const alone = () => together({ storage }, {});
    alone();
    expect(alone).not.toThrow();
  });
});

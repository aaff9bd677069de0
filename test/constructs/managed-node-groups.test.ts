import { describe, expect, test } from "vitest";
import { declare, group, template } from "../support/declared-nodes";
import { managedNodeGroups } from "../support/node-pools";
import { statelessStage, windowedStage } from "../support/valid";

describe("a managed node group", () => {
  const stack = declare(managedNodeGroups());

  test("has the plan's number of nodes, also when the plan grows", () => {
    expect(group(stack, "parse")).toMatchObject({
      scaling_config: { min_size: 4, desired_size: 4, max_size: 4 },
      lifecycle: { create_before_destroy: true },
    });
    expect(group(stack, "parse").lifecycle).not.toHaveProperty("ignore_changes");
  });

  test("leaves the number to an autoscaler that is said to be there", () => {
    const scaled = declare(managedNodeGroups({ clusterAutoscaler: true }));
    expect(group(scaled, "parse")).toMatchObject({
      scaling_config: { min_size: 0, desired_size: 4, max_size: 8 },
      lifecycle: { create_before_destroy: true, ignore_changes: ["scaling_config[0].desired_size"] },
    });
  });

  test("is updated from its launch template, TaskManagers in one step and JobManagers one by one", () => {
    expect(group(stack, "parse")).toMatchObject({
      launch_template: {
        id: "${aws_launch_template.shop-parse.id}",
        version: "${aws_launch_template.shop-parse.latest_version}",
      },
      force_update_version: false,
      update_config: { max_unavailable_percentage: 100 },
    });
    expect(group(stack, "jobmanagers").update_config).toEqual({ max_unavailable: 1 });
  });

  test("has a role with what EKS needs and no more, before its first node", () => {
    expect(stack.all("aws_iam_role")["shop-nodes"]).toMatchObject({ name: "flink-nodes-test-shop" });
    const attachments = Object.entries(stack.all("aws_iam_role_policy_attachment"));
    expect(attachments.map(([, { policy_arn: arn }]) => arn).sort()).toEqual([
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
    ]);
    expect((group(stack, "parse").depends_on as string[]).toSorted()).toEqual(
      attachments.map(([address]) => `aws_iam_role_policy_attachment.${address}`).sort(),
    );
  });

  test("takes a role that exists, and declares none", () => {
    const nodeRoleArn = "arn:aws:iam::123456789012:role/nodes";
    const given = declare(managedNodeGroups({ nodeRoleArn }));
    expect(group(given, "parse").node_role_arn).toBe(nodeRoleArn);
    expect(given.all("aws_iam_role")).not.toHaveProperty("shop-nodes");
    expect(given.all("aws_iam_role_policy_attachment")).toEqual({});
  });

  test("opens no door: neither SSH nor a public address nor a secret in its user data", () => {
    expect(group(stack, "parse")).not.toHaveProperty("remote_access");
    expect(template(stack, "parse")).not.toHaveProperty("network_interfaces");
    expect(template(stack, "parse")).not.toHaveProperty("key_name");
  });

  test("is not declared in a zone without a subnet", () => {
    expect(() => declare(managedNodeGroups(), { pools: { parse: { zones: ["eu-west-1c"] } } })).toThrow(
      "nodes of parse are planned in zone eu-west-1c, and nodes.subnets has eu-west-1a, eu-west-1b; add a private subnet of eu-west-1c [EnvironmentInvalid]",
    );
  });

  test("takes every subnet where the plan names no zone", () => {
    const anywhere = declare(managedNodeGroups(), { pools: { parse: { zones: [] } } });
    expect(group(anywhere, "parse").subnet_ids).toHaveLength(2);
  });
});

test("a stage called like the role of the nodes gets a role of its own", () => {
  const stack = declare(managedNodeGroups(), { stages: [windowedStage(), { ...statelessStage(), name: "nodes" }] });
  const names = Object.values(stack.all("aws_iam_role")).map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
});

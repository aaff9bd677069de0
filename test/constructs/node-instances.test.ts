import { describe, expect, test } from "vitest";
import { Bandwidth } from "../../lib/units/bandwidth";
import { declare, nodeClassOf, template } from "../support/declared-nodes";
import { gp3, karpenter, managedNodeGroups, nvme } from "../support/node-pools";

describe("instances", () => {
  const groups = declare(managedNodeGroups(), { pools: { correlate: { storage: nvme } } });
  const pools = declare(karpenter(), { pools: { correlate: { storage: nvme } } });

  test("give their credentials to no container", () => {
    expect(template(groups, "parse").metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
    expect(nodeClassOf(pools, "parse").metadataOptions).toMatchObject({
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });

  test("start from an encrypted gp3 volume of the plan's size and speed", () => {
    const fast = { ...gp3, iops: 6000, throughput: Bandwidth.megabytesPerSecond(500) };
    const change = { pools: { parse: { storage: fast } } };
    expect(template(declare(managedNodeGroups(), change), "parse").block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: {
          volume_type: "gp3",
          volume_size: 60,
          iops: 6000,
          throughput: 477,
          encrypted: "true",
          delete_on_termination: "true",
        },
      },
    ]);
    expect(nodeClassOf(declare(karpenter(), change), "parse").blockDeviceMappings).toEqual([
      {
        deviceName: "/dev/xvda",
        rootVolume: true,
        ebs: {
          volumeType: "gp3",
          volumeSize: "60Gi",
          iops: 6000,
          throughput: 477,
          encrypted: true,
          deleteOnTermination: true,
        },
      },
    ]);
  });

  test("are never asked for less than a gp3 volume has for free", () => {
    expect(JSON.stringify(template(groups, "parse"))).toContain('"iops":3000,"throughput":125');
  });

  test("join their local disks where the plan counts on them, and only there", () => {
    const userData = (pool: string) => template(groups, pool).user_data as string | undefined;
    const text = Buffer.from(userData("correlate") ?? "", "base64").toString();
    const [head, part] = text.split("\n--node-config\n");
    expect(head).toBe('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="node-config"\n');
    const [type, config] = (part ?? "").split("\n--node-config--\n")[0]?.split("\n\n") ?? [];
    expect(type).toBe("Content-Type: application/node.eks.aws");
    expect(JSON.parse(config ?? "")).toEqual({
      apiVersion: "node.eks.aws/v1alpha1",
      kind: "NodeConfig",
      spec: { instance: { localStorage: { strategy: "RAID0" } } },
    });
    expect(userData("parse")).toBeUndefined();
    expect(nodeClassOf(pools, "correlate").instanceStorePolicy).toBe("RAID0");
    expect(nodeClassOf(pools, "parse")).not.toHaveProperty("instanceStorePolicy");
    expect(JSON.stringify(template(groups, "correlate").block_device_mappings)).toContain('"volume_size":20');
  });

  test("carry the environment's tags, which the provider cannot give them", () => {
    const aws = {
      accountId: "123456789012",
      region: "eu-west-1",
      eksClusterName: "main",
      tags: { team: "${signals}" },
    };
    const environment = { aws };
    const tags = { team: "$${signals}", Name: "shop-test-parse" };
    expect(template(declare(managedNodeGroups(), { environment }), "parse").tag_specifications).toEqual([
      { resource_type: "instance", tags },
      { resource_type: "volume", tags },
    ]);
    expect(nodeClassOf(declare(karpenter(), { environment }), "parse").tags).toEqual(tags);
  });
});

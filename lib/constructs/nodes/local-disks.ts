const BOUNDARY = "node-config";

/**
 * User data that joins an instance's local disks to one file system and moves kubelet, containerd and pod logs onto it,
 * so that `emptyDir` volumes are on NVMe. EKS adds a part of its own, with how to join the cluster; labels and taints
 * are the node group's.
 */
export const LOCAL_DISKS_USER_DATA = Buffer.from(
  [
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "Content-Type: application/node.eks.aws",
    "",
    // JSON is YAML; a YAML writer would have to be loaded for this alone.
    JSON.stringify(
      {
        apiVersion: "node.eks.aws/v1alpha1",
        kind: "NodeConfig",
        spec: { instance: { localStorage: { strategy: "RAID0" } } },
      },
      null,
      2,
    ),
    "",
    `--${BOUNDARY}--`,
    "",
  ].join("\n"),
).toString("base64");

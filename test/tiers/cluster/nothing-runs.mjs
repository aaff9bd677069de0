import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { crdFiles } from "../crd/schemas.mjs";
import { eventually } from "./kubectl.mjs";

/** Admits no pod and no volume to a namespace: what is applied there is judged by its objects. */
export function quotaOf(namespace) {
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "nothing-runs", namespace },
    spec: { hard: { pods: "0", persistentvolumeclaims: "0" } },
  };
}

/** The CRDs of the operator, of Karpenter and of cert-manager; the names of those that were not there yet. */
export async function installCustomResources(kubectl) {
  const there = new Set((await kubectl.list(["crd"])).map(({ metadata }) => metadata.name));
  const missing = crdFiles()
    .map((file) => parse(readFileSync(file, "utf8")))
    .filter(({ metadata }) => !there.has(metadata.name));
  if (missing.length > 0) {
    await kubectl.apply(missing);
    const names = missing.map(({ metadata }) => metadata.name);
    await eventually("the custom resources are established", () =>
      kubectl.run(["wait", "--for=condition=Established", "crd", ...names, "--timeout=30s"]),
    );
  }
  return missing.map(({ metadata }) => metadata.name);
}

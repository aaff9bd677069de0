import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "./processes.mjs";
import { pythonWith } from "./python.mjs";

const SUPPRESSIONS = new URL("../suppressions.json", import.meta.url);

/** What checkov finds in files, by kind; nothing is fetched for it. */
export async function scan(framework, files) {
  const arguments_ = ["-m", "checkov.main", "--framework", framework, "--output", "json", "--quiet", "--skip-download"];
  const { stdout, stderr } = await finished(pythonWith("checkov"), [...arguments_, "-f", ...files], {
    env: { ...process.env, LOG_LEVEL: "ERROR" },
  });
  let reports;
  try {
    reports = [JSON.parse(stdout)].flat();
  } catch {
    throw new Error(`checkov: ${stderr.trim() || stdout.slice(0, 500)}`);
  }
  const failed = reports.flatMap(({ results }) => results?.failed_checks ?? []);
  const sum = (name) => reports.reduce((total, { summary }) => total + (summary?.[name] ?? 0), 0);
  return {
    passed: sum("passed"),
    unread: sum("parsing_errors"),
    resources: sum("resource_count"),
    findings: failed.map(({ check_id: check, check_name: name, resource, file_path: file }) => ({
      check,
      name,
      resource,
      file,
    })),
  };
}

/** The suppressions of the one file that has any. */
export function readSuppressions() {
  return JSON.parse(readFileSync(SUPPRESSIONS, "utf8"));
}

/** Suppressions with what each of them suppresses, and the findings that none does. */
export function judged(findings, known) {
  const suppressions = known.map((suppression) => ({
    ...suppression,
    found: findings.filter((finding) => suppresses(suppression, finding)),
  }));
  const suppressed = new Set(suppressions.flatMap(({ found }) => found));
  return { suppressions, open: findings.filter((finding) => !suppressed.has(finding)) };
}

/** A `*` of a suppression's resource stands for a name. */
function suppresses({ check, resource }, finding) {
  const pattern = resource.split("*").map((part) => part.replaceAll(/[.[\]()+?^$|\\]/g, "\\$&"));
  return finding.check === check && new RegExp(`^${pattern.join("[A-Za-z0-9_-]+")}$`).test(finding.resource);
}

/**
 * An environment's Kubernetes objects as a file that checkov reads. It knows no FlinkDeployment: the pods that native Flink
 * makes of its templates stand beside it.
 */
export function writeObjects(folder, name, objects) {
  const file = join(folder, `${name}.yaml`);
  const items = objects.flatMap((object) => [object, ...(object.kind === "FlinkDeployment" ? podsOf(object) : [])]);
  writeFileSync(file, items.map((item) => `---\n${JSON.stringify(item)}\n`).join(""));
  return file;
}

/** As Flink's client completes them: image, memory and CPU are the spec's, memory in Flink's own notation. */
function podsOf({ metadata, spec }) {
  return ["jobManager", "taskManager"].map((role) => {
    const { resource, podTemplate } = spec[role];
    const memory = `${Number.parseInt(resource.memory, 10)}${resource.memory.endsWith("g") ? "Gi" : "Mi"}`;
    const amounts = { cpu: String(resource.cpu), memory };
    const containers = podTemplate.spec.containers.map((container) => ({
      ...container,
      image: spec.image,
      imagePullPolicy: spec.imagePullPolicy,
      resources: { requests: amounts, limits: amounts },
    }));
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...podTemplate.metadata,
        name: `${metadata.name}-${role.toLowerCase()}`,
        namespace: metadata.namespace,
      },
      spec: { ...podTemplate.spec, serviceAccountName: spec.serviceAccount, containers },
    };
  });
}

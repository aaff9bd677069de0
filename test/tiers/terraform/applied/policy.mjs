import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compiled } from "../../flink/containers/java.mjs";
import { finished } from "./processes.mjs";
import { pythonWith } from "./python.mjs";

const { podLabels } = compiled("lib/flink/pod-labels");
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

/** What each suppression of a resource suppresses, and the findings that none does. */
export function judged(findings, known) {
  const suppressions = known.flatMap(({ resources, ...suppression }) =>
    resources.map((resource) => ({
      ...suppression,
      resource,
      found: findings.filter((finding) => finding.check === suppression.check && matches(resource, finding.resource)),
    })),
  );
  const suppressed = new Set(suppressions.flatMap(({ found }) => found));
  return { suppressions, open: findings.filter((finding) => !suppressed.has(finding)) };
}

/** A `*` of a pattern stands for a name. */
function matches(pattern, resource) {
  const parts = pattern.split("*").map((part) => part.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join("[A-Za-z0-9_-]+")}$`).test(resource);
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

/** As Flink's client completes them: labels are its own; image, memory and CPU the spec's, memory in Flink's notation. */
function podsOf({ metadata, spec }) {
  return ["jobManager", "taskManager"].map((role) => {
    const { resource, podTemplate } = spec[role];
    const memory = `${Number.parseInt(resource.memory, 10)}${resource.memory.endsWith("g") ? "Gi" : "Mi"}`;
    const component = role.toLowerCase();
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
        name: `${metadata.name}-${component}`,
        namespace: metadata.namespace,
        labels: podLabels(metadata.name, component, { type: "operator" }),
      },
      spec: { ...podTemplate.spec, serviceAccountName: spec.serviceAccount, containers },
    };
  });
}

import { FlinkVersion } from "../../environment/flink-version";
import { DEFAULT_OPERATOR_VERSION } from "../../environment/operator-version";
import type { MemorySize } from "../../units/memory-size";
import { importSettings } from "../importer/import-configuration";
import type { FlinkDeploymentManifest } from "../operator-rules/deployment";
import type { MistakeKind } from "../operator-rules/mistake";
import { readResourceMemory } from "../operator-rules/resource-memory";
import { at, flatSettings, textAt } from "../operator-rules/tree";
import { unguardedMistakes } from "../operator-rules/unguarded-mistakes";
import { operatorVerdict } from "../operator-rules/verdict";
import { JobOptions } from "../options/job";
import { JobManagerOptions, TaskManagerOptions } from "../options/process";
import { adviceOn, type Explanation, sorted } from "./explain";
import type { Advice, AdviceCode } from "./finding";
import { parseNestedConfiguration } from "./nested-configuration";
import type { Setting } from "./setting";

export interface ExplainDeploymentOptions {
  /** Release of the Flink Kubernetes Operator. @default "1.15.0" */
  readonly operatorVersion?: string;
}

const CONFIGURATION = "spec.flinkConfiguration.";

const CODES: Readonly<Record<MistakeKind, AdviceCode>> = {
  "fails for ever": "FailsForEver",
  "deployed although wrong": "DeployedAlthoughWrong",
  "cannot be deleted": "CannotBeDeleted",
};

/** Whether a text holds a FlinkDeployment rather than a configuration. */
export function isFlinkDeployment(text: string): boolean {
  return /^kind:\s*["']?Flink(BlueGreen)?Deployment["']?\s*(#.*)?$/m.test(text);
}

/**
 * Reads a FlinkDeployment as the operator and Flink would: its configuration like any other, with the spec's own
 * fields in it, then the operator's rules, and what the operator lets pass.
 *
 * @param text - one YAML document
 * @throws InvalidInputError `OperatorVersionUnknown`
 */
export function explainFlinkDeployment(
  text: string,
  { operatorVersion = DEFAULT_OPERATOR_VERSION }: ExplainDeploymentOptions = {},
): Explanation {
  const { parse } = require("yaml") as typeof import("yaml");
  const { settings: leaves, misread } = parseNestedConfiguration(text);
  const [refusal] = misread.filter(
    ({ code, message }) => code === "FileUnreadable" && !message.includes("has no value"),
  );
  if (refusal !== undefined) {
    return {
      version: FlinkVersion.DEFAULT,
      settings: [],
      findings: [{ ...refusal, severity: "error" }],
      memory: {},
      imported: importSettings([], FlinkVersion.DEFAULT, "a FlinkDeployment"),
    };
  }
  const manifest = parse(text) as FlinkDeploymentManifest;
  const version = versionOf(textAt(manifest, "spec.flinkVersion"));
  const lineOf = (path: string) => leaves.find(({ key }) => key === path)?.line ?? 1;
  const settings = deploymentSettings(manifest, lineOf);
  const { findings, memory } = adviceOn(settings, version);
  return {
    version,
    settings,
    memory,
    imported: importSettings(
      settings.filter(isFlinks),
      version,
      `the FlinkDeployment ${textAt(manifest, "metadata.name") ?? ""}`.trim(),
    ),
    findings: sorted([
      ...findings.filter(({ code }) => code !== "MissingPlugin"),
      ...operatorAdvice(manifest, operatorVersion),
      ...unitAdvice(manifest, lineOf),
    ]),
  };
}

/** The settings of a FlinkDeployment, with those that the operator makes of other fields of its spec. */
export function deploymentSettings(manifest: FlinkDeploymentManifest, lineOf: (path: string) => number): Setting[] {
  return [...configurationOf(manifest, lineOf), ...specSettings(manifest, lineOf)];
}

/** The operator's own settings are those of its resource, which a program declares anew. */
function isFlinks({ key }: Setting): boolean {
  return !key.startsWith("kubernetes.operator.") && !key.startsWith("job.autoscaler.");
}

function versionOf(operatorName: string | undefined): FlinkVersion {
  const line = operatorName?.replace(/^v/, "").replace("_", ".") ?? "";
  return FlinkVersion.lines().includes(line) ? FlinkVersion.of(line) : FlinkVersion.DEFAULT;
}

function configurationOf(manifest: FlinkDeploymentManifest, lineOf: (path: string) => number): Setting[] {
  return Object.entries(flatSettings(at(manifest, "spec.flinkConfiguration"))).map(([key, value]) => ({
    key,
    value,
    line: lineOf(`${CONFIGURATION}${key}`),
  }));
}

/** What the operator puts into the configuration from fields of the spec, over what stands there. */
function specSettings(manifest: FlinkDeploymentManifest, lineOf: (path: string) => number): Setting[] {
  const fields = [
    ["spec.taskManager.resource.memory", TaskManagerOptions.PROCESS_MEMORY.key, memorySetting],
    ["spec.jobManager.resource.memory", JobManagerOptions.PROCESS_MEMORY.key, memorySetting],
    ["spec.job.parallelism", JobOptions.PARALLELISM.key, (text: string) => text],
  ] as const;
  return fields.flatMap(([path, key, setting]) => {
    const text = textAt(manifest, path);
    const value = text === undefined ? undefined : setting(text);
    return value === undefined ? [] : [{ key, value, line: lineOf(path) }];
  });
}

function memorySetting(text: string): string | undefined {
  return memoryOf(text)?.toFlink();
}

function memoryOf(text: string): MemorySize | undefined {
  const read = readResourceMemory(text);
  return read.kind === "size" ? read.size : undefined;
}

function operatorAdvice(manifest: FlinkDeploymentManifest, operatorVersion: string): Advice[] {
  const verdict = operatorVerdict(manifest, { operatorVersion });
  const rejected: Advice[] =
    verdict === undefined
      ? []
      : [
          {
            severity: "error",
            code: "OperatorRejects",
            message: `operator ${operatorVersion} rejects it by its rule ${verdict.rule}: ${verdict.message}`,
            wayOut: "correct the field",
          },
        ];
  const mistakes = unguardedMistakes(manifest, { operatorVersion }).map(
    ({ code, kind, message, wayOut }): Advice => ({
      severity: "error",
      code: CODES[kind],
      message: `${message} (${code})`,
      wayOut,
    }),
  );
  return [...rejected, ...mistakes];
}

/** `2G` is 2 GiB in a FlinkDeployment, and 2,000,000,000 bytes everywhere else in Kubernetes. */
function unitAdvice(manifest: FlinkDeploymentManifest, lineOf: (path: string) => number): Advice[] {
  return ["spec.taskManager.resource.memory", "spec.jobManager.resource.memory"].flatMap((key): Advice[] => {
    const text = textAt(manifest, key);
    const size = text === undefined || !/^\s*\d+\s*[kMGTPE]\s*$/.test(text) ? undefined : memoryOf(text);
    return size === undefined
      ? []
      : [
          {
            severity: "note",
            code: "UnitsDiffer",
            key,
            line: lineOf(key),
            message: `${text} is ${size} here, and a power of ten in a pod's own resources`,
            wayOut: `write ${size.toFlink()}`,
          },
        ];
  });
}

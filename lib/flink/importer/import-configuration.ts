import type { FlinkVersion } from "../../environment/flink-version";
import { type Setting, settingsMap } from "../advisor/setting";
import { lookUpKey } from "../catalogue/catalogue";
import { isCredential } from "../credentials";
import { read } from "../memory-from-configuration";
import { HighAvailabilityOptions } from "../options/cluster";
import { readable } from "../options/flink-option";
import { CheckpointingOptions, JobOptions, StateOptions } from "../options/job";
import { TaskManagerOptions } from "../options/process";
import { findOption, savepointsBeside, typedConfiguration } from "./typed-configuration";

/** A configuration as a program, and what stayed behind. */
export interface ImportedConfiguration {
  /** A TypeScript program that declares it. */
  readonly program: string;
  /** What the program sets, under current names. */
  readonly settings: readonly Setting[];
  /** What the program leaves out: Flink ignores it, cannot read it, or it is a secret. */
  readonly leftOut: readonly Setting[];
  /** What the program adds, because a cluster without it would be refused or lose its state. */
  readonly added: readonly Setting[];
}

/**
 * Writes the TypeScript that declares with this library what settings say: every one Flink reads, typed where it can
 * be, under its current name. What no configuration says – topic, load, image – is a placeholder.
 *
 * @param source - where the settings come from, for a comment
 */
export function importSettings(all: readonly Setting[], version: FlinkVersion, source: string): ImportedConfiguration {
  const known = all.filter(
    (setting) =>
      !isCredential(setting.key) &&
      !["unknown", "removed", "later"].includes(lookUpKey(setting.key, version).kind) &&
      isReadable(setting),
  );
  const leftOut = all.filter((setting) => !known.includes(setting));
  const current = currentNames(known, version);
  const added = additions(current);
  const settings = [...current, ...added];
  return { program: program({ settings, leftOut, added }, version, source), settings, leftOut, added };
}

/** Whether Flink could read the value, where its option is one we type. */
function isReadable({ key, value }: Setting): boolean {
  const option = findOption(key)?.option;
  return option === undefined || option.kind === "map" || readable(option, value) !== undefined;
}

/** Under their current names; a shadowed old spelling is not what Flink reads. */
function currentNames(settings: readonly Setting[], version: FlinkVersion): Setting[] {
  const present = new Set(settings.map(({ key }) => key));
  return settings.flatMap((setting) => {
    const verdict = lookUpKey(setting.key, version);
    const key = verdict.kind === "renamed" ? verdict.option.key : setting.key;
    return key !== setting.key && present.has(key) ? [] : [{ ...setting, key, value: normalized(key, setting.value) }];
  });
}

/** As the typed option prints it: `16 gb` and `16g` are one value. */
function normalized(key: string, value: string): string {
  const option = findOption(key)?.option;
  if (option === undefined || ["map", "word", "text"].includes(option.kind)) {
    return value;
  }
  return option.format(option.parse(value));
}

/** What the operator, or the job's state, cannot do without. */
function additions(settings: readonly Setting[]): Setting[] {
  const map = settingsMap(settings);
  const missing = {
    [CheckpointingOptions.INTERVAL.key]: "1 min",
    [CheckpointingOptions.DIRECTORY.key]: DEFAULT_CHECKPOINTS,
    [CheckpointingOptions.SAVEPOINT_DIRECTORY.key]: savepointsBeside(
      map[CheckpointingOptions.DIRECTORY.key] ?? DEFAULT_CHECKPOINTS,
    ),
    [JobOptions.MAX_PARALLELISM.key]: String(pins(map).maxParallelism),
  };
  return Object.entries(missing).flatMap(([key, value]) => (map[key] === undefined ? [{ key, value, line: 0 }] : []));
}

function program(
  { settings, leftOut, added }: Omit<ImportedConfiguration, "program">,
  version: FlinkVersion,
  source: string,
): string {
  const { calls, imports } = typedConfiguration(settings);
  const map = settingsMap(settings);
  const windowed = read(map, StateOptions.BACKEND) === "rocksdb";
  const names = new Set([...imports, ...ALWAYS, ...(windowed ? ["Duration", "tumbling", "windowed"] : ["stateless"])]);
  const comments = [
    ...listed("Left out, because Flink ignores it, cannot read it, or it is a secret", leftOut),
    ...listed("Added, because the operator or the job's state needs it", added),
  ];
  return `import {
${[...names]
  .sort((a, b) => a.localeCompare(b, "en"))
  .map((name) => `  ${name},`)
  .join("\n")}
} from "cdktf-flink";

// From ${source}, as Flink ${version} reads it, under current names.
${comments
  .map(
    (line) => `${line}
`,
  )
  .join("")}export const configuration = FlinkConfiguration.empty(FlinkVersion.of("${version}"))
  ${calls.join("\n  ")};

// What a configuration does not say. State it, and compare the plan's numbers with the ones above.
const input = kafka({ topic: "input", partitions: ${pins(map).parallelism * 4}, records: Rate.perSecond(10_000), recordSize: MemorySize.kibibytes(1) });
const job = { image: "registry.example/job:1.0.0", jarUri: "local:///opt/flink/usrlib/job.jar", entryClass: "com.example.Job" };
export const imported = workload("imported", job, [
  ${windowed ? windowedStage(map) : `stateless("job", { input, pins: ${pinsText(map)} })`},
]);

export const plan = planPlatform(imported, {
  name: "imported",
  flinkVersion: "${version}",
  highAvailability: { type: "${isHighlyAvailable(map) ? "kubernetes" : "none"}" },
  storage: { type: "s3-compatible", bucketName: "flink-state", endpoint: "https://s3.example", credentialsSecret: "s3-credentials" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "main" },
  terraformState: { type: "local", directory: "/var/tmp/terraform" },
});

const app = new FlinkApp();
const stack = new FlinkStack(app, { environment: plan.environment, part: "signals", providers: ["kubernetes"] });
const foundation = FlinkFoundation.fromPlan(stack, "Foundation", plan);
for (const stage of plan.stages) {
  new FlinkApplication(stack, stage.name, { plan, stage, bucket: foundation.bucket, serviceAccount: foundation.serviceAccount(stage.name), configuration });
}
app.synth();
`;
}

/** Where checkpoints go if the file does not say. */
const DEFAULT_CHECKPOINTS = "s3p://flink-state/checkpoints";

const ALWAYS = [
  "FlinkApp",
  "FlinkApplication",
  "FlinkConfiguration",
  "FlinkFoundation",
  "FlinkStack",
  "FlinkVersion",
  "kafka",
  "MemorySize",
  "planPlatform",
  "Rate",
  "workload",
];

/** Whether a JobManager may have a standby. Which kind it is, the configuration itself says. */
function isHighlyAvailable(map: Readonly<Record<string, string>>): boolean {
  return !["none", undefined].includes(read(map, HighAvailabilityOptions.TYPE)?.toLowerCase());
}

function listed(title: string, settings: readonly Setting[]): string[] {
  const lines = settings.map(({ key, value }) => `//   ${key}: ${isCredential(key) ? "…" : value}`);
  return lines.length === 0 ? [] : [`// ${title}:`, ...lines];
}

function windowedStage(map: Readonly<Record<string, string>>): string {
  return `windowed("job", { input, keys: 100_000, windows: [tumbling(Duration.minutes(10))], statePerKey: MemorySize.kibibytes(1), pins: ${pinsText(map)} })`;
}

/** Slots and parallelism that fit each other: the file's where it has them. */
function pins(map: Readonly<Record<string, string>>) {
  const slotsPerTaskManager = Math.max(1, read(map, TaskManagerOptions.NUMBER_OF_TASK_SLOTS) ?? 1);
  const parallelism =
    Math.ceil((read(map, JobOptions.PARALLELISM) ?? slotsPerTaskManager) / slotsPerTaskManager) * slotsPerTaskManager;
  return {
    parallelism,
    slotsPerTaskManager,
    maxParallelism: read(map, JobOptions.MAX_PARALLELISM) ?? Math.max(720, parallelism),
  };
}

function pinsText(map: Readonly<Record<string, string>>): string {
  const { parallelism, slotsPerTaskManager, maxParallelism } = pins(map);
  return `{ parallelism: ${parallelism}, slotsPerTaskManager: ${slotsPerTaskManager}, maxParallelism: ${maxParallelism} }`;
}

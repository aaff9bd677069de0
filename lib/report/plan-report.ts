import Table from "cli-table3";
import { createColors } from "picocolors";
import type { HighAvailability } from "../environment/high-availability";
import { type Check, objections } from "../sizing/check";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import { describeWindow } from "../workload/windows";
import { MEMORY_SHARES, memoryBar, memoryShares } from "./memory-bar";
import { wrap } from "./wrap";

const LABEL_WIDTH = 17;
const STAGE_WIDTH = 25;
/** 17 + 3 × 25 and four rules: 98 of the 100 columns a review tool shows. More stages go into further tables. */
const STAGES_PER_TABLE = 3;
const PAGE_WIDTH = 98;
/** The table's own padding, a blank on either side. */
const CELL_PADDING = 2;

type Colors = ReturnType<typeof createColors>;

/**
 * A plan as a person reviews it: one column per stage, then what is unwise and the way out.
 *
 * @param color - ANSI colour; leave it off for files
 */
export function planReport(plan: PlatformPlan, color = false): string {
  const colors = createColors(color);
  const tables: string[] = [];
  for (let first = 0; first < plan.stages.length; first += STAGES_PER_TABLE) {
    tables.push(stageTable(plan.stages.slice(first, first + STAGES_PER_TABLE), colors));
  }
  const legend = MEMORY_SHARES.map(([share, glyph]) => `${glyph} ${share}`).join("  ");
  return [
    heading(plan, colors),
    ...tables,
    colors.dim(`memory: ${legend}`),
    "",
    objectionLines(plan.checks, colors),
    "",
  ].join("\n");
}

function heading({ workload, environment }: PlatformPlan, colors: Colors): string {
  const { name, flink, operatorVersion, namespace, bucketName, factor, highAvailability, jobManagerReplicas } =
    environment;
  return [
    colors.bold(`${workload} · ${name}`),
    `Flink ${flink} on operator ${operatorVersion} · namespace ${namespace} · bucket ${bucketName}`,
    `load × ${factor} · ${count(jobManagerReplicas, "JobManager")} per stage, ${describeHighAvailability(highAvailability)} · protection ${environment.protection ?? "on"}`,
  ].join("\n");
}

function stageTable(stages: readonly StagePlan[], colors: Colors): string {
  const table = new Table({
    head: ["", ...stages.map(({ name }) => name)],
    colWidths: [LABEL_WIDTH, ...stages.map(() => STAGE_WIDTH)],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const [label, cell] of ROWS) {
    table.push([colors.dim(label), ...stages.map(cell)]);
  }
  return table.toString();
}

const ROWS: readonly (readonly [label: string, cell: (stage: StagePlan) => string])[] = [
  [
    "kind",
    ({ kind, stage }) =>
      stage.kind === "windowed" ? `windowed: ${stage.windows.map(describeWindow).join(", ")}` : kind,
  ],
  ["load", ({ records, stage }) => `${records} × ${stage.input.recordSize}`],
  ["parallelism", ({ parallelism, maxParallelism }) => `${parallelism} of max ${maxParallelism}`],
  [
    "TaskManagers",
    ({ taskManagers }) => `${taskManagers.replicas} × ${count(taskManagers.slotsPerTaskManager, "slot")}`,
  ],
  ["CPU each", ({ taskManagers }) => String(taskManagers.cpu)],
  ["memory each", ({ taskManagers }) => `${taskManagers.memory.process}`],
  ["", ({ taskManagers }) => memoryBar(taskManagers.memory, STAGE_WIDTH - CELL_PADDING)],
  ["  in GiB", ({ taskManagers }) => describeShares(taskManagers.memory)],
  ["local disk each", ({ taskManagers }) => String(taskManagers.disk)],
  ["state", ({ state }) => (state === undefined ? "none beyond offsets" : `${state.total}, ${state.perSlot} per slot`)],
  ["RocksDB / slot", ({ state }) => (state === undefined ? "–" : `${state.managedPerSlot}`)],
  [
    "network buffers",
    ({ network }) =>
      network.targetBuffers === 0 ? "no exchange" : `${network.targetBuffers} (≥ ${network.minimumBuffers})`,
  ],
  [
    "async capacity",
    ({ asyncIo }) =>
      asyncIo === undefined ? "–" : `${asyncIo.capacityPerSubtask} per subtask, ${asyncIo.lookups} out`,
  ],
  ["checkpoint", ({ checkpoints }) => `every ${checkpoints.interval}${checkpoints.incremental ? ", incremental" : ""}`],
  ["timeout", ({ checkpoints }) => String(checkpoints.timeout)],
  ["JobManagers", ({ jobManager }) => `${jobManager.replicas} × ${jobManager.memory.process}`],
  ["prefixes", ({ prefixes }) => Object.values(prefixes).join(" ")],
];

/** In the order of the bar, with one decimal. */
function describeShares(memory: StagePlan["taskManagers"]["memory"]): string {
  const shares = memoryShares(memory);
  return MEMORY_SHARES.map(([share]) => (shares[share] / 1024 ** 3).toFixed(1)).join(" · ");
}

function describeHighAvailability(ha: HighAvailability): string {
  switch (ha.type) {
    case "none":
      return "no high availability";
    case "kubernetes":
      return "Kubernetes high availability";
    case "zookeeper":
      return `ZooKeeper high availability at ${ha.ensemble.rootPath}`;
    default:
      return ha satisfies never;
  }
}

function objectionLines(checks: readonly Check[], colors: Colors): string {
  const all = objections(checks);
  if (all.length === 0) {
    return colors.green("No findings.");
  }
  const lines = grouped(all).map(({ stages, code, message, wayOut }) => {
    const subject = stages.length === 0 ? "" : `${stages.join(", ")}: `;
    const [first = "", ...rest] = wrap(`${subject}${message}. ${capitalized(wayOut)}. [${code}]`, PAGE_WIDTH - 2);
    return [`${colors.yellow("!")} ${first}`, ...rest.map((line) => `  ${line}`)].join("\n");
  });
  return [`${count(all.length, "finding")}:`, ...lines].join("\n");
}

/** What is said of several stages in the same words is said once. */
function grouped(all: ReturnType<typeof objections>) {
  const groups = new Map<string, (typeof all)[number] & { readonly stages: string[] }>();
  for (const finding of all) {
    const key = `${finding.message} ${finding.wayOut}`;
    const group = groups.get(key) ?? { ...finding, stages: [] };
    groups.set(key, group);
    group.stages.push(...(finding.stage === undefined ? [] : [finding.stage]));
  }
  return [...groups.values()];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

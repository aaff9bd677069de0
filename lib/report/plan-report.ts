import Table from "cli-table3";
import { createColors } from "picocolors";
import { describeRuntime } from "../environment/runtime";
import type { Check } from "../sizing/check";
import { dollars } from "../sizing/cost/dollars";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import { describeWindow } from "../workload/windows";
import { checkLines, describeVerdicts } from "./check-lines";
import { costLines } from "./cost-lines";
import { counted } from "./counted";
import { MEMORY_SHARES, memoryBar, memoryShares } from "./memory-bar";
import { networkLines } from "./network-lines";
import { nodeLines } from "./node-lines";
import { PAGE_WIDTH } from "./page-width";
import { describeHighAvailability, describeStart } from "./plan-figures";
import { wrap } from "./wrap";

const LABEL_WIDTH = 17;
const STAGE_WIDTH = 25;
/** 17 + 3 × 25 and four rules: 98 of the 100 columns a review tool shows. More stages go into further tables. */
const STAGES_PER_TABLE = 3;
/** The table's own padding, a blank on either side. */
const CELL_PADDING = 2;

type Colors = ReturnType<typeof createColors>;

export interface PlanReportOptions {
  /** ANSI colour; leave it off for files. @default false */
  readonly color?: boolean;
  /** `brief` counts the checks that pass, and leaves out the arithmetic of the bill and the network. @default "full" */
  readonly detail?: "full" | "brief";
}

/**
 * A plan as a person reviews it: one column per stage, then nodes, cost, and every check with the way out of those
 * that do not pass.
 */
export function planReport(plan: PlatformPlan, { color = false, detail = "full" }: PlanReportOptions = {}): string {
  const colors = createColors(color);
  const tables: string[] = [];
  for (let first = 0; first < plan.stages.length; first += STAGES_PER_TABLE) {
    tables.push(stageTable(plan.stages.slice(first, first + STAGES_PER_TABLE), colors));
  }
  const starts = plan.stages.flatMap(({ name, start }) =>
    start ? [`${name} starts from ${describeStart(start)}`] : [],
  );
  const legend = MEMORY_SHARES.map(([share, glyph]) => `${glyph} ${share}`).join("  ");
  return [
    heading(plan, colors),
    ...tables,
    colors.dim(`memory: ${legend}`),
    ...starts.flatMap((line) => wrap(line, PAGE_WIDTH)),
    "",
    ...nodeLines(plan.nodePools, colors),
    ...costLines(plan.cost, colors, detail),
    ...(detail === "full" ? networkLines(plan, colors) : []),
    colors.bold(describeVerdicts(plan.checks)),
    ...checkLines(
      plan.checks.filter(({ verdict }) => verdict !== "pass" || detail === "full"),
      colors,
    ),
    "",
  ].join("\n");
}

/** How the checks of a plan went, in one line. */
export function checkCounts(checks: readonly Check[], color = false): string {
  return createColors(color).bold(describeVerdicts(checks));
}

function heading({ workload, environment }: PlatformPlan, colors: Colors): string {
  const { name, flink, runtime, namespace, bucketName, factor, highAvailability, jobManagerReplicas } = environment;
  const ha = describeHighAvailability(highAvailability);
  return [
    colors.bold(`${workload} · ${name}`),
    `Flink ${flink} on ${describeRuntime(runtime)} · namespace ${namespace} · bucket ${bucketName}`,
    `load × ${factor} · ${counted(jobManagerReplicas, "JobManager")} per stage, high availability: ${ha} · protection ${environment.protection ?? "on"}`,
  ]
    .flatMap((line) => wrap(line, PAGE_WIDTH))
    .join("\n");
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
    "partitions",
    ({ source, stage }) =>
      `${stage.input.partitions}, ${source.partitionsPerSubtask} per subtask${source.idleSubtasks === 0 ? "" : `, ${source.idleSubtasks} idle`}`,
  ],
  [
    "TaskManagers",
    ({ taskManagers }) => `${taskManagers.replicas} × ${counted(taskManagers.slotsPerTaskManager, "slot")}`,
  ],
  ["CPU each", ({ taskManagers }) => String(taskManagers.cpu)],
  ["memory each", ({ taskManagers }) => `${taskManagers.memory.process}`],
  ["", ({ taskManagers }) => memoryBar(taskManagers.memory, STAGE_WIDTH - CELL_PADDING)],
  ["  in GiB", ({ taskManagers }) => describeShares(taskManagers.memory)],
  ["traffic each", ({ traffic }) => `${traffic.totalIn} in, ${traffic.totalOut} out`],
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
      asyncIo === undefined
        ? "–"
        : `${asyncIo.capacityPerSubtask} per subtask, ${asyncIo.requests} out, admits ${asyncIo.ceiling}`,
  ],
  ["checkpoint", ({ checkpoints }) => `every ${checkpoints.interval}${checkpoints.incremental ? ", incremental" : ""}`],
  [
    "  takes",
    ({ checkpoints }) => `${checkpoints.duration} for ${checkpoints.incrementalSize} of ${checkpoints.fullSize}`,
  ],
  ["  timeout", ({ checkpoints }) => String(checkpoints.timeout)],
  ["node lost: runs", ({ recovery }) => `after ${recovery.running}`],
  ["  state is back", ({ recovery }) => `in ${recovery.restore}; ${recovery.restoreFromLocal} from its disk`],
  ["  has caught up", ({ recovery }) => `after ${recovery.caughtUp}`],
  ["zone lost: runs", describeZoneLoss],
  ["  in all zones", describeAllZones],
  ["JobManagers", ({ jobManager }) => `${jobManager.replicas} × ${jobManager.memory.process}`],
  ["killed: leads", ({ recovery: { jobManager } }) => `after ${jobManager.killed.leader}`],
  ["  job runs", ({ recovery: { jobManager } }) => `after ${jobManager.killed.running}`],
  ["prefixes", ({ prefixes }) => Object.values(prefixes).join(" ")],
];

/** As long as the zone is lost, where all TaskManagers stand in it. */
function describeZoneLoss({ zones, recovery }: StagePlan): string {
  if (zones.all.length < 2) {
    return zones.all.length === 0 ? "zones are not stated" : "when it is back";
  }
  return zones.choice === "spread"
    ? `after ${recovery.running}`
    : `when ${zones.taskManagers[0]} is back, or ${recovery.running} after a move`;
}

/** What leaves a zone where TaskManagers are spread, and what it costs. */
function describeAllZones({ zones }: StagePlan): string {
  if (zones.all.length < 2) {
    return "–";
  }
  if (zones.exchangedIfSpread.inBytesPerSecond === 0) {
    return "no exchange to pay for";
  }
  const monthly = zones.monthlyIfSpread === undefined ? "" : `, ${dollars(zones.monthlyIfSpread)} a month`;
  return `${zones.exchangedIfSpread}${monthly}${zones.choice === "spread" ? ", paid" : ""}`;
}

/** In the order of the bar, with one decimal. */
function describeShares(memory: StagePlan["taskManagers"]["memory"]): string {
  const shares = memoryShares(memory);
  return MEMORY_SHARES.map(([share]) => (shares[share] / 1024 ** 3).toFixed(1)).join(" · ");
}

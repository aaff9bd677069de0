import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import { counted } from "../counted";
import { clipped, html, type Markup } from "./markup";

const WIDTH = 320;
/** Squares a row has room for, and rows before the rest is counted instead of drawn. */
const PER_ROW = 14;
const MOST_ROWS = 4;
const STEP = 20;
const CENTRE = WIDTH / 2;

/** From topic to topic: the application cluster of each stage, and where it keeps its state. */
export function topologySection({ stages, environment }: PlatformPlan): Markup {
  const id = `topology.${environment.name}`;
  return html`<section aria-labelledby="environment.${environment.name} ${id}">
<h3 id="${id}">Topology</h3>
<p class="quiet">Records flow from topic to topic. Where a stage states no sink, it writes to the topic the next one reads.</p>
<ol class="tiles">${stages.map((stage, index) => html`<li>${stagePicture(stage, stages[index + 1], environment)}</li>`)}</ol>
</section>
`;
}

function stagePicture(stage: StagePlan, next: StagePlan | undefined, environment: PlatformPlan["environment"]): Markup {
  const { name, clusterId, jobManager, taskManagers, prefixes } = stage;
  const { topic, partitions, recordSize } = stage.stage.input;
  const written = stage.stage.sink?.topic ?? next?.stage.input.topic;
  const id = `topology.${environment.name}.${name}`;
  const grid = squares(taskManagers.replicas, 40, 190);
  const bottom = 190 + grid.rows * STEP + 14;
  const bucket = bottom + 34;
  const out = bucket + 96;
  const prefixLines = Object.values(prefixes);
  return html`<svg class="topology" viewBox="0 0 ${WIDTH} ${out + 48}" role="img" aria-labelledby="${id}.title ${id}.desc">
<title id="${id}.title">Stage ${name}</title>
<desc id="${id}.desc">Kafka topic ${topic} with ${counted(partitions, "partition")} feeds ${stage.records} into cluster ${clusterId}: ${counted(jobManager.replicas, "JobManager")}, ${counted(taskManagers.replicas, "TaskManager")} with ${counted(taskManagers.slotsPerTaskManager, "slot")} each. State is kept in bucket ${environment.bucketName} under ${prefixLines.join(", ")}. ${written === undefined ? "Where it writes is not stated." : `It writes to topic ${written}.`}</desc>
${kafka(0, topic, `${counted(partitions, "partition")} · ${stage.records} × ${recordSize}`)}
${arrow(46, 72)}
<rect x="10" y="74" width="300" height="${bottom - 74}" rx="10" fill="var(--soft)" stroke="var(--box)" stroke-dasharray="5 4"/>
<text x="24" y="97" class="strong">${clipped(clusterId, 36)}</text>
<text x="24" y="114" class="small">${stage.kind}, parallelism ${stage.parallelism} of max ${stage.maxParallelism}</text>
${Array.from(
  { length: Math.min(jobManager.replicas, 5) },
  (_, index) =>
    html`<circle cx="${48 + index * STEP}" cy="136" r="7" ${index === 0 ? html`fill="var(--kafka)"` : html`fill="none" stroke="var(--kafka)" stroke-width="2"`}/>`,
)}
<text x="${62 + Math.min(jobManager.replicas, 5) * STEP}" y="140">${counted(jobManager.replicas, "JobManager")}, ${jobManager.memory.process}</text>
<text x="40" y="174">${taskManagers.replicas} TaskManager${taskManagers.replicas === 1 ? "" : "s"} × ${counted(taskManagers.slotsPerTaskManager, "slot")}, ${taskManagers.memory.process}</text>
${grid.markup}
${arrow(bottom, bucket - 2)}
<path d="M 30 ${bucket + 8} v 56 a 130 8 0 0 0 260 0 v -56" fill="var(--card)" stroke="var(--box)"/>
<ellipse cx="160" cy="${bucket + 8}" rx="130" ry="8" fill="var(--card)" stroke="var(--box)"/>
<text x="160" y="${bucket + 34}" text-anchor="middle" class="strong">${clipped(environment.bucketName, 34)}</text>
<text x="160" y="${bucket + 52}" text-anchor="middle" class="small">${clipped(prefixLines.map((prefix) => prefix.split("/")[0]).join(", "), 38)}/${clipped(name, 16)}</text>
<path d="M 10 ${bottom - 30} H 4 V ${out + 22} H 26" fill="none" stroke="var(--box)" stroke-width="2"/>
<path d="M 28 ${out + 22} l -8 -5 v 10 z" fill="var(--box)"/>
${written === undefined ? sink(out) : kafka(out, written, next?.stage.input.topic === written ? `read by ${next.name}` : "sink")}
</svg>`;
}

function kafka(y: number, topic: string, below: string): Markup {
  return html`<rect x="30" y="${y + 1}" width="260" height="43" rx="21" fill="var(--kafka-soft)" stroke="var(--kafka)"/>
<text x="${CENTRE}" y="${y + 19}" text-anchor="middle" class="strong">Kafka: ${clipped(topic, 26)}</text>
<text x="${CENTRE}" y="${y + 35}" text-anchor="middle" class="small">${clipped(below, 42)}</text>`;
}

function sink(y: number): Markup {
  return html`<rect x="30" y="${y + 1}" width="260" height="43" rx="21" fill="none" stroke="var(--kafka)" stroke-dasharray="4 4"/>
<text x="${CENTRE}" y="${y + 27}" text-anchor="middle" class="small">sink, not stated</text>`;
}

function arrow(from: number, to: number): Markup {
  return html`<path d="M ${CENTRE} ${from} V ${to - 6}" stroke="var(--box)" stroke-width="2" fill="none"/><path d="M ${CENTRE} ${to} l -5 -8 h 10 z" fill="var(--box)"/>`;
}

/** One square per TaskManager; what there is no room for is counted in the last place. */
function squares(count: number, x: number, y: number): { readonly markup: Markup; readonly rows: number } {
  const room = PER_ROW * MOST_ROWS;
  const drawn = count <= room ? count : room - 3;
  const rows = Math.ceil(Math.min(count, room) / PER_ROW);
  const at = (index: number) => ({ left: x + (index % PER_ROW) * 18, top: y + Math.floor(index / PER_ROW) * STEP });
  const rest = at(drawn);
  return {
    rows,
    markup: html`${Array.from({ length: drawn }, (_, index) => {
      const { left, top } = at(index);
      return html`<rect x="${left}" y="${top}" width="14" height="14" rx="3" fill="var(--pod)"/>`;
    })}${drawn < count ? html`<text x="${rest.left}" y="${rest.top + 12}" class="small">+ ${count - drawn}</text>` : undefined}`,
  };
}

import type { TaskManagerMemory } from "../../sizing/memory/task-manager-memory";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import { grouped } from "../../units/grouped";
import type { MemorySize } from "../../units/memory-size";
import { figureText } from "../figure";
import { html, type Markup } from "./markup";

/** Flink's eight components, in the order of its own memory model; each has the colour of its place. */
const COMPONENTS = [
  ["frameworkHeap", "framework heap"],
  ["taskHeap", "task heap"],
  ["frameworkOffHeap", "framework off-heap"],
  ["taskOffHeap", "task off-heap"],
  ["network", "network"],
  ["managed", "managed"],
  ["jvmMetaspace", "JVM metaspace"],
  ["jvmOverhead", "JVM overhead"],
] as const satisfies readonly (readonly [keyof TaskManagerMemory, string])[];

/** Drawn without text and stretched to its container, so that it is as wide as the screen and its text stays legible. */
const WIDTH = 1000;
const HEIGHT = 36;

/** A bar for a TaskManager of each stage, with legend and the same numbers as a table. */
export function memorySection({ stages, environment }: PlatformPlan): Markup {
  const id = `memory.${environment.name}`;
  return html`<section aria-labelledby="environment.${environment.name} ${id}">
<h3 id="${id}">Memory of a TaskManager</h3>
<ul class="legend">${COMPONENTS.map(
    ([, label], index) =>
      html`<li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="var(--m${index + 1})"/></svg>${label}</li>`,
  )}</ul>
${stages.map((stage) => memoryBar(stage, environment.name))}
<div class="scroll" role="region" tabindex="0" aria-label="Memory components in numbers, ${environment.name}">
<table><thead><tr><th scope="col">component</th>${stages.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${COMPONENTS.map(
    ([part, label]) =>
      html`<tr><th scope="row">${label}</th>${stages.map(({ taskManagers: { memory } }) => html`<td class="number">${mebibytes(memory[part])}</td>`)}</tr>`,
  )}<tr class="sum"><th scope="row">process</th>${stages.map(({ taskManagers: { memory } }) => html`<td class="number">${mebibytes(memory.process)}</td>`)}</tr></tbody></table></div>
</section>
`;
}

function memoryBar({ name, taskManagers: { memory } }: StagePlan, environment: string): Markup {
  const total = memory.process.inBytes;
  let left = 0;
  const shares = COMPONENTS.flatMap(([part, label], index) => {
    const bytes = memory[part].inBytes;
    const width = Number(((bytes / total) * WIDTH).toFixed(2));
    const x = left;
    left = Number((left + width).toFixed(2));
    return bytes === 0 ? [] : [{ x, width, label, text: figureText("memory", bytes), colour: index + 1 }];
  });
  const id = `memory.${environment}.${name}`;
  return html`<h4>${name}: ${figureText("memory", total)}</h4>
<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}.title ${id}.desc">
<title id="${id}.title">Memory of a TaskManager of ${name}</title><desc id="${id}.desc">${shares.map(({ label, text }) => `${label} ${text}`).join(", ")}</desc>
${shares.map(({ x, width, colour }) => html`<rect x="${x}" y="0" width="${width}" height="${HEIGHT}" fill="var(--m${colour})"/>`)}</svg>
`;
}

/** One unit for a whole table, so that its numbers can be compared. */
function mebibytes(size: MemorySize): string {
  return `${grouped(Number(size.inMebibytes.toFixed(1)))} MiB`;
}

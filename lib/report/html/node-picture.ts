import { dollars } from "../../sizing/cost/dollars";
import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { JOB_MANAGERS_POOL } from "../../workload/names";
import { counted } from "../counted";
import { figureText } from "../figure";
import { describeAllocatable, describePrice } from "../node-lines";
import { describeStorage } from "../plan-figures";
import { sentence } from "../sentence";
import { html, type Markup } from "./markup";

const WIDTH = 340;
const NODE_WIDTH = 76;
const NODE_STEP = 86;
const NODES_PER_ROW = 4;
/** More nodes than this are counted, not drawn: they are alike. */
const MOST_NODES = 12;
const POD_STEP = 17;
const PODS_PER_ROW = 4;
/** More pods than this in one node are counted too. */
const MOST_PODS = 16;

/** The nodes of each pool with the pods on them; nothing where the plan has none. */
export function nodeSection(plan: PlatformPlan): Markup | undefined {
  const { nodePools, environment } = plan;
  if (nodePools.length === 0) {
    return undefined;
  }
  const id = `nodes.${environment.name}`;
  return html`<section aria-labelledby="environment.${environment.name} ${id}">
<h3 id="${id}">Nodes</h3>
<p class="quiet">A box is a node, a square in it a pod of the pool. Nodes alike are drawn up to ${MOST_NODES} and counted beyond.</p>
<ul class="tiles two">${nodePools.map((pool) => html`<li>${poolTile(pool, podsOf(pool, plan), environment.name)}</li>`)}</ul>
${alternatives(nodePools, environment.name)}
</section>
`;
}

/** TaskManagers of the stage, or every JobManager. */
function podsOf({ name }: NodePoolPlan, { stages }: PlatformPlan): number {
  return name === JOB_MANAGERS_POOL
    ? stages.reduce((sum, { jobManager }) => sum + jobManager.replicas, 0)
    : (stages.find((stage) => stage.name === name)?.taskManagers.replicas ?? 0);
}

function poolTile(pool: NodePoolPlan, pods: number, environment: string): Markup {
  const { name, nodes, instanceType, architecture, capacityType, podsPerNode, utilization, allocatable } = pool;
  const rows: readonly (readonly [string, string])[] = [
    ["nodes", `${nodes} × ${instanceType}, ${architecture}, ${capacityType}`],
    ["pods", `${pods}, ${podsPerNode} per node`],
    ["allocatable per node", describeAllocatable(allocatable.karpenter)],
    [
      "of it used",
      `${figureText("share", utilization.cpu)} of cores, ${figureText("share", utilization.memory)} of memory`,
    ],
    ...(pool.slotsLostPerNode === 0 ? [] : [["lost with a node", counted(pool.slotsLostPerNode, "slot")] as const]),
    ["storage", describeStorage(pool.storage)],
    ["network, lasting", String(pool.networkBaseline)],
    ...(pool.zones.length === 0 ? [] : [["zones", pool.zones.join(", ")] as const]),
    ["price", describePrice(pool)],
  ];
  return html`<h4>${name}</h4>
${nodesPicture(pool, pods, `nodes.${environment}.${name}`)}
<table><tbody>${rows.map(([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</tbody></table>
<p class="quiet">${sentence(pool.reasons.instanceType.message)}</p>`;
}

function nodesPicture({ name, nodes, podsPerNode, instanceType }: NodePoolPlan, pods: number, id: string): Markup {
  const drawn = nodes <= MOST_NODES ? nodes : MOST_NODES - 1;
  const podRows = Math.ceil(Math.min(podsPerNode, MOST_PODS) / PODS_PER_ROW);
  const height = podRows * POD_STEP + 12;
  const places = nodes <= MOST_NODES ? nodes : MOST_NODES;
  const at = (index: number) => ({
    x: (index % NODES_PER_ROW) * NODE_STEP + 1,
    y: Math.floor(index / NODES_PER_ROW) * (height + 10) + 1,
  });
  const rest = at(drawn);
  return html`<svg class="nodes" viewBox="0 0 ${WIDTH} ${Math.ceil(places / NODES_PER_ROW) * (height + 10)}" role="img" aria-labelledby="${id}.title ${id}.desc">
<title id="${id}.title">Nodes of ${name}</title><desc id="${id}.desc">${counted(pods, "pod")} on ${counted(nodes, "node")} of type ${instanceType}, at most ${podsPerNode} on each${drawn < nodes ? `; ${drawn} of the nodes are drawn` : ""}</desc>
${Array.from({ length: drawn }, (_, index) => nodeBox(at(index), height, Math.max(0, Math.min(podsPerNode, pods - index * podsPerNode))))}
${drawn < nodes ? html`<text x="${rest.x + 6}" y="${rest.y + 18}" class="strong">+ ${nodes - drawn}</text><text x="${rest.x + 6}" y="${rest.y + 33}" class="small">more nodes</text>` : undefined}
</svg>`;
}

function nodeBox({ x, y }: { readonly x: number; readonly y: number }, height: number, pods: number): Markup {
  const drawn = pods <= MOST_PODS ? pods : MOST_PODS - 2;
  return html`<rect x="${x}" y="${y}" width="${NODE_WIDTH}" height="${height}" rx="6" fill="var(--page)" stroke="var(--box)"/>${Array.from(
    { length: drawn },
    (_, index) =>
      html`<rect x="${x + 6 + (index % PODS_PER_ROW) * POD_STEP}" y="${y + 7 + Math.floor(index / PODS_PER_ROW) * POD_STEP}" width="13" height="13" rx="3" fill="var(--pod)"/>`,
  )}${drawn < pods ? html`<text x="${x + 6 + (drawn % PODS_PER_ROW) * POD_STEP}" y="${y + 18 + Math.floor(drawn / PODS_PER_ROW) * POD_STEP}" class="small">+ ${pods - drawn}</text>` : undefined}`;
}

/** What was not chosen, and why. */
function alternatives(pools: readonly NodePoolPlan[], environment: string): Markup | undefined {
  const rows = pools.flatMap((pool) => pool.alternatives.map((each) => ({ pool: pool.name, ...each })));
  return rows.length === 0
    ? undefined
    : html`<details><summary>What was not chosen</summary><div class="scroll" role="region" tabindex="0" aria-label="Instance types that were not chosen, ${environment}">
<table><thead><tr><th scope="col">pool</th><th scope="col">instance type</th><th scope="col" class="number">nodes</th><th scope="col" class="number">an hour</th><th scope="col">why not</th></tr></thead>
<tbody>${rows.map((each) => html`<tr><th scope="row">${each.pool}</th><td>${each.instanceType}</td><td class="number">${each.nodes}</td><td class="number">${dollars(each.hourlyPrice)}</td><td class="wide">${each.message}</td></tr>`)}</tbody></table></div></details>
`;
}

import { dollars } from "../../sizing/cost/dollars";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { MemorySize } from "../../units/memory-size";
import { Rate } from "../../units/rate";
import { describeVerdicts } from "../check-lines";
import { describeHighAvailability } from "../plan-figures";
import { html, type Markup } from "./markup";

/** The figures a person asks for first. */
export function headline(plan: PlatformPlan): Markup {
  const { stages, environment, nodePools, cost, checks } = plan;
  const total = (of: (stage: PlatformPlan["stages"][number]) => number) =>
    stages.reduce((sum, stage) => sum + of(stage), 0);
  const state = MemorySize.sum(stages.flatMap((stage) => (stage.state === undefined ? [] : [stage.state.total])));
  const memory = MemorySize.sum(
    stages.flatMap(({ taskManagers, jobManager }) => [
      taskManagers.memory.process.times(taskManagers.replicas),
      jobManager.memory.process.times(jobManager.replicas),
    ]),
  );
  const figures: readonly (readonly [label: string, value: string, more?: string])[] = [
    [
      "records",
      String(Rate.perSecond(Math.max(...stages.map(({ records }) => records.inPerSecond)))),
      "into the busiest stage",
    ],
    [
      "slots",
      String(total(({ parallelism }) => parallelism)),
      `${total(({ taskManagers }) => taskManagers.replicas)} TaskManagers`,
    ],
    ["memory", String(memory), "of all processes"],
    ["state", String(state), "in RocksDB"],
    [
      "JobManagers",
      String(total(({ jobManager }) => jobManager.replicas)),
      `high availability: ${describeHighAvailability(environment.highAvailability)}`,
    ],
    ...(nodePools.length === 0
      ? []
      : [
          ["nodes", String(nodePools.reduce((sum, { nodes }) => sum + nodes, 0)), `${nodePools.length} pools`] as const,
        ]),
    ...(cost === undefined
      ? []
      : [["cost", dollars(cost.monthly), `a month; ${dollars(cost.perMillionEvents)} per million events`] as const]),
    ["checks", String(checks.length), describeVerdicts(checks).replace(/^checks: /, "")],
  ];
  return html`<dl class="headline">${figures.map(([label, value, more]) => html`<div><dt>${label}</dt><dd>${value}${more === undefined ? undefined : html`<small>${more}</small>`}</dd></div>`)}</dl>
`;
}

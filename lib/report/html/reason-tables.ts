import type { PlatformPlan } from "../../sizing/platform-plan";
import { explainable, explanation, reasonOf } from "../explanation";
import { figureText } from "../figure";
import { type PlannedStage, plannedStages, STAGE_FIGURES } from "../plan-figures";
import { html, type Markup } from "./markup";

/** Every number with its reason, and the numbers and inputs it follows from; folded by stage. */
export function reasonSection(plan: PlatformPlan): Markup {
  const id = `reasons.${plan.environment.name}`;
  return html`<section aria-labelledby="environment.${plan.environment.name} ${id}">
<h3 id="${id}">Reasons</h3>
${plannedStages(plan).map(
  (planned) => html`<details><summary>${planned.stage.name}: every number and why</summary>
<div class="scroll" role="region" tabindex="0" aria-label="Reasons of ${planned.stage.name} in ${plan.environment.name}">${reasonTable(planned)}</div></details>
`,
)}</section>
`;
}

function reasonTable(planned: PlannedStage): Markup {
  const names = explainable(planned);
  return html`<table class="stack"><thead><tr><th scope="col">number</th><th scope="col">value</th><th scope="col">reason</th><th scope="col">follows from</th></tr></thead>
<tbody>${STAGE_FIGURES.filter(({ name }) => names.includes(name)).map(({ name, label, unit, value }) => {
    const known = value(planned);
    const reason = reasonOf(planned, name);
    const origins = explanation(planned, name).from.map((origin) =>
      origin.value === undefined ? origin.name : `${origin.name} = ${origin.value}`,
    );
    return html`<tr><th scope="row">${label} <code>${name}</code></th><td data-label="value">${known === undefined ? "–" : figureText(unit, known)}</td><td class="wide" data-label="${reason?.code}">${reason?.message}</td><td class="wide" data-label="from">${origins.length === 0 ? "–" : origins.join(", ")}</td></tr>
`;
  })}</tbody></table>`;
}

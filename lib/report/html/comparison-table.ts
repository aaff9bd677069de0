import type { PlatformPlan } from "../../sizing/platform-plan";
import { type Figure, type FigureValue, figureText } from "../figure";
import { PLATFORM, planDifferences } from "../plan-difference";
import { PLATFORM_FIGURES, STAGE_FIGURES } from "../plan-figures";
import { type PlanRecord, planRecord } from "../plan-record";
import { html, type Markup } from "./markup";

/** One row per thing in which the environments differ, one column per environment; nothing for a single one. */
export function comparisonSection(plans: readonly PlatformPlan[]): Markup | undefined {
  if (plans.length < 2) {
    return undefined;
  }
  const records = plans.map(planRecord);
  const differing = differingRows(records);
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">Environments compared</h2>
<p class="quiet">Only what differs.</p>
${[...differing].map(
  ([subject, names]) => html`<h3>${subject}</h3>
<div class="scroll" role="region" tabindex="0" aria-label="Comparison: ${subject}">
<table><thead><tr><th scope="col">number</th>${plans.map(({ environment }) => html`<th scope="col">${environment.name}</th>`)}</tr></thead>
<tbody>${[...names].map((name) => row(subject, name, records))}</tbody></table></div>
`,
)}</section>
`;
}

/** By subject, the names of numbers and checks in which any environment differs from the one before it. */
function differingRows(records: readonly PlanRecord[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = records.slice(1).flatMap((record, index) => planDifferences(records[index] ?? record, record));
  const rows = new Map<string, Set<string>>();
  for (const { subject, what } of all) {
    rows.set(subject, (rows.get(subject) ?? new Set()).add(what));
  }
  return new Map(
    [...rows].map(([subject, names]) => {
      const order: readonly string[] = (subject === PLATFORM ? PLATFORM_FIGURES : STAGE_FIGURES).map(
        ({ name }) => name,
      );
      const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
      return [subject, new Set([...names].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)))];
    }),
  );
}

function row(subject: string, name: string, records: readonly PlanRecord[]): Markup {
  const ofPlatform = subject === PLATFORM;
  const figures: readonly Pick<Figure<never>, "name" | "label" | "unit">[] = ofPlatform
    ? PLATFORM_FIGURES
    : STAGE_FIGURES;
  const figure = figures.find((each) => each.name === name);
  const cells = records.map((record) => {
    if (figure === undefined) {
      return record.checks[ofPlatform ? name : `${subject}.${name}`]?.verdict ?? "pass";
    }
    const value: FigureValue | undefined = (ofPlatform ? record.platform : record.stages[subject])?.[name];
    return value === undefined ? "–" : figureText(figure.unit, value);
  });
  return html`<tr><th scope="row">${figure?.label ?? html`<code>${name}</code>`}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}

import { dollars } from "../../sizing/cost/dollars";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { costGroups } from "../cost-lines";
import { html, type Markup } from "./markup";

/** The bill by stage, and what the same load costs elsewhere; nothing where no price is known. */
export function costSection({ cost, environment }: PlatformPlan): Markup | undefined {
  if (cost === undefined) {
    return undefined;
  }
  const id = `cost.${environment.name}`;
  return html`<section aria-labelledby="environment.${environment.name} ${id}">
<h3 id="${id}">Cost</h3>
<table class="stack"><caption>US dollars for a month of 730 hours at the stated load</caption>
<thead><tr><th scope="col">for</th><th scope="col" class="number">a month</th><th scope="col">how it is computed</th></tr></thead>
<tbody>${costGroups(cost).map(
    ({
      stage,
      monthly,
      items,
    }) => html`<tr class="sum"><th scope="row">${stage ?? "shared"}</th><td class="number">${dollars(monthly)}</td><td></td></tr>
${items.map((item) => html`<tr><th scope="row">${item.what}</th><td class="number">${dollars(item.monthly)}</td><td>${item.message}</td></tr>`)}`,
  )}<tr class="sum"><th scope="row">in all</th><td class="number">${dollars(cost.monthly)}</td><td>${dollars(cost.perMillionEvents)} per million events</td></tr>
${cost.comparisons.map(({ what, monthly, message }) => html`<tr><th scope="row">${what}, for comparison</th><td class="number">${dollars(monthly)}</td><td>${message}</td></tr>`)}</tbody></table>
<p class="quiet">Prices: ${cost.prices}.${cost.notCounted.length === 0 ? undefined : ` Not counted: ${cost.notCounted.join("; ")}.`}</p>
</section>
`;
}

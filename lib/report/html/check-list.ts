import type { Verdict } from "../../sizing/check";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { type CheckGroup, describeVerdicts, groupedChecks } from "../check-lines";
import { sentence } from "../sentence";
import { html, type Markup } from "./markup";

const WORDS: Readonly<Record<Verdict, string>> = { fail: "✗ fails", warn: "! warns", pass: "✓ passes" };

/** What fails and warns, with its lever; what passes is folded away. */
export function checkSection({ checks, environment }: PlatformPlan): Markup {
  const id = `checks.${environment.name}`;
  const groups = groupedChecks(checks);
  const objections = groups.filter(({ verdict }) => verdict !== "pass");
  const passes = groups.filter(({ verdict }) => verdict === "pass");
  return html`<section aria-labelledby="environment.${environment.name} ${id}">
<h3 id="${id}">Checks</h3>
<p>${sentence(describeVerdicts(checks))}</p>
${objections.length === 0 ? undefined : html`<ul class="checks">${objections.map(checkItem)}</ul>`}
${passes.length === 0 ? undefined : html`<details><summary>What passes, with its figures</summary><ul class="checks">${passes.map(checkItem)}</ul></details>`}
</section>
`;
}

function checkItem({ verdict, stages, code, message, wayOut }: CheckGroup): Markup {
  return html`<li class="${verdict}"><p><span class="verdict">${WORDS[verdict]}</span> ${stages.length === 0 ? undefined : html`<strong>${stages.join(", ")}:</strong> `}${sentence(message)}${wayOut === undefined ? undefined : ` ${sentence(wayOut)}`} <code>${code}</code></p></li>`;
}

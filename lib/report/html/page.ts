import { describeRuntime } from "../../environment/runtime";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { checkSection } from "./check-list";
import { comparisonSection } from "./comparison-table";
import { costSection } from "./cost-table";
import { headline } from "./headline";
import { html, Markup } from "./markup";
import { memorySection } from "./memory-picture";
import { nodeSection } from "./node-picture";
import { reasonSection } from "./reason-tables";
import { STYLE } from "./style";
import { topologySection } from "./topology-picture";

/**
 * Plans of one workload as one HTML page: no script, nothing from a network, the same bytes for the same plans.
 *
 * With several environments each has a part of its own, and what differs between them comes last.
 */
export function htmlReport(plans: readonly PlatformPlan[]): string {
  const names = plans.map(({ environment }) => environment.name);
  const title = `${plans[0]?.workload ?? "Flink"} · ${names.join(", ")}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cdktf-flink">
<title>${title}: Flink platform plan</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="quiet">An Apache Flink platform, planned from load figures: every number with its reason.</p>
${plans.length < 2 ? undefined : contents(names)}
</header>
<main>
${plans.map((plan) => environmentPart(plan, plans.length === 1 ? "Platform plan" : plan.environment.name))}
${comparisonSection(plans)}
</main>
<footer><p>Written by cdktf-flink. A plan is computed from the figures the team stated; change them and write it anew.</p></footer>
</body>
</html>
`.toString();
}

function contents(names: readonly string[]): Markup {
  return html`<nav aria-label="Environments"><ul>${names.map((name) => html`<li><a href="#environment.${name}">${name}</a></li>`)}<li><a href="#comparison">compared</a></li></ul></nav>`;
}

function environmentPart(plan: PlatformPlan, heading: string): Markup {
  const { environment } = plan;
  const { name, flink, runtime, namespace, bucketName, factor, protection = "on", zones = [] } = environment;
  return html`<section class="environment" aria-labelledby="environment.${name}">
<h2 id="environment.${name}">${heading}</h2>
<p class="quiet">Flink ${flink.toString()} on ${describeRuntime(runtime)} · namespace ${namespace} · bucket ${bucketName} · load × ${factor} · protection ${protection}${zones.length === 0 ? undefined : ` · ${zones.join(", ")}`}</p>
${headline(plan)}
${checkSection(plan)}
${topologySection(plan)}
${memorySection(plan)}
${nodeSection(plan)}
${costSection(plan)}
${reasonSection(plan)}
</section>
`;
}

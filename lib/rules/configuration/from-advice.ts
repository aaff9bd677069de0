import type { LocatedAdvice } from "../model/flink-cluster";
import { perCluster, type Rule } from "../rule";

/** A rule whose violations are what the advisor says of the configuration. */
export function fromAdvice(matches: (advice: LocatedAdvice["advice"]) => boolean): Rule["check"] {
  return perCluster((cluster) =>
    cluster
      .advice()
      .filter(({ advice }) => matches(advice))
      .map(({ advice, place }) => ({ place, message: advice.message, fix: fixOf(advice.wayOut) })),
  );
}

/** A way out as the sentence of a rule's fix. */
export function fixOf(wayOut: string): string {
  return `${wayOut.charAt(0).toUpperCase()}${wayOut.slice(1)}.`;
}

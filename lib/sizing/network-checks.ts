import type { ResolvedEnvironment } from "../environment/check-environment";
import { type Check, check } from "./check";

/** What the network of an environment leaves open, and what it closes that somebody may miss. */
export function networkChecks({ security, runtime }: Pick<ResolvedEnvironment, "security" | "runtime">): Check[] {
  if (security === "open") {
    return [
      check(false, "NetworkOpen", "whoever reaches Flink's pods may use their REST interface and run code in them", {
        verdict: "warn",
        wayOut: 'set security to "restricted"',
      }),
    ];
  }
  const { egress, restFrom = [], apiServerCidrs = [] } = security;
  const reachable = runtime.type === "operator" || restFrom.length > 0 || apiServerCidrs.length > 0;
  return [
    check(
      egress !== undefined,
      "EgressOpen",
      egress === undefined
        ? "jobs may connect to any address but the nodes' metadata service: no plan knows where Kafka and what they look up are"
        : "jobs connect to S3 and to what security.egress lists, and to nothing else",
      { verdict: "warn", wayOut: "list both in security.egress; what is then missing is refused" },
    ),
    check(
      reachable,
      "RestUnreachable",
      reachable
        ? `REST is reached by ${runtime.type === "operator" ? "the operator" : "whom the environment lists"}, and is not exposed`
        : "nobody reaches REST: cdktf-flink stop asks it through the API server, which the network policies do not admit",
      {
        verdict: "warn",
        wayOut:
          "state security.apiServerCidrs, or the API server's network in security.restFrom; kubectl port-forward works without",
      },
    ),
  ];
}

import type { ResolvedEnvironment } from "../environment/check-environment";
import type { Situation } from "./stack-changes";

/** What of an environment decides whether a change is a careful one. */
export function situationOf({ protection = "on", highAvailability: ha }: ResolvedEnvironment): Situation {
  const from = ha.type === "none" ? undefined : ha.movingFrom;
  return {
    protection,
    ...(from && {
      movingFrom:
        from.type === "zookeeper"
          ? {
              type: from.type,
              rootPath: from.ensemble.rootPath,
              servers: from.ensemble.quorum.map((server) => server.toLowerCase()),
            }
          : { type: from.type },
    }),
  };
}

import type { Deployment } from "./deployment";
import type { OperatorRule } from "./rule";
import { isBlank } from "./settings";

/** What may not change between the manifest that is deployed and the next one. */
export const UPDATE_RULES: readonly OperatorRule<Deployment>[] = [
  {
    number: 4,
    says: "Changing flinkVersion after last-state suspend is not allowed.",
    check: ({ previous, job, flinkVersion }) =>
      previous?.job?.state === "suspended" &&
      previous.job.upgradeMode === "last-state" &&
      job !== undefined &&
      job.upgradeMode !== "stateless" &&
      previous.flinkVersion !== flinkVersion
        ? `the job was suspended with last-state on ${previous.flinkVersion} and would resume on ${flinkVersion}; resume it on ${previous.flinkVersion} first, then change the version`
        : undefined,
  },
  {
    number: 24,
    says: "Cannot switch from",
    check: ({ previous, job }) =>
      previous === undefined || (previous.job === undefined) === (job === undefined)
        ? undefined
        : `${job === undefined ? "an application cluster would lose its job" : "a session cluster would get a job"}; that takes a FlinkDeployment of another name`,
  },
  {
    number: 25,
    says: "Cannot switch from",
    check: ({ previous, mode }) =>
      previous === undefined || previous.mode === mode
        ? undefined
        : `spec.mode would change from ${previous.mode} to ${mode}; that takes a FlinkDeployment of another name`,
  },
  {
    number: 26,
    says: "InitialSavepointPath must not be empty for savepoint redeployment",
    check: ({ previous, job }) =>
      previous?.job !== undefined &&
      job?.savepointRedeployNonce !== undefined &&
      job.savepointRedeployNonce !== previous.job.savepointRedeployNonce &&
      isBlank(job.initialSavepointPath)
        ? `savepointRedeployNonce ${job.savepointRedeployNonce} asks for a redeployment, and initialSavepointPath is empty; name the savepoint to start from`
        : undefined,
  },
];

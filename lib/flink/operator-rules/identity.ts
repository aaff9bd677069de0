import { isUnresolved } from "../../units/literal";
import type { Deployment } from "./deployment";
import type { OperatorLine, OperatorRule } from "./rule";

/** Flink releases by the operator's name, oldest first, from the first that its validator supports. */
const FLINK_VERSIONS = ["v1_15", "v1_16", "v1_17", "v1_18", "v1_19", "v1_20", "v2_0", "v2_1", "v2_2"] as const;

/** The last Flink release in the enum of each operator's CRD; its own list may be longer. */
const NEWEST: Readonly<Record<OperatorLine, (typeof FLINK_VERSIONS)[number]>> = {
  "1.10": "v1_20",
  "1.11": "v2_0",
  "1.12": "v2_0",
  "1.13": "v2_2",
  "1.14": "v2_2",
  "1.15": "v2_2",
};

/** What a deployment is called, which Flink it runs, and as whom. */
export const IDENTITY_RULES: readonly OperatorRule<Deployment>[] = [
  {
    number: 1,
    says: "name is invalid, must consist of lower case alphanumeric characters or '-'",
    check: ({ name = "" }) =>
      isUnresolved(name) || /^[a-z]([-a-z\d]{0,43}[a-z\d])?$/.test(name)
        ? undefined
        : `${JSON.stringify(name)} cannot name a FlinkDeployment; use 1 to 45 lower-case letters, digits and inner dashes, starting with a letter`,
  },
  {
    number: 2,
    says: "Flink Version must be defined.",
    check: ({ flinkVersion }) =>
      flinkVersion === undefined
        ? "spec.flinkVersion is missing; set it to the image's release, such as v2_2"
        : undefined,
  },
  {
    number: 3,
    says: "is not supported by this operator version",
    check: ({ flinkVersion = "", operator }) => {
      const accepted: readonly string[] = FLINK_VERSIONS.slice(0, FLINK_VERSIONS.indexOf(NEWEST[operator]) + 1);
      return accepted.includes(flinkVersion)
        ? undefined
        : `spec.flinkVersion ${JSON.stringify(flinkVersion)} is none that operator ${operator} deploys; use one of ${accepted.join(", ")}`;
    },
  },
  {
    number: 27,
    says: "spec.serviceAccount must be defined.",
    check: ({ serviceAccount }) =>
      serviceAccount === undefined
        ? "spec.serviceAccount is missing; name the account whose rights the job has in its namespace"
        : undefined,
  },
];

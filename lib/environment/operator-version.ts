import { InvalidInputError } from "../errors";
import type { FlinkVersion } from "./flink-version";

/**
 * The Flink lines that each release of the Flink Kubernetes Operator deploys, from the enum in its CRD at the release
 * tag. Lines older than 1.20 are left out: this library writes no configuration for them. So is operator 1.10: built on
 * Flink 1.19, it does not know the current names of checkpoint directories and rejects every manifest that uses them.
 */
const DEPLOYABLE: Readonly<Record<string, readonly string[]>> = {
  "1.11.0": ["1.20", "2.0"],
  "1.12.0": ["1.20", "2.0"],
  "1.12.1": ["1.20", "2.0"],
  "1.13.0": ["1.20", "2.0", "2.1", "2.2"],
  "1.14.0": ["1.20", "2.0", "2.1", "2.2"],
  "1.15.0": ["1.20", "2.0", "2.1", "2.2"],
};

/** What an environment gets that states none. */
export const DEFAULT_OPERATOR_VERSION = "1.15.0";

/** @throws InvalidInputError `OperatorVersionUnknown`, or `FlinkVersionNotDeployable` where the CRD would reject the manifest */
export function requireDeployable(flink: FlinkVersion, operatorVersion: string): void {
  const lines = DEPLOYABLE[operatorVersion];
  if (lines === undefined) {
    throw new InvalidInputError(
      "OperatorVersionUnknown",
      `Flink operator ${JSON.stringify(operatorVersion)} is not known here; use one of ${Object.keys(DEPLOYABLE).join(", ")}`,
    );
  }
  if (!lines.includes(flink.line)) {
    throw new InvalidInputError(
      "FlinkVersionNotDeployable",
      `Flink operator ${operatorVersion} rejects Flink ${flink.line} (its CRD ends at ${lines.at(-1)}); use Flink ${lines.at(-1)} until an operator release accepts ${flink.line}`,
    );
  }
}

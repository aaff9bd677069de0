import type { Duration } from "../units/duration";
import type { FlinkVersion } from "./flink-version";
import { DEFAULT_OPERATOR_VERSION, requireDeployable } from "./operator-version";

/** How clusters are run. */
export type Runtime = {
  /** FlinkDeployment resources in native mode, reconciled by the Flink Kubernetes Operator. */
  readonly type: "operator";
  /** @default "1.15.0" */
  readonly version?: string;
  /** Declare the operator's Helm release in the foundation stack. @default false */
  readonly install?: boolean;
  /** Let an apply wait until each job is reported stable. @default - an apply does not wait */
  readonly waitUntilStable?: Duration;
};

/** A runtime whose open choices are made. */
export type ResolvedRuntime = {
  readonly type: "operator";
  readonly version: string;
  readonly install: boolean;
  readonly waitUntilStable?: Duration | undefined;
};

/** @throws InvalidInputError `OperatorVersionUnknown`, `FlinkVersionNotDeployable` */
export function resolveRuntime(runtime: Runtime, flink: FlinkVersion): ResolvedRuntime {
  const { version = DEFAULT_OPERATOR_VERSION, install = false, waitUntilStable } = runtime;
  requireDeployable(flink, version);
  return { type: "operator", version, install, waitUntilStable };
}

/** `operator 1.15.0` */
export function describeRuntime(runtime: ResolvedRuntime): string {
  return `operator ${runtime.version}`;
}

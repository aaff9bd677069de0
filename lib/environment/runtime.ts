import { InvalidInputError } from "../errors";
import type { Duration } from "../units/duration";
import type { FlinkVersion } from "./flink-version";
import { DEFAULT_OPERATOR_VERSION, requireDeployable } from "./operator-version";

const STORAGE_CLASS = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** How clusters are run. */
export type Runtime =
  | {
      /** FlinkDeployment resources in native mode, reconciled by the Flink Kubernetes Operator. */
      readonly type: "operator";
      /** @default "1.15.0" */
      readonly version?: string;
      /** Declare the operator's Helm release in the foundation stack. @default false */
      readonly install?: boolean;
      /** Let an apply wait until each job is reported stable. @default - an apply does not wait */
      readonly waitUntilStable?: Duration;
    }
  | {
      /**
       * Deployments and StatefulSets of Kubernetes itself: no operator, no CRDs, every Flink release. Nobody upgrades a
       * job by savepoint but the one who applies: see docs/updates.md.
       */
      readonly type: "standalone";
      /** Storage class of the TaskManagers' volumes. @default - the cluster's */
      readonly storageClass?: string;
      /** Let an apply wait until every pod is ready. @default - an apply does not wait */
      readonly waitUntilReady?: Duration;
    };

/** A runtime whose open choices are made. */
export type ResolvedRuntime =
  | {
      readonly type: "operator";
      readonly version: string;
      readonly install: boolean;
      readonly waitUntilStable?: Duration | undefined;
    }
  | {
      readonly type: "standalone";
      readonly storageClass?: string | undefined;
      readonly waitUntilReady?: Duration | undefined;
    };

/** One kind of {@link ResolvedRuntime}. */
export type RuntimeOf<T extends ResolvedRuntime["type"]> = Extract<ResolvedRuntime, { readonly type: T }>;

/** @throws InvalidInputError `OperatorVersionUnknown`, `FlinkVersionNotDeployable`, `EnvironmentInvalid` */
export function resolveRuntime(environment: string, runtime: Runtime, flink: FlinkVersion): ResolvedRuntime {
  switch (runtime.type) {
    case "operator": {
      const { version = DEFAULT_OPERATOR_VERSION, install = false, waitUntilStable } = runtime;
      requireDeployable(flink, version);
      return { type: "operator", version, install, waitUntilStable };
    }
    case "standalone": {
      const { storageClass } = runtime;
      if (storageClass !== undefined && !STORAGE_CLASS.test(storageClass)) {
        throw new InvalidInputError(
          "EnvironmentInvalid",
          `environment ${environment}: ${JSON.stringify(storageClass)} is no name of a StorageClass; leave storageClass out for the cluster's default`,
        );
      }
      return runtime;
    }
    default:
      runtime satisfies never;
      throw new InvalidInputError(
        "EnvironmentInvalid",
        `environment ${environment}: ${JSON.stringify((runtime as Runtime).type)} is no runtime; use operator or standalone`,
      );
  }
}

/** `operator 1.15.0`, `standalone` */
export function describeRuntime(runtime: ResolvedRuntime): string {
  return runtime.type === "operator" ? `operator ${runtime.version}` : runtime.type;
}

import { textOf } from "../../flink/operator-rules/settings";
import { HighAvailabilityOptions } from "../../flink/options/cluster";
import { CheckpointingOptions } from "../../flink/options/job";
import { isUnresolved } from "../../units/literal";
import type { Settings } from "./flink-cluster";

export type StatePurpose = "checkpoints" | "savepoints" | "high availability";

/** A directory that Flink is told to keep state in. */
export interface StateLocation {
  readonly purpose: StatePurpose;
  /** The setting that names it. */
  readonly key: string;
  readonly uri: string;
  /** The same for every spelling of one place: `s3://state/checkpoints`. */
  readonly normalized: string;
  /** @default - it is no S3 URI */
  readonly bucket: { readonly name: string; readonly prefix: string } | undefined;
  /** Its path in the file system of each process. @default - it is reached by all of them */
  readonly localPath: string | undefined;
}

const LOCATIONS = [
  ["checkpoints", CheckpointingOptions.DIRECTORY],
  ["savepoints", CheckpointingOptions.SAVEPOINT_DIRECTORY],
  ["high availability", HighAvailabilityOptions.STORAGE_DIRECTORY],
] as const;

/** Where settings put state, as far as they say. */
export function stateLocations(settings: Settings): readonly StateLocation[] {
  return LOCATIONS.flatMap(([purpose, option]): StateLocation[] => {
    const uri = textOf(settings, option)?.trim();
    return uri === undefined || uri === "" || isUnresolved(uri)
      ? []
      : [{ purpose, key: spelling(settings, option), uri, ...parsed(uri) }];
  });
}

/** The spelling of an option that a configuration uses. */
export function spelling(
  settings: Settings,
  option: { readonly key: string; readonly deprecatedKeys: readonly string[] },
): string {
  return [option.key, ...option.deprecatedKeys].find((key) => settings[key] !== undefined) ?? option.key;
}

/** Whether a directory is another one, or lies inside it. */
export function isInside(inner: StateLocation, outer: StateLocation): boolean {
  return inner.normalized === outer.normalized || inner.normalized.startsWith(`${outer.normalized}/`);
}

function parsed(uri: string): Pick<StateLocation, "normalized" | "bucket" | "localPath"> {
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*):(.*)$/i.exec(uri) ?? [undefined, "file", uri];
  const path = rest.replace(/\/+$/, "");
  if (/^s3[anp]?$/i.test(scheme)) {
    const [, name = "", prefix = ""] = /^\/\/([^/]*)\/?(.*)$/.exec(path) ?? [];
    return { normalized: `s3:${path}`, bucket: { name, prefix }, localPath: undefined };
  }
  const isLocal = scheme.toLowerCase() === "file";
  return {
    normalized: `${isLocal ? "file" : scheme}:${path.replace(/^\/\/(?=\/)/, "")}`,
    bucket: undefined,
    localPath: isLocal ? path.replace(/^\/\/(?=\/)/, "") : undefined,
  };
}

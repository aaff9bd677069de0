import type { FlinkVersion } from "../../environment/flink-version";
import type { CatalogueOption } from "./catalogue-option";

/** What later release lines may change about an option; `null` takes something away. */
interface Described {
  readonly type?: string;
  readonly defaultValue?: string | null;
  readonly declaredIn?: string;
  readonly deprecated?: boolean | null;
  readonly deprecatedKeys?: readonly string[] | null;
  readonly fallbackKeys?: readonly string[] | null;
  readonly values?: readonly string[] | null;
}

/** An option as the data has it: as in its first release line, and what others changed. */
interface CommittedOption extends Described {
  readonly key: string;
  readonly type: string;
  readonly declaredIn: string;
  readonly since?: string;
  readonly until?: string;
  readonly changes?: Readonly<Record<string, Described>>;
}

/** The options of a release line, sorted by key. The data is read when it is first needed: it is 400 KB of JSON. */
export function committedOptions(version: FlinkVersion): readonly CatalogueOption[] {
  const { options } = require("./data/flink-options.json") as typeof import("./data/flink-options.json");
  const meanings = committedMeanings();
  return (options as readonly CommittedOption[])
    .filter(({ since, until }) => (since === undefined || version.isAtLeast(since)) && !endedBefore(version, until))
    .map((option) => {
      const changes = Object.entries(option.changes ?? {}).filter(([line]) => version.isAtLeast(line));
      return catalogueOption(
        Object.assign({ since: "1.20" }, option, ...changes.map(([, change]) => change)),
        meanings[option.key] ?? "",
      );
    });
}

/** The options of the Kubernetes operator and its autoscaler, and the release they are of. */
export function committedOperatorOptions(): readonly CatalogueOption[] {
  const { release, options } = require("./data/operator-options.json") as typeof import("./data/operator-options.json");
  return options.map((option) => catalogueOption({ ...option, since: release }, option.meaning));
}

/** What to set instead of keys that Flink removed without reading them under another name. */
export function committedReplacements(): Readonly<Record<string, readonly string[]>> {
  return require("./data/removed.json") as typeof import("./data/removed.json");
}

/** What each Flink option is for, by its key. */
export function committedMeanings(): Readonly<Record<string, string>> {
  return {
    ...(require("./data/meanings-a.json") as typeof import("./data/meanings-a.json")),
    ...(require("./data/meanings-b.json") as typeof import("./data/meanings-b.json")),
    ...(require("./data/meanings-c.json") as typeof import("./data/meanings-c.json")),
  };
}

function endedBefore(version: FlinkVersion, until: string | undefined): boolean {
  return until !== undefined && version.line !== until && version.isAtLeast(until);
}

function catalogueOption(option: CommittedOption & { readonly since: string }, meaning: string): CatalogueOption {
  const { key, type, defaultValue, since, until, deprecated, deprecatedKeys, fallbackKeys, values, declaredIn } =
    option;
  return {
    key,
    type,
    defaultValue: defaultValue ?? undefined,
    since,
    ...(until === undefined ? {} : { until }),
    deprecated: deprecated ?? false,
    deprecatedKeys: deprecatedKeys ?? [],
    fallbackKeys: fallbackKeys ?? [],
    ...(values == null ? {} : { values }),
    declaredIn,
    meaning,
  };
}

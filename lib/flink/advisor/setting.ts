/** One setting as Flink reads it. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A line Flink does not take as it is meant. */
export interface Misread {
  readonly line: number;
  readonly code: "LineIgnored" | "ValueCut" | "DuplicateKey" | "FileUnreadable";
  readonly message: string;
  readonly wayOut: string;
}

/** A configuration file as one release of Flink reads it, and what gets lost on the way. */
export interface ConfigurationText {
  readonly format: "flat" | "nested";
  /** In the order of the file; of a duplicate key only the one that counts. */
  readonly settings: readonly Setting[];
  readonly misread: readonly Misread[];
}

/** Settings as the map Flink keeps. */
export function settingsMap(settings: readonly Setting[]): Readonly<Record<string, string>> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

import { FlinkVersion } from "../../environment/flink-version";
import type { CatalogueOption } from "./catalogue-option";
import { committedOperatorOptions, committedOptions } from "./committed";
import { familyOf } from "./families";

/** The keys that something reads: options by their own key, and by the other spellings it takes. */
export interface KnownKeys {
  readonly options: readonly CatalogueOption[];
  readonly declared: ReadonlyMap<string, CatalogueOption>;
  /** Old spellings, and fallbacks that are no options themselves; those that ask for another key come last. */
  readonly otherSpellings: ReadonlyMap<string, readonly CatalogueOption[]>;
}

const BY_LINE = new Map<string, KnownKeys>();
let ofOperator: KnownKeys | undefined;

/** What a release line of Flink reads. */
export function keysOfLine(line: string): KnownKeys {
  const known = BY_LINE.get(line) ?? knownKeys(committedOptions(FlinkVersion.of(line)));
  BY_LINE.set(line, known);
  return known;
}

/** What the Kubernetes operator and its autoscaler read. */
export function keysOfOperator(): KnownKeys {
  ofOperator ??= knownKeys(committedOperatorOptions());
  return ofOperator;
}

function knownKeys(options: readonly CatalogueOption[]): KnownKeys {
  const declared = new Map(options.map((option) => [option.key, option]));
  const otherSpellings = new Map<string, CatalogueOption[]>();
  for (const option of [...options].sort((a, b) => Number(a.deprecated) - Number(b.deprecated))) {
    // A file system passes on what another one reads as an option: that key is no spelling of this option alone.
    const undeclared = option.fallbackKeys.filter((key) => !declared.has(key) && familyOf(key) === undefined);
    for (const key of [...option.deprecatedKeys, ...undeclared]) {
      otherSpellings.set(key, [...(otherSpellings.get(key) ?? []), option]);
    }
  }
  return { options, declared, otherSpellings };
}

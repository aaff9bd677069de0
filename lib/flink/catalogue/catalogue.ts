import { FlinkVersion } from "../../environment/flink-version";
import type { CatalogueOption } from "./catalogue-option";
import { committedReplacements } from "./committed";
import { familyOf, fits, looseFamilyOf } from "./families";
import { nearestKey } from "./nearest-key";
import { type KnownKeys, keysOfLine, keysOfOperator } from "./release-keys";

export type { CatalogueOption } from "./catalogue-option";

/** What a key means to a Flink release. */
export type KeyVerdict =
  | { readonly kind: "current"; readonly option: CatalogueOption }
  /** An old spelling, still read as `option`; a few are read as others too. */
  | { readonly kind: "renamed"; readonly option: CatalogueOption; readonly alsoReadAs: readonly CatalogueOption[] }
  | { readonly kind: "removed"; readonly lastLine: string; readonly replacement: readonly string[] }
  | { readonly kind: "later"; readonly since: string }
  /** Read by the Kubernetes operator or its autoscaler, not by Flink. */
  | { readonly kind: "operator"; readonly option: CatalogueOption }
  /** One of many keys of the same beginning, `metrics.reporter.<name>.*`, that nobody can list. */
  | { readonly kind: "family"; readonly family: string }
  /** Read by nothing. The nearest key may be one that this release does not read either: look it up. */
  | { readonly kind: "unknown"; readonly nearest?: string };

/** The options of a release line, sorted by key. */
export function optionsOf(version: FlinkVersion): readonly CatalogueOption[] {
  return keysOfLine(version.line).options;
}

/** What a key means to a Flink release: Flink itself ignores what it does not know, and says nothing. */
export function lookUpKey(key: string, version: FlinkVersion): KeyVerdict {
  return (
    declaredKey(key, keysOfLine(version.line)) ??
    operatorKey(key) ??
    removedTemplate(key, version) ??
    familyKey(key, version) ??
    keyOfAnotherLine(key, version) ??
    unknownKey(key, version)
  );
}

function declaredKey(key: string, { declared, otherSpellings }: KnownKeys): KeyVerdict | undefined {
  const option = declared.get(key);
  const [current, ...alsoReadAs] = otherSpellings.get(key) ?? [];
  if (current !== undefined && option?.deprecated !== false) {
    return { kind: "renamed", option: current, alsoReadAs };
  }
  return option && { kind: "current", option };
}

function operatorKey(key: string): KeyVerdict | undefined {
  const { declared, otherSpellings } = keysOfOperator();
  const option = declared.get(key) ?? otherSpellings.get(key)?.[0];
  return option && { kind: "operator", option };
}

/** A key such as `metrics.reporter.prom.class`, of a family that goes on without it. */
function removedTemplate(key: string, version: FlinkVersion): KeyVerdict | undefined {
  const template = Object.keys(committedReplacements()).find((each) => each.includes("<name>") && fits(key, each));
  return template === undefined || keysOfLine(version.line).declared.has(template)
    ? undefined
    : keyOfAnotherLine(template, version);
}

function familyKey(key: string, version: FlinkVersion): KeyVerdict | undefined {
  const family = familyOf(key);
  if (family !== undefined) {
    return family.since === undefined || version.isAtLeast(family.since)
      ? { kind: "family", family: family.name }
      : { kind: "later", since: family.since };
  }
  const map = [keysOfLine(version.line), keysOfOperator()]
    .flatMap(({ options }) => options)
    .find((option) => option.type === "Map" && key.startsWith(`${option.key}.`));
  return map && { kind: "family", family: `${map.key}.*` };
}

function keyOfAnotherLine(key: string, version: FlinkVersion): KeyVerdict | undefined {
  const lines = FlinkVersion.lines().filter((line) => reads(line, key));
  const lastLine = lines.findLast((line) => version.isAtLeast(line));
  if (lastLine !== undefined) {
    return { kind: "removed", lastLine, replacement: replacementOf(key, lastLine, version) };
  }
  const [since] = lines;
  return since === undefined ? undefined : { kind: "later", since };
}

function reads(line: string, key: string): boolean {
  const { declared, otherSpellings } = keysOfLine(line);
  return declared.has(key) || otherSpellings.has(key);
}

/** What took a key's place; for an old spelling, the option it was read as, or what took the place of that. */
function replacementOf(key: string, lastLine: string, version: FlinkVersion): readonly string[] {
  const replacements = committedReplacements();
  const readAs = (keysOfLine(lastLine).otherSpellings.get(key) ?? []).map((option) => option.key);
  const { declared } = keysOfLine(version.line);
  return (
    replacements[key] ?? readAs.flatMap((option) => (declared.has(option) ? [option] : (replacements[option] ?? [])))
  );
}

function unknownKey(key: string, version: FlinkVersion): KeyVerdict {
  const nearest = nearestKey(key, keysInSight(version));
  const family = looseFamilyOf(key);
  if (family !== undefined && (nearest === undefined || nearest.distance > 2)) {
    return { kind: "family", family };
  }
  return { kind: "unknown", ...(nearest === undefined ? {} : { nearest: nearest.key }) };
}

/** Every key there is, those that this release reads first. */
function keysInSight(version: FlinkVersion): ReadonlySet<string> {
  const inOrder = [keysOfLine(version.line), keysOfOperator(), ...FlinkVersion.lines().map(keysOfLine)];
  const keys = inOrder.flatMap(({ declared }) => [...declared.keys()]);
  return new Set(keys.filter((key) => !key.includes("<")));
}

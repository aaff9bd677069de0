import { parseFlatConfiguration } from "../../flink/advisor/flat-configuration";
import { parseNestedConfiguration } from "../../flink/advisor/nested-configuration";
import type { Misread, Setting } from "../../flink/advisor/setting";
import { at, textAt } from "../../flink/operator-rules/tree";
import { listOf, type ManifestObject, mayShareNamespace, textMap, textsOf } from "./manifest-object";
import type { Place } from "./place";
import { variableOf } from "./pods";

/** Somewhere Flink's configuration is written: a file in a ConfigMap, or a variable and arguments of a container. */
export interface ConfigurationSource {
  readonly id: string;
  readonly object: ManifestObject;
  readonly settings: readonly Setting[];
  readonly misread: readonly Misread[];
  readonly files: readonly string[];
  placeAt(line: number): Place;
}

const FILES = ["config.yaml", "flink-conf.yaml"] as const;

/** Whether it holds Flink's configuration, and not the operator's own. */
export function isFlinkConfigMap({ kind, body, name }: ManifestObject): boolean {
  const data = textMap(body["data"]);
  const texts = FILES.map((file) => data[file] ?? "");
  return (
    kind === "ConfigMap" &&
    name !== "flink-operator-config" &&
    texts.some((text) => /^\s*(jobmanager|taskmanager|state|execution|high-availability|parallelism)\b/m.test(text))
  );
}

/** What a ConfigMap's file says. Flink 1.20 reads the flat file where both are there. */
export function configMapSource(object: ManifestObject): ConfigurationSource {
  const data = textMap(object.body["data"]);
  const files = FILES.filter((file) => data[file] !== undefined);
  const file = files.includes("config.yaml") ? "config.yaml" : "flink-conf.yaml";
  const text = data[file] ?? "";
  const { settings, misread } = file === "config.yaml" ? parseNestedConfiguration(text) : parseFlatConfiguration(text);
  const start = object.place("data", file);
  return {
    id: `${object.place().file} ${object.place().resource}`,
    object,
    settings,
    misread,
    files,
    // The text of a block begins on the line after its key.
    placeAt: (line) => ({ ...start, ...(start.line !== undefined && { line: start.line + line }) }),
  };
}

/** Where a pod's process has its configuration from, and whether all of that is here. */
export function podSources(
  workload: ManifestObject,
  pod: unknown,
  container: unknown,
  objects: readonly ManifestObject[],
): { readonly sources: readonly ConfigurationSource[]; readonly isComplete: boolean } {
  const names = listOf(at(pod, "spec.volumes")).flatMap((volume) => [
    ...textsOf(at(volume, "configMap.name")),
    ...listOf(at(volume, "projected.sources")).flatMap((source) => textsOf(at(source, "configMap.name"))),
  ]);
  const maps = objects.filter(
    (object) =>
      isFlinkConfigMap(object) &&
      names.includes(object.name) &&
      mayShareNamespace(object.namespace, workload.namespace),
  );
  const properties = variableOf(container, "FLINK_PROPERTIES");
  const fromVariable = properties === undefined ? undefined : parseFlatConfiguration(properties);
  const own = [...(fromVariable?.settings ?? []), ...dynamicProperties(textsOf(at(container, "args")))];
  const source: ConfigurationSource = {
    id: `${workload.place().file} ${workload.place().resource}`,
    object: workload,
    settings: own,
    misread: fromVariable?.misread ?? [],
    files: [],
    placeAt: () => workload.place(),
  };
  return {
    sources: [...maps.map(configMapSource), ...(own.length === 0 ? [] : [source])],
    isComplete: maps.length > 0 || (names.length === 0 && properties !== undefined && !mountsConfiguration(container)),
  };
}

/** Whether something, a Secret perhaps, lies over the image's own configuration. */
function mountsConfiguration(container: unknown): boolean {
  return listOf(at(container, "volumeMounts")).some((mount) =>
    /\/flink\/conf(\/|$)/.test(textAt(mount, "mountPath") ?? ""),
  );
}

/** `-Dkey=value`, and `-D key=value`: they win over the file. */
function dynamicProperties(words: readonly string[]): readonly Setting[] {
  return words.flatMap((word, index): Setting[] => {
    const text = word === "-D" ? (words[index + 1] ?? "") : /^-D./.test(word) ? word.slice(2) : "";
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value, line: 0 }];
  });
}

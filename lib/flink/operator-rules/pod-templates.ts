import { OperatorOptions } from "../options/cluster";
import type { Deployment, ProcessSpec } from "./deployment";
import { isOn } from "./settings";
import { at, isTree, type Tree, textAt } from "./tree";

/** The container of Flink itself; every other one of a pod template is a side container. */
export const MAIN_CONTAINER = "flink-main-container";

/** Stands for a value that the manifest does not hold. */
export const ELSEWHERE = "\0elsewhere";

/** The pod template of a process: the common one with the process's own merged over it, as the operator does. */
export function podTemplateOf(deployment: Deployment, { podTemplate }: ProcessSpec): unknown {
  return merged(deployment.podTemplate, podTemplate, mergesByName(deployment));
}

/** Whether arrays of the two templates are merged by the names of their elements; otherwise by position. */
export function mergesByName({ settings }: Deployment): boolean {
  return isOn(settings, OperatorOptions.MERGE_POD_TEMPLATES_BY_NAME);
}

/** The containers of a pod template. */
export function containersOf(podTemplate: unknown): readonly unknown[] {
  const containers = at(podTemplate, "spec.containers");
  return Array.isArray(containers) ? containers : [];
}

/** The text of a variable of Flink's container: `undefined` if unset, {@link ELSEWHERE} if it comes from a Secret or ConfigMap. */
export function environmentVariable(podTemplate: unknown, name: string): string | undefined {
  const main = containersOf(podTemplate).find((container) => textAt(container, "name") === MAIN_CONTAINER);
  const variables = at(main, "env");
  const variable = Array.isArray(variables) ? variables.find((entry) => textAt(entry, "name") === name) : undefined;
  return variable === undefined ? undefined : (textAt(variable, "value") ?? ELSEWHERE);
}

/** The first array in which merging by position would join two elements of different names: `spec.containers[0].env`. */
export function mixedUpArray(common: unknown, own: unknown, path = ""): string | undefined {
  if (Array.isArray(common) && Array.isArray(own)) {
    const names = [common, own].map((array) => array.map((element) => textAt(element, "name")));
    const [commonNames = [], ownNames = []] = names;
    if (names.flat().includes(undefined)) {
      return undefined;
    }
    return commonNames.some((name, index) => ownNames[index] !== undefined && ownNames[index] !== name)
      ? path
      : firstOf(own, (element, index) => mixedUpArray(common[index], element, `${path}[${index}]`));
  }
  return isTree(common) && isTree(own)
    ? firstOf(Object.keys(own), (key) => mixedUpArray(common[key], own[key], path === "" ? key : `${path}.${key}`))
    : undefined;
}

function merged(common: unknown, own: unknown, byName: boolean): unknown {
  if (isTree(common) && isTree(own)) {
    return { ...common, ...mapValues(own, (value, key) => merged(common[key], value, byName)) };
  }
  if (!Array.isArray(common) || !Array.isArray(own)) {
    return own ?? common;
  }
  const named = byName && [...common, ...own].every((element) => textAt(element, "name") !== undefined);
  const isSame = (one: unknown, other: unknown) => textAt(one, "name") === textAt(other, "name");
  const joined = own.map((element, index) => {
    const counterpart = named ? common.find((other) => isSame(other, element)) : common[index];
    return merged(counterpart, element, byName);
  });
  const left = named
    ? common.filter((element) => !own.some((other) => isSame(other, element)))
    : common.slice(own.length);
  return [...left, ...joined];
}

function mapValues(tree: Tree, change: (value: unknown, key: string) => unknown): Tree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value, key)]));
}

function firstOf<T, R>(items: readonly T[], find: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

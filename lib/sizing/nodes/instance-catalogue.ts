import type { Architecture } from "../../environment/nodes";
import { InvalidInputError } from "../../errors";
import { Bandwidth } from "../../units/bandwidth";
import { Cpu } from "../../units/cpu";
import { MemorySize } from "../../units/memory-size";
import { UNMEASURED_NVME_SECONDS_TO_FILL } from "../assumptions";
import type { InstanceType, UnusualKind } from "./instance-type";
import { nearestNames } from "./nearest-names";

interface CommittedFamily {
  readonly architecture: string;
  readonly previous?: boolean;
  /** In the order of the data's `columns`. */
  readonly types: readonly (readonly (string | number)[])[];
}

const GIGABYTE = 1e9;

let catalogue: readonly InstanceType[] | undefined;
const byName = new WeakMap<readonly InstanceType[], ReadonlyMap<string, InstanceType>>();

/** Every instance type we know, sorted by family. The data is read when it is first needed. */
export function instanceCatalogue(): readonly InstanceType[] {
  catalogue ??= Object.entries(committed().families as Readonly<Record<string, CommittedFamily>>).flatMap(
    ([name, family]) => family.types.map((row) => committedType(name, family, row)),
  );
  return catalogue;
}

/** Whose prices the catalogue has, and of which day. */
export function cataloguePrices(): { readonly region: string; readonly pricesOf: string } {
  return committed().meta;
}

/** @throws InvalidInputError `InstanceTypeUnknown` with the nearest names */
export function instanceType(name: string, among: readonly InstanceType[] = instanceCatalogue()): InstanceType {
  const found = namesOf(among).get(name);
  if (found === undefined) {
    throw unknown("instance type", name, [...namesOf(among).keys()]);
  }
  return found;
}

/** @throws InvalidInputError `InstanceTypeUnknown` with the nearest names */
export function requireFamilies(families: readonly string[], among: readonly InstanceType[]): void {
  const known = new Set(among.map(({ family }) => family));
  const missing = families.find((family) => !known.has(family));
  if (missing !== undefined) {
    throw unknown("instance family", missing, [...known]);
  }
}

function unknown(what: string, name: string, known: readonly string[]): InvalidInputError {
  return new InvalidInputError(
    "InstanceTypeUnknown",
    `there is no ${what} ${JSON.stringify(name)} in the catalogue; the nearest names are ${nearestNames(name, known).join(", ")}`,
  );
}

function namesOf(types: readonly InstanceType[]): ReadonlyMap<string, InstanceType> {
  const known = byName.get(types) ?? new Map(types.map((type) => [type.name, type]));
  byName.set(types, known);
  return known;
}

function committed() {
  return require("./data/instance-types.json") as typeof import("./data/instance-types.json");
}

function committedType(
  family: string,
  { architecture, previous }: CommittedFamily,
  row: readonly (string | number)[],
): InstanceType {
  const [size, ...figures] = row as readonly [string, ...number[]];
  const [vcpus = 0, gibibytes = 0, measured = 0, networkInterfaces = 0, addressesPerInterface = 0, ...rest] = figures;
  const [network = 0, ebs = 0, ebsBaselineIops = 0, hourlyPrice = 0, store, storeThroughput] = rest;
  return {
    name: `${family}.${size}`,
    family,
    architecture: architecture as Architecture,
    cpu: Cpu.millis(vcpus * 1000),
    memory: MemorySize.gibibytes(gibibytes),
    measuredMemory: measured === 0 ? undefined : MemorySize.mebibytes(measured),
    networkInterfaces,
    addressesPerInterface,
    networkBaseline: Bandwidth.megabitsPerSecond(network),
    ebsBaseline: Bandwidth.megabitsPerSecond(ebs),
    ebsBaselineIops,
    instanceStore: store === undefined ? undefined : instanceStore(store, storeThroughput),
    hourlyPrice,
    unusual: unusualKind(family, size, previous === true),
  };
}

function instanceStore(gigabytes: number, megabytesPerSecond: number | undefined): InstanceType["instanceStore"] {
  const bytes = gigabytes * GIGABYTE;
  return {
    size: MemorySize.bytes(bytes),
    throughput:
      megabytesPerSecond === undefined
        ? Bandwidth.bytesPerSecond(bytes / UNMEASURED_NVME_SECONDS_TO_FILL)
        : Bandwidth.megabytesPerSecond(megabytesPerSecond),
    measured: megabytesPerSecond !== undefined,
  };
}

function unusualKind(family: string, size: string, previous: boolean): UnusualKind | undefined {
  if (size.startsWith("metal")) {
    return "bare metal";
  }
  if (/^t\d/.test(family)) {
    return "burstable";
  }
  if (family.endsWith("-flex")) {
    return "flex";
  }
  return previous ? "previous generation" : undefined;
}

import { nearestKey } from "../flink/catalogue/nearest-key";

/** The known name that was most likely meant, if any is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return nearestKey(name, known)?.key;
}

/** `there is no stage "corelate"; did you mean correlate? Known are …`. */
export function unknownName(problem: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const all = `are ${known.join(", ")}`;
  return near === undefined ? `${problem}; known ${all}` : `${problem}; did you mean ${near}? Known ${all}`;
}

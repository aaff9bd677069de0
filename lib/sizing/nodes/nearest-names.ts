import { distance } from "fastest-levenshtein";

/** The names that were most likely meant, best first; the first of equals wins. */
export function nearestNames(name: string, known: readonly string[], count = 3): readonly string[] {
  return known
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

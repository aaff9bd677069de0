import { distance } from "fastest-levenshtein";

/** A part too many or too few, `client` in `netty.client.numThreads`, is one slip, however long it is. */
const COST_OF_A_PART = 3;

/** The key that was most likely meant, if any is near: at most a third of the letters may differ. The first wins a tie. */
export function nearestKey(
  key: string,
  candidates: Iterable<string>,
): { readonly key: string; readonly distance: number } | undefined {
  let nearest = { key: "", distance: Math.max(2, Math.floor(key.length / 3)) + 1 };
  const shorter = withoutOnePart(key);
  for (const candidate of candidates) {
    const near = Math.min(
      distance(key, candidate),
      ...shorter.map((each) => distance(each, candidate) + COST_OF_A_PART),
      ...withoutOnePart(candidate).map((each) => distance(key, each) + COST_OF_A_PART),
    );
    if (near < nearest.distance) {
      nearest = { key: candidate, distance: near };
    }
  }
  return nearest.key === "" ? undefined : nearest;
}

function withoutOnePart(key: string): string[] {
  const parts = key.split(".");
  return parts.map((_, index) => parts.toSpliced(index, 1).join("."));
}

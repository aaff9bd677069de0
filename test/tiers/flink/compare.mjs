/** What differs between our map and Flink's, a line per key. Beside a refusal the other side's numbers say nothing. */
export function differences(ours, flinks) {
  const verdicts = [ours, flinks].filter((map) => "rejected" in map || "failed" in map);
  const keys = new Set((verdicts.length > 0 ? verdicts : [ours, flinks]).flatMap(Object.keys));
  return [...keys]
    .filter((key) => ours[key] !== flinks[key])
    .map((key) => `${key}: ours ${JSON.stringify(ours[key])}, Flink's ${JSON.stringify(flinks[key])}`);
}

/** `--fault`: the first number in a map one higher, to see that a proof would notice. */
export function offByOne(map) {
  const [key, value] = Object.entries(map).find(([, text]) => /\d/.test(text)) ?? [];
  return key === undefined ? map : { ...map, [key]: value.replace(/\d+/, (digits) => `${BigInt(digits) + 1n}`) };
}

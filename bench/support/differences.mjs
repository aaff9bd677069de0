/**
 * Where two JSON values differ, as lines of path and both values. The `"//"` keys, in which cdktf notes construct
 * paths, are left out.
 */
export function differences(ours, theirs, path = "") {
  if (!isObject(ours) || !isObject(theirs) || Array.isArray(ours) !== Array.isArray(theirs)) {
    return ours === theirs ? [] : [`${path}: ${show(ours)} against ${show(theirs)}`];
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  keys.delete("//");
  return [...keys].sort().flatMap((key) => differences(ours[key], theirs[key], path === "" ? key : `${path}.${key}`));
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

function show(value) {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

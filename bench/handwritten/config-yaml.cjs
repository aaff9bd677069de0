/** What YAML would read as something else than text. */
const NOT_TEXT = /^(true|false|[\d.]+)$/;

/** Flink's keys as the nested file that Flink 2 reads. */
function configYaml(settings) {
  return lines(nested(settings), "");
}

function nested(settings) {
  const root = {};
  for (const [key, value] of Object.entries(settings)) {
    const parts = key.split(".");
    const last = parts.pop();
    const parent = parts.reduce((node, part) => {
      node[part] ??= {};
      return node[part];
    }, root);
    parent[last] = value;
  }
  return root;
}

function lines(node, indent) {
  return Object.keys(node)
    .sort()
    .map((key) => `${indent}${key}:${valueText(node[key], indent)}`)
    .join("");
}

function valueText(value, indent) {
  if (typeof value === "object") {
    return `\n${lines(value, `${indent}  `)}`;
  }
  return ` ${NOT_TEXT.test(value) ? JSON.stringify(value) : value}\n`;
}

module.exports = { configYaml };

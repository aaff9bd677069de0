/* Prints which provider bindings a process is asked for when it requires the library. */
const Module = require("node:module");

const load = Module._load;
const bindings = new Set();
Module._load = function (specifier, ...rest) {
  if (specifier.startsWith("@cdktf/")) {
    bindings.add(specifier);
  }
  return load.call(this, specifier, ...rest);
};
require("cdktf-flink");
console.log(JSON.stringify([...bindings]));

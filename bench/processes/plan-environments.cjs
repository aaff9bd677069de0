/* Plans Sentra's environments once, and prints how long that took without imports. */
const { planPlatform } = require("../../dist/lib/index.js");
const { environments, workload } = require("../../dist/stacks/platform.js");

const started = performance.now();
for (const environment of environments) {
  planPlatform(workload, environment);
}
console.log(JSON.stringify({ wall: performance.now() - started }));

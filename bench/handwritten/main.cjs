/* Sentra's eight stacks in plain cdktf: what the library is raced against. It must not import anything of ours. */
const { App } = require("cdktf");
const { environments } = require("./environments.cjs");
const { declareFoundation } = require("./foundation-stack.cjs");
const { declareSignals } = require("./signals-stack.cjs");

// The library does the same; without it cdktf records a call stack for every token, and the race would be won by that.
require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];

const app = new App();
for (const environment of environments) {
  const foundation = declareFoundation(app, environment);
  declareSignals(app, environment).addDependency(foundation);
}
app.synth();

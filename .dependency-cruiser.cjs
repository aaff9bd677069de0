/*
 * The architecture as a rule: units <- environment <- workload <- sizing <- flink <- rules, state-lock <- constructs <-
 * stacks. Each layer may use those to its left, and only constructs and stacks know cdktf.
 */
const layers = ["units", "environment", "workload", "sizing", "flink", "rules", "state-lock", "constructs"];

const oneWay = layers.map((layer, index) => ({
  name: `${layer}-uses-only-what-is-left-of-it`,
  severity: "error",
  from: { path: `^lib/${layer}/` },
  to: { path: `^lib/(${[...layers.slice(index + 1), "report", "cli"].join("|")})/|^stacks/|^lib/index` },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "only-constructs-know-cdktf",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/constructs/" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/" },
    },
    {
      name: "providers-through-one-module",
      severity: "error",
      from: {
        path: "^(lib|stacks|examples)/",
        pathNot: "^lib/constructs/terraform/(providers|fences|helm|node-groups|workloads)\\.ts$",
      },
      to: { path: "node_modules/@cdktf/provider-" },
    },
    {
      name: "report-and-cli-stay-pure",
      comment: "They show plans; only the app that is run by the command line declares anything.",
      severity: "error",
      from: { path: "^lib/(report|cli)/" },
      to: { path: "^lib/constructs/|^stacks/" },
    },
    {
      name: "values-touch-no-machine",
      comment: "Left of the constructs the same input gives the same bytes: no files, no processes, no clock.",
      severity: "error",
      from: { path: `^lib/(${layers.slice(0, -1).join("|")}|report)/` },
      // A hash is arithmetic, too; what else crypto has (randomness, keys) no value may use.
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|crypto)$" },
    },
    {
      name: "users-import-by-name",
      severity: "error",
      from: { path: "^(stacks|examples)/" },
      to: { path: "^lib/", pathNot: "^lib/index\\.ts$" },
    },
    { name: "no-orphans", severity: "error", from: { orphan: true, path: "^lib/" }, to: {} },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "types", "default"] },
  },
};

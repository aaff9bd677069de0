/*
 * Puts the library's modules into a few files, after tsc has written types and data into dist (docs/adr/0012). Every
 * module keeps its path, where it passes on what it exports from the file that has its code.
 */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const LIB = fileURLToPath(new URL("lib", import.meta.url));

/**
 * What is loaded as a whole, each in a file with everything it imports that no file before it has. The modules of the
 * command line stay files of their own, of which a command loads some.
 */
const BUNDLES = [
  // Apart from the constructs: the command line and the advisor need no cdktf, and load none.
  { name: "values", starts: (id, graph) => isValue(id) && importedByIndex(graph).has(id) },
  { name: "index", starts: (id) => id === pathOf("index") },
  { name: "sizing/on-aws", starts: (id) => id === pathOf("sizing/on-aws") },
  { name: "advisor", starts: (id) => id === pathOf("advisor") },
];

function pathOf(module) {
  return join(LIB, `${module}.ts`);
}

function isValue(id) {
  return id !== pathOf("index") && !id.startsWith(join(LIB, "constructs"));
}

let imported;

/** All that the library's entry imports, and what that does. */
function importedByIndex(graph) {
  if (imported === undefined) {
    imported = new Set();
    const follow = (id) => {
      if (!imported.has(id)) {
        imported.add(id);
        graph.getModuleInfo(id)?.importedIds.forEach(follow);
      }
    };
    follow(pathOf("index"));
  }
  return imported;
}

const modules = readdirSync(LIB, { recursive: true })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));

/** What a function requires is loaded late: it is left to Node, at the path that every module keeps. Packages are, too. */
const leftToNode = {
  name: "left-to-node",
  resolveId(source, importer, { kind }) {
    if (importer === undefined || (source.startsWith(".") && kind !== "require-call")) {
      return null;
    }
    if (!source.startsWith(".")) {
      return { id: source, external: true };
    }
    const path = join(dirname(importer), source);
    return { id: path.endsWith(".json") ? path : `${path}.js`, external: true };
  },
};

await build({
  input: Object.fromEntries(modules.map((name) => [name, pathOf(name)])),
  platform: "node",
  resolve: { extensions: [".ts"] },
  transform: { target: "es2022" },
  plugins: [leftToNode],
  onLog(_, { message }) {
    throw new Error(message);
  },
  output: {
    dir: "dist/lib",
    format: "cjs",
    esModule: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    // They are in the types; Node would read them with the code.
    comments: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
    codeSplitting: {
      groups: BUNDLES.map(({ name, starts }, index) => ({
        debugName: name,
        name: (id, graph) => (starts(id, graph) ? `${name}.bundle` : null),
        priority: BUNDLES.length - index,
      })),
    },
  },
});

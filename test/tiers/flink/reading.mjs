import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences } from "./compare.mjs";
import { FlinkVersion, readConfiguration, settingsMap } from "./library.mjs";

const KEYS = ["a", "a.b", "a.b.c", "state.backend", "x-y", "  spaced", "quoted"];
const VALUES = [
  ..."1,16g,0.4,0.10,1e7,1.5e-4,1e3,0x1F,0o17,007,+5,-3,1_000,12:30,true,True,TRUE,false,yes,null,~,Null,.inf,.NaN,-0.0".split(
    ",",
  ),
  ...[
    "text",
    "two words",
    "'single'",
    '"double"',
    '"esc\\taped"',
    "a#b",
    "a #b",
    "a: b",
    "a:b",
    "[1, 2]",
    "[a, 'b c', 1.0]",
    "[s3://b/c, a:b, 'a, b', what?, 'x: y', \"it's: 1\"]",
    "{k: v}",
    "s3://b/c/",
    "10 min",
    "",
    "100000000000000000000",
    "2026-11-22",
  ],
];
const SEPARATORS = [": ", ":", ":  ", " : ", ":\t"];
const COMMENTS = ["", "", "", " # comment", "# glued", "   "];

/** Our reader takes from a file what Flink takes, quirks and all; or both refuse it. */
export async function reading(flink, { random, values: count, alter }) {
  const texts = Array.from({ length: count }, () => randomFile(random));
  const version = FlinkVersion.of(flink.release);
  const names = version.major >= 2 ? ["config.yaml"] : ["flink-conf.yaml", "config.yaml"];
  const root = mkdtempSync(join(tmpdir(), "cdktf-flink-reading-"));
  try {
    const cases = names.flatMap((name) => texts.map((text) => ({ name, text })));
    const questions = cases.map(({ name, text }, index) => {
      const directory = join(root, String(index));
      mkdirSync(directory);
      writeFileSync(join(directory, name), text);
      return ["load", { directory }];
    });
    const answers = await flink.ask(questions);
    const found = cases.flatMap(({ name, text }, index) => {
      const { settings, misread } = readConfiguration(text, version, name);
      const refused = misread.some(({ code }) => code === "FileUnreadable");
      const chance = misread.some(({ code, message }) => code === "DuplicateKey" && message.includes("left to chance"));
      if (refused || answers[index].rejected !== undefined) {
        return refused === (answers[index].rejected !== undefined)
          ? []
          : [
              `${name} ${JSON.stringify(text)}: ${refused ? "only we refuse it" : `only Flink refuses it: ${answers[index].rejected}`}`,
            ];
      }
      const lines = chance ? [] : differences(alter(settingsMap(settings)), answers[index]);
      return lines.length === 0 ? [] : [`${name} ${JSON.stringify(text)}\n    ${lines.join("\n    ")}`];
    });
    return { summary: `${cases.length} files`, found };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function randomFile(random) {
  const line = () => {
    const key = random.pick(KEYS);
    const indent = random.pick(["", "", "", "  "]);
    return `${indent}${key}${random.pick(SEPARATORS)}${random.pick(VALUES)}${random.pick(COMMENTS)}`;
  };
  const lines = Array.from({ length: random.between(1, 4) }, () =>
    random.between(0, 9) === 0
      ? random.pick([
          "",
          "# only a comment",
          "no colon here",
          "list:\n  - 1\n  - two",
          "outer:\n  inner: 5\n  deep:\n    er: on",
        ])
      : line(),
  );
  return `${lines.join("\n")}\n`;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ERROR_CODES } from "../lib/errors";

const ROOT = join(__dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

describe.each(DOCUMENTS)("%s", (document) => {
  const text = read(document);

  test("shows examples as they are", () => {
    for (const [, file = "", shown = ""] of text.matchAll(
      /<!-- example: (\S+) -->\n```ts\n([\s\S]*?)```\n<!-- \/example -->/g,
    )) {
      expect(shown, `${document} shows an old ${file}; copy it in again`).toBe(read(file));
    }
  });

  test("points at files that exist", () => {
    const broken = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(broken).toEqual([]);
  });
});

test("the README begins with an example", () => {
  expect(read("README.md")).toMatch(/<!-- example: examples\/minimal\.ts -->/);
});

test("every error code is explained, and every finding", () => {
  const text = read("docs/errors.md");
  expect(ERROR_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  const sources = readdirSync(join(ROOT, "lib", "sizing"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const findings = sources.flatMap((file) =>
    [...read(join("lib", "sizing", file)).matchAll(/(?:code: |^\s+)"([A-Z][a-zA-Z]+)",$/gm)].map(
      ([, code = ""]) => code,
    ),
  );
  expect(new Set(findings).size).toBeGreaterThan(5);
  expect([...new Set(findings)].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

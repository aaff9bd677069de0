import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RULES } from "../../lib/rules/all-rules";
import { checkFiles, type RuleFinding } from "../../lib/rules/check-files";
import { REWRITES } from "../support/golden";

const FIXTURES = join(__dirname, "fixtures");
const MESSAGES = join(__dirname, "messages.txt");

/** What is found in a fixture, which is YAML or, for what only a plan tells, JSON. */
function findings(rule: string, fixture: "fails" | "passes"): readonly RuleFinding[] {
  const [name] = ["yaml", "json"]
    .map((ending) => `${fixture}.${ending}`)
    .filter((file) => existsSync(path(rule, file)));
  expect(name, `rule ${rule} has no fixture that ${fixture}`).toBeDefined();
  return checkFiles([{ name: name as string, text: readFileSync(path(rule, name as string), "utf8") }]).findings;
}

const path = (rule: string, file: string) => join(FIXTURES, rule, file);

describe.each(RULES.map(({ id }) => id))("%s", (id) => {
  test("finds what is wrong", () => {
    const found = findings(id, "fails").filter(({ rule }) => rule === id);
    expect(found).not.toEqual([]);
    for (const { message, fix } of found) {
      expect(`${message}. ${fix}`).not.toMatch(/undefined|NaN|\[object|\.\.|TfToken|\0/);
    }
  });

  test("says nothing where it is right", () => {
    expect(findings(id, "passes").filter(({ rule }) => rule === id)).toEqual([]);
  });
});

test("has no fixture of a rule that is gone", () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test("says what was reviewed, at the line or the address it is about", () => {
  const said = RULES.flatMap(({ id }) =>
    findings(id, "fails")
      .filter(({ rule }) => rule === id)
      .map(
        ({ place, severity, message }) => `${id}, ${severity}, ${place.line ?? "-"}, ${place.resource}: ${message}\n`,
      ),
  ).join("");
  if (REWRITES) {
    writeFileSync(MESSAGES, said);
  }
  expect(said).toBe(readFileSync(MESSAGES, "utf8"));
});

describe("a rule", () => {
  test("has an id of its own, which is a word in code scanning", () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
  });

  test("says why and what to do in sentences, and where others say so", () => {
    for (const { id, title, reason, fix, source } of RULES) {
      expect(title, id).not.toMatch(/\.$/);
      expect(reason, id).toMatch(/^[A-Zs].*\.$/);
      expect(fix, id).toMatch(/^[A-Z].*\.$/);
      expect(source, id).toMatch(/^https:\/\//);
    }
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../lib/rules/all-rules";
import { REWRITES } from "../support/golden";
import { rulesPage } from "../support/rules-page";

const PAGE = join(__dirname, "..", "..", "docs", "rules.md");

test("the page of rules says what the rules say", () => {
  const page = rulesPage(RULES);
  if (REWRITES) {
    writeFileSync(PAGE, page);
  }
  expect(readFileSync(PAGE, "utf8"), "docs/rules.md is older than the rules; run npm run golden").toBe(page);
});

test("the README knows how many rules there are", () => {
  const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  expect(readme).toContain(`[${RULES.length} rules](docs/rules.md)`);
});

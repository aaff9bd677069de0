import { describe, expect, test } from "vitest";
import { ruleReport } from "../../lib/report/rule-report";
import { checkFiles } from "../../lib/rules/check-files";
import { environments } from "../../stacks/platform";
import { readGolden } from "../support/golden";
import { plannedFirst } from "../support/terraform-plan";

describe.each(environments.map(({ name }) => name))("%s", (name) => {
  const plans = [`${name}-foundation`, `${name}-signals`].map((stack) => ({
    name: stack,
    text: JSON.stringify(plannedFirst(JSON.parse(readGolden(`${name}/${stack}/cdk.tf.json`)))),
  }));
  test("x", () => {
    console.log(ruleReport(checkFiles(plans)));
    expect(1).toBe(1);
  });
});

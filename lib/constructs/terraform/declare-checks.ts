import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import { type Check, objections } from "../../sizing/check";

/** What is unwise becomes a warning; what failed stops the synth, since the platform would not do what was asked of it. */
export function declareChecks(construct: Construct, checks: readonly Check[]): void {
  for (const { verdict, code, message, wayOut } of objections(checks)) {
    const text = `${message}; ${wayOut} [${code}]`;
    if (verdict === "warn") {
      Annotations.of(construct).addWarning(text);
    } else {
      construct.node.addValidation({ validate: () => [text] });
    }
  }
}

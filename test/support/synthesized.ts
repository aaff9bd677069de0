import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Construct } from "constructs";
import { FlinkApp } from "../../lib/constructs/terraform/flink-app";

type Attributes = Record<string, unknown>;
type Resources = Record<string, Record<string, Attributes>>;

/** The Terraform of one stack. */
export class Synthesized {
  readonly terraform: Attributes & { readonly resource?: Resources };

  constructor(
    readonly stack: string,
    readonly text: string,
  ) {
    this.terraform = JSON.parse(text);
  }

  /** Every resource of a type, by address name. */
  all(type: string): Record<string, Attributes> {
    return this.terraform.resource?.[type] ?? {};
  }

  /** The only resource of a type. */
  only(type: string): Attributes {
    const found = Object.values(this.all(type));
    if (found.length !== 1) {
      throw new Error(`${this.stack} has ${found.length} resources of type ${type}, expected one`);
    }
    return found[0] as Attributes;
  }

  /** Sorted `type.name` lines. A line that disappears is a resource Terraform will destroy. */
  addresses(): string[] {
    return Object.entries(this.terraform.resource ?? {})
      .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
      .sort();
  }
}

/** Synthesizes what `declare` puts into an app, validations and errors included, and reads the stacks back. */
export function synthesize(declare: (app: Construct) => void): Record<string, Synthesized> {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-"));
  try {
    const app = new FlinkApp({ outdir });
    declare(app);
    app.synth();
    return Object.fromEntries(
      readdirSync(join(outdir, "stacks")).map((stack) => [
        stack,
        new Synthesized(stack, readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")),
      ]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

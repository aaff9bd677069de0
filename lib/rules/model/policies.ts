import { at, textAt } from "../../flink/operator-rules/tree";
import { isUnresolved } from "../../units/literal";
import { listOf, textsOf } from "./manifest-object";
import type { Place } from "./place";
import type { TerraformResource } from "./terraform-plan";

/** What an IAM policy allows. Denials and conditions are left out: they only take away. */
export interface PolicyStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Everything that one role, or one policy that stands alone, is allowed. */
export interface Policy {
  readonly name: string;
  readonly place: Place;
  readonly statements: readonly PolicyStatement[];
  /** Whether other policies of the same role may be elsewhere, or unknown. */
  readonly isPartial: boolean;
}

/** The IAM policies of a plan; those of one role are one. */
export function policiesOf(resources: readonly TerraformResource[]): readonly Policy[] {
  const documents = resources.filter(({ type }) => type === "aws_iam_role_policy" || type === "aws_iam_policy");
  const byOwner = new Map<string, TerraformResource[]>();
  for (const document of documents) {
    const role = document.type === "aws_iam_role_policy" ? roleOf(document) : undefined;
    const owner = role ?? document.address;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), document]);
  }
  const attached = resources.filter(({ type }) => type === "aws_iam_role_policy_attachment").map(roleOf);
  return [...byOwner].map(([name, own]) => {
    const texts = own.map(({ values }) => textAt(values, "policy"));
    return {
      name,
      place: (own[0] as TerraformResource).place,
      statements: texts.flatMap(statementsOf),
      isPartial:
        texts.some((text) => text === undefined || isUnresolved(text)) ||
        own.some(({ type }) => type === "aws_iam_policy") ||
        attached.includes(name),
    };
  });
}

/** A role by its name, or by the address it is referred to with. */
function roleOf(resource: TerraformResource): string | undefined {
  const role = textAt(resource.values, "role");
  return role === undefined || isUnresolved(role) ? resource.references("role").at(-1) : role;
}

function statementsOf(text: string | undefined): readonly PolicyStatement[] {
  try {
    const statements = at(JSON.parse(text ?? "{}"), "Statement") ?? [];
    return (Array.isArray(statements) ? statements : [statements])
      .filter((statement) => textAt(statement, "Effect") === "Allow")
      .map((statement) => ({
        actions: textsOf(at(statement, "Action")),
        resources: textsOf(at(statement, "Resource")),
      }));
  } catch {
    return [];
  }
}

/** Whether a pattern of IAM, in which `*` is any text, covers a text. */
export function covers(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(text);
}

/** Whether a statement reaches the objects, or the settings, of a bucket. */
export function reachesBucket({ resources }: PolicyStatement, bucket: string): boolean {
  const parts = (resource: string) => /^arn:aws[\w-]*:s3:::([^/]*)/.exec(resource)?.[1];
  return resources.some((resource) => resource === "*" || covers(parts(resource) ?? "", bucket));
}

/** Whether one of the statements allows an action on something in a bucket. */
export function allows(statements: readonly PolicyStatement[], action: string, bucket: string): boolean {
  return statements.some(
    (statement) => reachesBucket(statement, bucket) && statement.actions.some((pattern) => covers(pattern, action)),
  );
}

/** The blocks of a resource's argument, as far as they are known. */
export function blocks(resource: TerraformResource, argument: string): readonly unknown[] {
  return listOf(at(resource.values, argument));
}

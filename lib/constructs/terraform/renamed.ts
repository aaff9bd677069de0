import { TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** A construct that was called otherwise once: paths below the stack, such as `Flink/Bucket`. */
export interface RenamedConstruct {
  readonly from: string;
  readonly to: string;
}

/** Terraform's `moved` block. */
export interface MovedBlock {
  readonly from: string;
  readonly to: string;
}

/**
 * The blocks that keep every resource below renamed constructs. A path is part of most addresses, and to Terraform another
 * address is another resource.
 *
 * @param addressOf - the name that cdktf makes of the ids below the stack
 */
export function movedBlocks(
  stack: TerraformStack,
  renamed: readonly RenamedConstruct[],
  addressOf: (ids: readonly string[]) => string,
): readonly MovedBlock[] {
  return stack.node
    .findAll()
    .filter((each): each is TerraformResource => TerraformResource.isTerraformResource(each))
    .flatMap((resource) => {
      const ids = idsBelow(stack, resource);
      const rename = renamed.find(({ to }) => `${ids.join("/")}/`.startsWith(`${to}/`));
      if (rename === undefined) {
        return [];
      }
      const { from, to } = { from: rename.from.split("/"), to: rename.to.split("/") };
      const name = resource.friendlyUniqueId;
      const pinned = name !== addressOf(ids);
      // A pinned address is no matter of the path, unless it is the construct's own id, as it is by default.
      const before = pinned
        ? name === asAddress(to)
          ? asAddress(from)
          : name
        : addressOf([...from, ...ids.slice(to.length)]);
      const type = resource.terraformResourceType;
      return before === name ? [] : [{ from: `${type}.${before}`, to: `${type}.${name}` }];
    });
}

/** Names that no construct of the stack has. */
export function unknownRenames(stack: TerraformStack, renamed: readonly RenamedConstruct[]): readonly string[] {
  const paths = new Set(stack.node.findAll().map((each) => idsBelow(stack, each).join("/")));
  return renamed.flatMap(({ from, to }) => [
    ...(paths.has(to)
      ? []
      : [`renamed says that ${from} is called ${to} now, and stack ${stack.node.id} has no construct ${to}`]),
    ...(paths.has(from) ? [`renamed says that ${from} is called ${to} now, and stack ${stack.node.id} has both`] : []),
  ]);
}

function idsBelow(stack: TerraformStack, construct: IConstruct): readonly string[] {
  return construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
}

function asAddress(path: readonly string[]): string {
  return (path.at(-1) ?? "").replaceAll(/[^A-Za-z0-9_-]/g, "-");
}

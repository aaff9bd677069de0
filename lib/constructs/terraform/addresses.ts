import { type TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { InvalidInputError } from "../../errors";

/**
 * Fixes a resource's address in Terraform, whatever the construct tree around it looks like. To Terraform a new
 * address is a new resource, and the old one is destroyed. Call it before any attribute is read: cdktf keeps the
 * address of the first read, and says nothing.
 */
export function pinAddress(resource: TerraformElement, name: string): void {
  const address = name.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  resource.overrideLogicalId(address);
  if (resource.friendlyUniqueId !== address) {
    throw new Error(`the address of ${resource.node.path} was read before it was pinned`);
  }
}

/** Addresses that two resources of the stack share: cdktf keeps the last and says nothing. */
export function duplicateAddresses(stack: TerraformStack): readonly string[] {
  const paths = new Map<string, string[]>();
  for (const resource of stack.node.findAll().filter(isResourceOf(stack))) {
    const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
    paths.set(address, [...(paths.get(address) ?? []), resource.node.path]);
  }
  return [...paths]
    .filter(([, owners]) => owners.length > 1)
    .map(
      ([address, owners]) =>
        `${owners.join(" and ")} are both ${address}, so that only the last would be declared; give one another id or address [DuplicateLogicalId]`,
    );
}

/** @throws InvalidInputError `DuplicateStackId` if another stack of the app writes to the same folder */
export function requireUniqueStackId(stack: TerraformStack): void {
  const twin = stacksBelow(stack.node.root).find((other) => other !== stack && other.node.id === stack.node.id);
  if (twin !== undefined) {
    throw new InvalidInputError(
      "DuplicateStackId",
      `two stacks are called ${stack.node.id} (${twin.node.path || "/"} and ${stack.node.path}); they would overwrite each other's Terraform, so put the environment into the id`,
    );
  }
}

function isResourceOf(stack: TerraformStack): (construct: IConstruct) => construct is TerraformResource {
  return (construct): construct is TerraformResource =>
    TerraformResource.isTerraformResource(construct) && TerraformStack.of(construct) === stack;
}

/** The stacks of an app. What is in them is left out: every new stack would walk all resources declared before it. */
function stacksBelow(construct: IConstruct): readonly IConstruct[] {
  return TerraformStack.isStack(construct) ? [construct] : construct.node.children.flatMap(stacksBelow);
}

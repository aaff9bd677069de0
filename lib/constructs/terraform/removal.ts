import { Annotations } from "cdktf";
import type { Construct } from "constructs";

/** The two keys that together allow Terraform to destroy what holds state. One alone changes nothing. */
export interface RemovalKeys {
  /** The environment's key. @default "on" */
  readonly protection?: "on" | "off" | undefined;
  /** The construct's key. @default "refuse" */
  readonly removal?: "refuse" | "allow" | undefined;
}

/** Whether the resource may go; says which key is missing where only one was turned. */
export function mayBeRemoved(construct: Construct, { protection = "on", removal = "refuse" }: RemovalKeys): boolean {
  if (removal === "allow" && protection === "on") {
    Annotations.of(construct).addWarning(
      'removal is allowed here, but the environment protects its state, so prevent_destroy stays on; set protection: "off" there as well to be able to destroy it',
    );
  }
  if (removal === "refuse" && protection === "off") {
    Annotations.of(construct).addInfo(
      'the environment\'s protection is off, but removal is refused here, so prevent_destroy stays on; set removal: "allow" as well to be able to destroy it',
    );
  }
  return removal === "allow" && protection === "off";
}

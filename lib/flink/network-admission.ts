import type { NetworkPeer } from "../environment/security";

/** Pods of the same namespace by their labels, a network or namespace, or pods of any namespace. */
export type Peer =
  | { readonly type: "pods"; readonly labels: Readonly<Record<string, string>> }
  | { readonly type: "anywhere"; readonly labels?: Readonly<Record<string, string>> }
  | (NetworkPeer & { readonly except?: readonly string[] });

/** One thing that is admitted. */
export interface Admission {
  /** What for, as a person reads it. */
  readonly purpose: string;
  /** Who may call, or be called. @default - anybody */
  readonly peers?: readonly Peer[];
  /** Of the pods that are called. @default - all */
  readonly ports?: readonly number[];
  /** @default - TCP */
  readonly protocols?: readonly ("TCP" | "UDP")[];
}

/** All that some pods of a namespace may do in the network; everything else is refused. */
export interface NetworkAccess {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ingress: readonly Admission[];
  readonly egress: readonly Admission[];
}

/** Where a person finds what is meant. */
export interface Place {
  readonly file: string;
  /** Counted from 1. @default - none: a plan is one line */
  readonly line?: number;
  /** A Terraform address, or an object's kind, namespace and name: `FlinkDeployment streams/orders`. */
  readonly resource: string;
}

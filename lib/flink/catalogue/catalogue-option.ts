/** One configuration key as Flink, or its Kubernetes operator, declares it. */
export interface CatalogueOption {
  /** The key. A part in angle brackets is anyone's choice: `metrics.reporter.<name>.interval`. */
  readonly key: string;
  /** Flink's type of the value: `Duration`, `List<String>`, `Map`, or the name of an enum. */
  readonly type: string;
  /** What holds when the key is not set, as text that Flink reads. @default - nothing, or what other keys make of it */
  readonly defaultValue: string | undefined;
  /** First release line with this option; `1.20` includes all before. For an operator's option, the operator's release. */
  readonly since: string;
  /** Last release line with this option. @default - still there */
  readonly until?: string;
  /** Whether Flink asks for something else to be set instead. */
  readonly deprecated: boolean;
  /** Older spellings that are read where the key is not set, in this order. */
  readonly deprecatedKeys: readonly string[];
  /** Keys of their own that are read where neither the key nor an older spelling is set. */
  readonly fallbackKeys: readonly string[];
  /** What an enum, or an element of a list of them, may be. @default - the type is no enum */
  readonly values?: readonly string[];
  /** Flink's class with the option, without its package. */
  readonly declaredIn: string;
  /** What it is for, in a line. */
  readonly meaning: string;
}

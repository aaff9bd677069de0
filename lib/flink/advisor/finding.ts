/** `error`: Flink ignores it, refuses it or fails; `warning`: it works otherwise than meant; `note`: it changes nothing. */
export type Severity = "error" | "warning" | "note";

/** What the advisor says of a configuration. Codes are API. */
export const ADVICE_CODES = [
  // the file
  "FileNotRead",
  "FileUnreadable",
  "LineIgnored",
  "ValueCut",
  "DuplicateKey",
  "OverlappingKeys",
  // keys
  "UnknownKey",
  "RemovedKey",
  "LaterKey",
  "RenamedKey",
  "ShadowedKey",
  "CredentialInFile",
  // values
  "WrongType",
  "NotAmongValues",
  "OutOfRange",
  "EqualsDefault",
  "NoEffect",
  "Contradiction",
  "RiskyValue",
  // what is not there
  "MissingCheckpointInterval",
  "MissingCheckpointDirectory",
  "MissingSavepointDirectory",
  "MissingRetention",
  "MissingHighAvailability",
  "MissingHighAvailabilityStorage",
  "MissingMaxParallelism",
  "MissingMemory",
  "MissingPlugin",
  "RandomPorts",
  // a FlinkDeployment
  "OperatorRejects",
  "FailsForEver",
  "DeployedAlthoughWrong",
  "CannotBeDeleted",
  "UnitsDiffer",
] as const;

/** One of {@link ADVICE_CODES}. */
export type AdviceCode = (typeof ADVICE_CODES)[number];

/** One thing to know about a configuration. */
export interface Advice {
  readonly severity: Severity;
  readonly code: AdviceCode;
  readonly key?: string;
  /** Counted from 1; absent for what is missing. */
  readonly line?: number;
  readonly message: string;
  readonly wayOut: string;
}

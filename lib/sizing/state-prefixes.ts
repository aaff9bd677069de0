/**
 * The bucket's folders. One per purpose, stages below: lifecycle rules differ by purpose, rights by stage.
 *
 * Flink deletes what it no longer needs itself; a file in `checkpoints` may be months old and still part of today's
 * incremental checkpoint.
 */
export const STATE_FOLDERS = { checkpoints: "checkpoints", savepoints: "savepoints", highAvailability: "ha" } as const;

/** Keys in the bucket under which one stage, and nothing else, writes. */
export interface StatePrefixes {
  readonly checkpoints: string;
  readonly savepoints: string;
  readonly highAvailability: string;
}

export function statePrefixes(stage: string): StatePrefixes {
  return {
    checkpoints: `${STATE_FOLDERS.checkpoints}/${stage}`,
    savepoints: `${STATE_FOLDERS.savepoints}/${stage}`,
    highAvailability: `${STATE_FOLDERS.highAvailability}/${stage}`,
  };
}

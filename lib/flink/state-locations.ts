/** Where one stage keeps its snapshots, as URIs Flink is told. They may hold Terraform tokens: pass on, never parse. */
export interface StateLocations {
  readonly checkpoints: string;
  /** @default - none: savepoints, and upgrades through them, are then impossible */
  readonly savepoints?: string | undefined;
  readonly highAvailability: string;
}

import { App, type AppConfig } from "cdktf";
import { withoutCreationStacks } from "./stack-traces";

/** What cdktf's `App` takes, and whether to record call stacks. */
export interface FlinkAppProps extends AppConfig {
  /** Record where each construct was created, for debugging. Doubles the time of a synth. @default false */
  readonly creationStacks?: boolean;
}

/** A cdktf app that synthesizes fast. Any other `App` works as well. */
export class FlinkApp extends App {
  constructor({ creationStacks = false, ...config }: FlinkAppProps = {}) {
    super(config);
    if (!creationStacks) {
      withoutCreationStacks();
    }
  }
}

import { App, type AppConfig } from "cdktf";
import { withoutCreationStacks } from "./stack-traces";
import { STATE_LOCK_CONTEXT } from "./state-lock";

/** What cdktf's `App` takes, and whether to record call stacks. */
export interface FlinkAppProps extends AppConfig {
  /** Record where each construct was created, for debugging. Doubles the time of a synth. @default false */
  readonly creationStacks?: boolean;
  /**
   * The file that records what holds state, or `false` for none: tests of platforms that nobody deploys have none.
   *
   * @default "flink-state.lock.json"
   */
  readonly stateLock?: string | false;
}

/** A cdktf app that synthesizes fast. Any other `App` works as well. */
export class FlinkApp extends App {
  constructor({ creationStacks = false, stateLock, ...config }: FlinkAppProps = {}) {
    super(
      stateLock === undefined ? config : { ...config, context: { ...config.context, [STATE_LOCK_CONTEXT]: stateLock } },
    );
    if (!creationStacks) {
      withoutCreationStacks();
    }
  }
}

import { dev } from "./environments/dev";
import { local } from "./environments/local";
import { production } from "./environments/production";
import { staging } from "./environments/staging";
import { signals } from "./workload";

/** What every command reads: the workload and where it runs. */
export const workload = signals;
export const environments = [local, dev, staging, production];

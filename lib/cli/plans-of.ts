import { planPlatform } from "../sizing/plan-platform";
import type { PlatformPlan } from "../sizing/platform-plan";
import { chosenEnvironments, type Project } from "./project";

/** The plans of the environments named, or of all. Not beside `loadProject`: every command loads that, and not all plan. */
export function plansOf(project: Project, names: readonly string[] = []): readonly PlatformPlan[] {
  return chosenEnvironments(project, names).map((environment) => planPlatform(project.workload, environment));
}

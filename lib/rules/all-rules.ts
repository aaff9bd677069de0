import { KEY_RULES } from "./configuration/keys";
import { OPERATOR_RULES } from "./configuration/operator";
import { DISRUPTION_RULES } from "./disruption/budgets";
import { HA_IDENTITY_RULES } from "./high-availability/identity";
import { HA_SETTING_RULES } from "./high-availability/settings";
import { POLICY_RULES } from "./identity/policies";
import { ROLE_RULES } from "./identity/roles";
import { MEMORY_COMPONENT_RULES } from "./memory/components";
import { CONTAINER_MEMORY_RULES } from "./memory/containers";
import { LOSS_RULES } from "./plan/losses";
import { UPDATE_IN_PLACE_RULES } from "./plan/updates";
import { RULE_TOPICS, type Rule, type RuleDescription } from "./rule";
import { CHECKPOINT_RULES } from "./state/checkpoints";
import { DIRECTORY_RULES } from "./state/directories";
import { LOCAL_DISK_RULES } from "./state/local-disk";
import { UPGRADE_RULES } from "./state/upgrades";
import { LIFECYCLE_RULES } from "./storage/lifecycle";

const ALL: readonly Rule[] = [
  ...LOSS_RULES,
  ...UPDATE_IN_PLACE_RULES,
  ...CHECKPOINT_RULES,
  ...DIRECTORY_RULES,
  ...UPGRADE_RULES,
  ...LOCAL_DISK_RULES,
  ...HA_SETTING_RULES,
  ...HA_IDENTITY_RULES,
  ...MEMORY_COMPONENT_RULES,
  ...CONTAINER_MEMORY_RULES,
  ...KEY_RULES,
  ...OPERATOR_RULES,
  ...LIFECYCLE_RULES,
  ...DISRUPTION_RULES,
  ...ROLE_RULES,
  ...POLICY_RULES,
];

/** Every rule that manifests and plans are checked against, by topic. */
export const RULES: readonly Rule[] = RULE_TOPICS.flatMap((topic) => ALL.filter((rule) => rule.topic === topic));

/** What every rule of `checkFiles` is about, by topic. */
export const RULE_DESCRIPTIONS: readonly RuleDescription[] = RULES;

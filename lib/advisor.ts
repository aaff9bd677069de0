/*
 * The second entry of the package, `cdktf-flink/advisor`: reading existing configurations. Apart, because an app that
 * declares a platform should not load it.
 */

export { type ExplainOptions, type Explanation, explainFlinkConfiguration } from "./flink/advisor/explain";
export {
  type ExplainDeploymentOptions,
  explainFlinkDeployment,
  isFlinkDeployment,
} from "./flink/advisor/explain-deployment";
export { ADVICE_CODES, type Advice, type AdviceCode, type Severity } from "./flink/advisor/finding";
export type { EffectiveMemory } from "./flink/advisor/memory-advice";
export type { ConfigurationText, Setting } from "./flink/advisor/setting";
export { type CatalogueOption, type KeyVerdict, lookUpKey, optionsOf } from "./flink/catalogue/catalogue";
export { type ImportedConfiguration, importSettings } from "./flink/importer/import-configuration";
export { RULE_DESCRIPTIONS } from "./rules/all-rules";
export {
  type CheckedFiles,
  type CheckFilesOptions,
  checkFiles,
  type IgnoredRule,
  type RuleFinding,
} from "./rules/check-files";
export type { CheckedFile } from "./rules/model/inventory";
export type { Place } from "./rules/model/place";
export { RULE_TOPICS, type RuleDescription, type RuleSeverity, type RuleTopic } from "./rules/rule";

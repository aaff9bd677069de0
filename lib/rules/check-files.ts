import { InvalidInputError } from "../errors";
import { RULES } from "./all-rules";
import { type CheckedFile, type Inventory, inventoryOf } from "./model/inventory";
import { UNKNOWN } from "./model/manifest-object";
import type { Place } from "./model/place";
import type { Rule, RuleSeverity } from "./rule";

/** One violation of one rule. */
export interface RuleFinding {
  /** The id of the rule. */
  readonly rule: string;
  readonly severity: RuleSeverity;
  readonly place: Place;
  readonly message: string;
  readonly fix: string;
  /** The reason somebody gave for living with it. @default - nobody did */
  readonly ignored?: string;
}

/** A rule that is not to be told of, and why. */
export interface IgnoredRule {
  readonly rule: string;
  /** A Terraform address, or an object as findings name it. @default - wherever it is violated */
  readonly resource?: string;
  readonly reason: string;
}

/** What is to be left out. */
export interface CheckFilesOptions {
  /** @default - nothing */
  readonly ignore?: readonly IgnoredRule[];
}

/** What was looked at, and what was found. */
export interface CheckedFiles {
  /** Errors first, then by file and line; ignored ones are among them. */
  readonly findings: readonly RuleFinding[];
  readonly counts: {
    readonly rules: number;
    readonly clusters: number;
    readonly objects: number;
    readonly resources: number;
  };
  /** Of the rules to ignore, those that nothing violates any more. */
  readonly idle: readonly IgnoredRule[];
}

/**
 * Checks Terraform plans (`terraform show -json`) and manifests of Kubernetes together against every rule.
 *
 * What a file does not hold is not judged: a cluster whose ConfigMap is elsewhere lacks nothing.
 *
 * @throws InvalidInputError `ResourcesUnreadable`, `RuleUnknown`, `IgnoreWithoutReason`
 */
export function checkFiles(files: readonly CheckedFile[], { ignore = [] }: CheckFilesOptions = {}): CheckedFiles {
  ignore.forEach(requireSensible);
  const inventory = inventoryOf(files);
  const findings = RULES.flatMap((rule) => findingsOf(rule, inventory, ignore));
  const names = files.map(({ name }) => name);
  const { clusters, objects, resources } = inventory;
  return {
    findings: unique(findings).sort(
      (a, b) =>
        (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1) ||
        names.indexOf(a.place.file) - names.indexOf(b.place.file) ||
        (a.place.line ?? 0) - (b.place.line ?? 0),
    ),
    counts: { rules: RULES.length, clusters: clusters.length, objects: objects.length, resources: resources.length },
    idle: ignore.filter((each) => !findings.some((finding) => covers(each, finding))),
  };
}

function findingsOf(rule: Rule, inventory: Inventory, ignore: readonly IgnoredRule[]): readonly RuleFinding[] {
  // What is said of a value that only the apply will tell is said of nothing.
  const violations = rule.check(inventory).filter(({ message }) => !message.includes(UNKNOWN));
  return violations.map(({ place, message, fix = rule.fix }) => {
    const finding = { rule: rule.id, severity: rule.severity, place, message, fix };
    const ignored = ignore.find((each) => covers(each, finding))?.reason;
    return ignored === undefined ? finding : { ...finding, ignored };
  });
}

/** A rule that asks for both processes of a cluster says the same of what they share. */
function unique(findings: readonly RuleFinding[]): RuleFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function covers({ rule, resource }: IgnoredRule, finding: Pick<RuleFinding, "rule" | "place">): boolean {
  return rule === finding.rule && (resource === undefined || resource === finding.place.resource);
}

function requireSensible({ rule, reason }: IgnoredRule): void {
  if (!RULES.some(({ id }) => id === rule)) {
    throw new InvalidInputError(
      "RuleUnknown",
      `there is no rule ${JSON.stringify(rule)}; cdktf-flink check --list names them all`,
    );
  }
  if (reason.trim() === "") {
    throw new InvalidInputError(
      "IgnoreWithoutReason",
      `rule ${rule} is ignored without a reason; write ${rule}=why that is right here`,
    );
  }
}

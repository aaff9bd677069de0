import { isUnresolved, requireAmount, requireWhole } from "../units/literal";
import type { Environment } from "./environment";
import type { NodeConstraints, Nodes, NodesOf } from "./nodes";
import type { NodePlacement } from "./placement";
import { requireThat } from "./require-that";

const ARCHITECTURES = ["amd64", "arm64"];
const CAPACITY_TYPES = ["on-demand", "spot"];
const LOCAL_NVME = ["required", "never", "cheapest"];
const TAINT_EFFECTS = ["NoSchedule", "NoExecute", "PreferNoSchedule"];

const INSTANCE_FAMILY = /^[a-z][a-z0-9-]*$/;
const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;
const SUBNET = /^subnet-[0-9a-f]{8,17}$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
/** The date of a release, as EKS numbers its images of Amazon Linux 2023. */
const AMI_ALIAS = /^al2023@v\d{8}$/;
const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** @throws InvalidInputError `EnvironmentInvalid` with the first thing that no nodes can be declared or chosen from */
export function checkNodes(environment: Environment, nodes: Nodes): void {
  const rule = ruleOf(environment);
  checkConstraints(environment, "nodes.constraints", nodes.constraints);
  for (const [stage, constraints] of Object.entries(nodes.stageConstraints ?? {})) {
    checkConstraints(environment, `nodes.stageConstraints.${stage}`, constraints);
  }
  rule(
    nodes.type === "existing" || environment.aws !== undefined,
    `nodes of type ${nodes.type} are declared in an AWS account; state aws, or use type existing`,
  );
  switch (nodes.type) {
    case "existing":
      for (const [stage, placement] of Object.entries(nodes.taskManagers ?? {})) {
        checkPlacement(environment, `nodes.taskManagers.${stage}`, placement);
      }
      checkPlacement(environment, "nodes.jobManagers", nodes.jobManagers);
      return;
    case "managed-node-groups":
      checkManagedNodeGroups(environment, nodes);
      return;
    case "karpenter":
      rule(
        ROLE_NAME.test(nodes.nodeRole) || isUnresolved(nodes.nodeRole),
        `nodes.nodeRole is the name of an IAM role, not its ARN, got ${JSON.stringify(nodes.nodeRole)}`,
      );
      rule(
        AMI_ALIAS.test(nodes.amiAlias),
        `nodes.amiAlias must pin a release, such as al2023@v20250807, got ${JSON.stringify(nodes.amiAlias)}; with latest every new image would replace nodes and restart their jobs`,
      );
      rule(
        nodes.discoveryTag !== "",
        "nodes.discoveryTag is empty, and Karpenter selects no subnet by an empty tag; leave it out for the EKS cluster's name",
      );
      return;
    case "auto-mode":
      rule(
        nodes.nodeClass === undefined || KUBERNETES_NAME.test(nodes.nodeClass),
        `${JSON.stringify(nodes.nodeClass)} is no name of a NodeClass`,
      );
      return;
    default:
      nodes satisfies never;
      rule(
        false,
        `${JSON.stringify((nodes as Nodes).type)} is no kind of nodes; use existing, managed-node-groups, karpenter or auto-mode`,
      );
  }
}

function checkManagedNodeGroups(environment: Environment, nodes: NodesOf<"managed-node-groups">): void {
  const rule = ruleOf(environment);
  const subnets = Object.entries(nodes.subnets);
  rule(subnets.length > 0, "nodes.subnets is empty; name a private subnet for each availability zone");
  const region = environment.aws?.region ?? "";
  for (const [zone, subnet] of subnets) {
    rule(
      zone.startsWith(region) && zone !== region,
      `nodes.subnets names the zone ${JSON.stringify(zone)}, which is not in ${region}; use names such as ${region}a`,
    );
    rule(
      SUBNET.test(subnet) || isUnresolved(subnet),
      `the subnet of ${zone} must be an id such as subnet-0123456789abcdef0, got ${JSON.stringify(subnet)}`,
    );
    const twin = subnets.find(([other, id]) => other !== zone && id === subnet);
    rule(
      twin === undefined,
      `nodes.subnets gives ${zone} and ${twin?.[0]} the same subnet ${subnet}; a subnet lies in one zone`,
    );
  }
  const missing = (environment.zones ?? []).filter((zone) => nodes.subnets[zone] === undefined);
  rule(
    missing.length === 0,
    `nodes.subnets has no subnet for ${missing.join(", ")}, where nodes may be planned; add one, or take the zone out of zones`,
  );
  rule(
    nodes.nodeRoleArn === undefined || ROLE_ARN.test(nodes.nodeRoleArn) || isUnresolved(nodes.nodeRoleArn),
    `nodes.nodeRoleArn must be the ARN of an IAM role, got ${JSON.stringify(nodes.nodeRoleArn)}`,
  );
}

function checkConstraints(environment: Environment, where: string, constraints: NodeConstraints = {}): void {
  const { architectures, families, instanceTypes, localNvme, maxSlotsLostPerNode, capacityType } = constraints;
  const { daemonSetReserve, hourlyPrices = {} } = constraints;
  const rule = ruleOf(environment);
  const lists: readonly [string, readonly string[] | undefined, (value: string) => boolean, string][] = [
    ["architectures", architectures, (value) => ARCHITECTURES.includes(value), ARCHITECTURES.join(" or ")],
    ["families", families, (value) => INSTANCE_FAMILY.test(value), "families such as m7g"],
    ["instanceTypes", instanceTypes, (value) => INSTANCE_TYPE.test(value), "types such as m7g.2xlarge"],
  ];
  for (const [field, values, isOne, expected] of lists) {
    rule(values?.length !== 0, `${where}.${field} is empty, so that no instance type is left; leave it out for all`);
    const wrong = values?.find((value) => !isOne(value));
    rule(wrong === undefined, `${where}.${field} takes ${expected}, got ${JSON.stringify(wrong)}`);
  }
  const words: readonly [string, string | undefined, readonly string[]][] = [
    ["localNvme", localNvme, LOCAL_NVME],
    ["capacityType", capacityType, CAPACITY_TYPES],
  ];
  for (const [field, value, allowed] of words) {
    rule(
      value === undefined || allowed.includes(value),
      `${where}.${field} takes ${allowed.join(" or ")}, got ${JSON.stringify(value)}`,
    );
  }
  if (maxSlotsLostPerNode !== undefined) {
    requireWhole(maxSlotsLostPerNode, `environment ${environment.name}: ${where}.maxSlotsLostPerNode`, 1);
  }
  if (daemonSetReserve !== undefined) {
    requireWhole(daemonSetReserve.pods, `environment ${environment.name}: ${where}.daemonSetReserve.pods`);
  }
  for (const [type, price] of Object.entries(hourlyPrices)) {
    rule(
      INSTANCE_TYPE.test(type),
      `${where}.hourlyPrices takes types such as m7g.2xlarge, got ${JSON.stringify(type)}`,
    );
    requireAmount(price, `environment ${environment.name}: the hourly price of ${type}`);
  }
}

function checkPlacement(environment: Environment, where: string, placement: NodePlacement | undefined): void {
  const rule = ruleOf(environment);
  const { labels = {}, taints = [] } = placement ?? {};
  const pairs = [...Object.entries(labels), ...taints.map(({ key, value }) => [key, value] as const)];
  for (const [key, value] of pairs) {
    rule(
      LABEL_KEY.test(key) && LABEL_VALUE.test(value),
      `${where} has ${JSON.stringify(key)}: ${JSON.stringify(value)}, which Kubernetes takes neither as label nor as taint; a value has at most 63 letters, digits, dashes, dots and underscores`,
    );
  }
  const wrong = taints.find(({ effect }) => !TAINT_EFFECTS.includes(effect));
  rule(
    wrong === undefined,
    `${where}: a taint's effect is ${TAINT_EFFECTS.join(", ")}, got ${JSON.stringify(wrong?.effect)}`,
  );
}

function ruleOf(environment: Environment): (holds: boolean, message: string) => void {
  return (holds, message) => requireThat(holds, "EnvironmentInvalid", environment, message);
}

import { compiled } from "../../../flink/containers/java.mjs";
import { changed } from "../environments.mjs";
import { timer, unchanged, unexpected } from "./apply.mjs";

const { MemorySize } = compiled("lib/index");

const STAGES = ["correlate", "enrich", "normalize"];
/** The namespace's quota follows the sum of the plan. */
const QUOTA = "update kubernetes_resource_quota_v1.sentra";

/**
 * One number changes, and Terraform plans these changes and no others. Nothing that is protected is ever replaced. What is
 * replaced here are machines and TaskManagers with the copies on their disks: state is in the bucket.
 */
const CHANGES = [
  {
    what: "a Flink option more",
    environment: "local-operator",
    change: { flinkOptions: { "web.timeout": "2 min" } },
    foundation: [],
    signals: STAGES.map((stage) => `update kubernetes_manifest.sentra-${stage}`),
    apply: true,
  },
  {
    what: "a TaskManager of correlate gets 4 GiB",
    environment: "local",
    change: { pins: { correlate: { taskManagerMemory: MemorySize.gibibytes(4) } } },
    foundation: [QUOTA],
    signals: [
      "update kubernetes_config_map_v1.Flink_Stage-correlate_Config_C3117C5A",
      "update kubernetes_deployment_v1.sentra-correlate",
      "update kubernetes_stateful_set_v1.sentra-correlate-taskmanager",
    ],
    apply: true,
  },
  {
    what: "twice the load, and so larger volumes",
    environment: "local",
    change: { loadFactor: 0.002 },
    foundation: [],
    // Kubernetes changes no volume of a StatefulSet, and the provider would plan the same for ever: hence docs/updates.md.
    options: ["-replace=kubernetes_stateful_set_v1.sentra-correlate-taskmanager"],
    signals: ["replace kubernetes_stateful_set_v1.sentra-correlate-taskmanager"],
    apply: true,
  },
  {
    what: "a TaskManager of correlate gets 20 GiB",
    environment: "staging",
    change: { pins: { correlate: { taskManagerMemory: MemorySize.gibibytes(20) } } },
    // Another instance type; the new nodes are there before the old ones go.
    foundation: ["replace aws_eks_node_group.sentra-correlate", QUOTA],
    signals: ["update kubernetes_manifest.sentra-correlate"],
  },
  {
    what: "half as much load again",
    environment: "staging",
    change: { loadFactor: 0.15 },
    // The provider changes no disruption budget: it makes another one.
    signals: [
      "replace kubernetes_pod_disruption_budget_v1.Flink_Stage-correlate_TaskManagers_DisruptionBudget_2ACEA54D",
      ...STAGES.map((stage) => `update kubernetes_manifest.sentra-${stage}`),
    ],
  },
  {
    what: "a TaskManager of correlate gets 21 GiB",
    environment: "production",
    change: { pins: { correlate: { parallelism: 64, taskManagerMemory: MemorySize.gibibytes(21) } } },
    signals: ["update kubernetes_manifest.sentra-correlate"],
  },
];

export async function changeNumbers({ targets, applied, table }) {
  for (const { what, environment: name, change, apply = false, options = [], ...expected } of CHANGES) {
    const stacks = applied.get(name);
    if (stacks === undefined) {
      continue;
    }
    const synthesized = await targets.synthesized(changed(stacks.environment, change));
    for (const [part, list] of Object.entries(expected)) {
      const { terraform } = synthesized[part];
      const given = list.length > 0 ? options : [];
      await changePart({ stack: stacks[part], terraform, what, options: given, list, apply, table });
    }
    if (apply) {
      stacks.environment = changed(stacks.environment, change);
    }
  }
}

async function changePart({ stack, terraform, what, options, list, apply, table }) {
  const timed = timer();
  const title = `${stack?.name}: ${what}`;
  if (stack === undefined) {
    return;
  }
  const before = stack.terraform;
  stack.write(terraform);
  const plan = await stack.plan(...options);
  const seen = [...plan.changes, ...unexpected(plan)].join(", ") || "nothing";
  table.equal({ what: title, expected: list.join(", ") || "nothing", seen, seconds: timed() });
  const lost = plan.changes.filter((line) => !/^(create|update) /.test(line) && isProtected(before, line));
  table.equal({ what: `${title}: protected ones replaced`, expected: "none", seen: lost.join(", ") || "none" });
  if (!apply) {
    stack.write(before);
  } else if (list.length > 0) {
    const after = [...unexpected(await stack.apply()), unchanged(await stack.plan())].join("; ");
    table.equal({ what: `${title}: applied, a second plan`, expected: "no change", seen: after, seconds: timed() });
  }
}

function isProtected({ resource }, line) {
  const [type, name] = line.split(" ")[1].split(".");
  return resource[type]?.[name]?.lifecycle?.prevent_destroy === true;
}

import { podIdentity } from "../../environment/check-environment";
import type { AwsAccount } from "../../environment/environment";
import type { Experiment, Step } from "./experiment";
import { savepointTime, toleratedOutage } from "./numbers";
import { restPath, selector, type Target, word } from "./target";

const DENY_POLICY = "rehearse-deny-checkpoints";

/** Writes of checkpoints are refused for a while. */
export function denyCheckpoints(target: Target): Experiment {
  const { stage, environment } = target;
  const { checkpoints } = stage;
  const outage = toleratedOutage(stage);
  const { deny, allow, refusal } = barrier(target);
  return {
    title: "Refuse writes to S3",
    purpose: `What a wrong policy, a full quota or a throttled bucket look like to Flink; throttling itself cannot be ordered. ${checkpoints.tolerableFailures} checkpoints may fail in a row; the job goes on meanwhile, and the next one that succeeds makes good for them.`,
    before: [
      `A checkpoint of the stage has just completed (one begins every ${checkpoints.interval}).`,
      ...(environment.storage.type === "s3"
        ? ["You may add a policy to the stage's role."]
        : ["The cluster's network plugin enforces NetworkPolicies; without one nothing will happen."]),
    ],
    steps: [{ run: "checkpoints; OLD=$(mark); START=$(date +%s)" }, ...deny],
    expect: [
      ["checkpoints", `fail: \`failed\` grows, ${refusal}`],
      [
        "the job",
        `goes on without a restart for ${checkpoints.tolerableFailures} failures, which take ${outage} or longer`,
      ],
      ["after the next failure", "the job restarts from the last completed checkpoint, which it may still read"],
      [
        "when writes are allowed again",
        `a checkpoint completes within ${checkpoints.interval.plus(checkpoints.duration)}`,
      ],
    ],
    see: [
      {
        run: 'checkpoints; rest "/jobs/$(job)/checkpoints" | jq -r \'.latest.failed.failure_message\'; mark; since "looked"',
      },
    ],
    stop: `after ${outage}: one more failure restarts the job.`,
    undo: [
      ...allow,
      {
        say: "A checkpoint completes, and nothing was restarted:",
        run: 'checkpoints; [ "$(mark)" = "$OLD" ] && echo "no restart"',
      },
    ],
  };
}

interface Barrier {
  readonly deny: readonly Step[];
  readonly allow: readonly Step[];
  /** How soon a checkpoint fails. */
  readonly refusal: string;
}

function barrier(target: Target): Barrier {
  const { environment, stage } = target;
  const { storage, aws } = environment;
  if (storage.type === "s3-compatible") {
    return cutOff(target, new URL(storage.endpoint));
  }
  return aws === undefined ? { deny: [], allow: [], refusal: "" } : byPolicy(target, aws, stage.prefixes.checkpoints);
}

/** A policy that denies wins over the one that allows. */
function byPolicy(target: Target, aws: AwsAccount, prefix: string): Barrier {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: "s3:PutObject",
        Resource: `arn:${partition(aws.region)}:s3:::${target.environment.bucketName}/${prefix}/*`,
      },
    ],
  };
  const named = `--role-name "$ROLE" --policy-name ${DENY_POLICY}`;
  return {
    deny: [
      { say: "The role of the stage:", run: roleName(target, aws) },
      {
        say: "From now on, and for running pods within seconds:",
        run: `aws iam put-role-policy ${named} --policy-document ${word(JSON.stringify(policy))}`,
      },
    ],
    allow: [{ run: `aws iam delete-role-policy ${named}` }],
    refusal: `once every ${target.stage.checkpoints.interval}, at once`,
  };
}

function roleName({ environment, kubectl, ...rest }: Target, aws: AwsAccount): string {
  const account = `ACCOUNT=$(${kubectl} get pods --selector ${selector({ environment, kubectl, ...rest }, "jobmanager")} --output jsonpath='{.items[0].spec.serviceAccountName}')`;
  if (!podIdentity(aws, environment.flink)) {
    return [
      account,
      `ROLE=$(${kubectl} get serviceaccount "$ACCOUNT" --output json | jq -r '.metadata.annotations["eks.amazonaws.com/role-arn"] | split("/") | last')`,
    ].join("\n");
  }
  const eks = `--region ${word(aws.region)} --cluster-name ${word(aws.eksClusterName)}`;
  return [
    account,
    `ASSOCIATION=$(aws eks list-pod-identity-associations ${eks} --namespace ${environment.namespace} --service-account "$ACCOUNT" --query 'associations[0].associationId' --output text)`,
    `ROLE=$(aws eks describe-pod-identity-association ${eks} --association-id "$ASSOCIATION" --query association.roleArn --output text | sed 's#.*/##')`,
  ].join("\n");
}

function partition(region: string): string {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** All ports but that of the server: policies can only allow. */
function cutOff(target: Target, endpoint: URL): Barrier {
  const port = Number(endpoint.port) || (endpoint.protocol === "https:" ? 443 : 80);
  const labels = selector(target)
    .split(",")
    .map((pair) => pair.split("="));
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: `${target.stage.clusterId}-rehearse-no-s3` },
    spec: {
      podSelector: { matchLabels: Object.fromEntries(labels) },
      policyTypes: ["Egress"],
      egress: [
        {
          ports: [
            { protocol: "UDP", port: 1, endPort: 65_535 },
            { protocol: "TCP", port: 1, endPort: port - 1 },
            { protocol: "TCP", port: port + 1, endPort: 65_535 },
          ],
        },
      ],
    },
  };
  return {
    deny: [
      {
        say: `Every port but ${port} of the S3 server; connections that are open may live on for a while:`,
        run: `echo ${word(JSON.stringify(policy))} | ${target.kubectl} create --filename -`,
      },
    ],
    allow: [{ run: `${target.kubectl} delete networkpolicy ${policy.metadata.name}` }],
    refusal: `when the client gives up, or after the checkpoint timeout of ${target.stage.checkpoints.timeout}`,
  };
}

/** A savepoint at full load: what every update begins with. */
export function savepointUnderLoad(target: Target): Experiment {
  const { kubectl, stage } = target;
  const { checkpoints } = stage;
  const time = savepointTime(stage);
  const proxy = restPath(target);
  return {
    title: "Take a savepoint under load",
    purpose:
      "Every update begins with one. It holds all state, however little has changed, and no checkpoint begins meanwhile.",
    before: ["It is a busy hour: what holds now holds at night."],
    steps: [
      {
        run: [
          "START=$(date +%s)",
          `TRIGGER=$(echo '{"cancel-job": false}' | ${kubectl} create --raw "${proxy}/jobs/$(job)/savepoints" --filename - | jq -r '."request-id"')`,
          'until [ "$(rest "/jobs/$(job)/savepoints/$TRIGGER" | jq -r .status.id)" = COMPLETED ]; do sleep 2; done; since "the savepoint ended"',
          'rest "/jobs/$(job)/savepoints/$TRIGGER" | jq .operation',
        ].join("\n"),
      },
    ],
    expect: [
      ["size", `about ${checkpoints.fullSize}`],
      [
        "time",
        `${time} for the upload${stage.stateBackend === "rocksdb" ? "; RocksDB is also read key by key, which takes longer where the state is large" : ""}`,
      ],
      ["it fails", `after ${checkpoints.timeout} at the latest, and the job goes on`],
      ["checkpoints", "none begins until it has ended: a loss meanwhile reads so much more again"],
      ["the job", "no restart; throughput may sink while state is read"],
    ],
    see: [
      {
        run: "checkpoints; rest \"/jobs/$(job)/checkpoints\" | jq '.latest.savepoint | {state_size, end_to_end_duration, external_path}'",
      },
    ],
    stop: `if the backlog grows beyond what you can wait for; a savepoint cannot be cancelled, and ends after ${checkpoints.timeout}.`,
    undo: [
      {
        say: "Delete it, unless you want to keep it:",
        run: [
          'SAVEPOINT=$(rest "/jobs/$(job)/savepoints/$TRIGGER" | jq -r .operation.location)',
          `jq --null-input --arg path "$SAVEPOINT" '{"savepoint-path": $path}' | ${kubectl} create --raw "${proxy}/savepoint-disposal" --filename -`,
        ].join("\n"),
      },
    ],
  };
}

import { RELEASES } from "../context.mjs";
import { fitted } from "../counting/fitted.mjs";
import { causeOf, Flink } from "../flink.mjs";
import { Forwarded } from "../forwarded.mjs";
import { eventually } from "../kubectl.mjs";
import { element, S3Client } from "../s3-client.mjs";
import { S3Trace } from "../s3-trace.mjs";
import { actionsOf, stagePolicy, withoutAction } from "../stage-policy.mjs";
import { environmentIn, environments } from "../synthesized.mjs";
import { jobArguments, windowedStages } from "../windowed-stages.mjs";

const STAGE = "own";
const OTHER = "other";
const RETAINED = 3;
/** 130 MiB of state: more than one file, and larger ones than S3 takes in one part. */
const args = jobArguments({ keys: 1_000, valueKibibytes: 64, rate: 100, windows: "60" });
/** What a stage may do, as the S3 server's trace calls it. */
const CALLS = new Set([
  ...["GetObject", "HeadObject", "PutObject", "DeleteObject", "ListObjectsV1"],
  ...["NewMultipartUpload", "PutObjectPart", "ListObjectParts", "CompleteMultipartUpload", "AbortMultipartUpload"],
]);

/**
 * A stage whose credentials have nothing but the policy that its role would get on AWS: it writes, restores and cleans
 * up; another stage's prefixes are closed to it; and without any one of the actions something that can be named fails.
 */
export async function bucket(context) {
  const trace = await S3Trace.start(context);
  const server = await Forwarded.start(context.kubectl, "storage", "service/s3", 9000);
  try {
    for (const release of RELEASES) {
      await ofRelease(context, release, trace, server);
    }
  } finally {
    trace.close();
    server.close();
  }
}

async function ofRelease(context, { line, image }, trace, server) {
  const { kubectl, s3, synthesized, table, namespace: named, say } = context;
  const namespace = named(line.replace(".", "-"));
  const { storage } = environments.find(({ name }) => name === "local");
  const bucketName = `proof-07-${line.replace(".", "-")}`;
  const environment = environmentIn(namespace, "local", {
    runtime: { type: "standalone" },
    flinkVersion: line,
    storage: { ...storage, bucketName },
  });
  const load = windowedStages(image, { [STAGE]: { args } });
  const policy = stagePolicy(synthesized, load, STAGE, bucketName);
  const { plan, objects: made } = synthesized(environment, load);
  const objects = fitted(made);
  const [{ clusterId }] = plan.stages;
  const user = { accessKey: `stage-${line}`, secretKey: "not-for-anybody-else", policy: `proof-07-${line}` };

  await s3.createBucket(bucketName);
  await s3.put(`${bucketName}/checkpoints/${OTHER}/file`, "not yours");
  await s3.createUser(user, policy);
  await kubectl.apply([...objects.slice(0, 1), s3.credentials(namespace, storage.credentialsSecret, user)]);
  await kubectl.apply(objects.slice(1));
  const flink = new Flink(kubectl, namespace, clusterId);
  const client = new S3Client(server.address, user);
  const began = trace.mark;
  const { jid } = await flink.running({ seconds: 400 });
  say(`${line}: running`);
  await eventually("all keys are there", async () => (await written(flink, jid)) > 1_000, { pause: 2_000 });
  const rows = rowsOf(context, line);

  await rows.of("checkpoints with the stage's policy", `${RETAINED} kept, all below its prefix`, async () => {
    for (let count = 0; count < RETAINED + 2; count++) {
      succeeded(await flink.checkpoint(jid));
    }
    const keys = (await s3.keys(bucketName)).map(({ key }) => key).filter((key) => !key.includes(`/${OTHER}/`));
    const strange = keys.filter((key) => !/^(checkpoints|ha)\/own\//.test(key));
    const kept = new Set(keys.flatMap((key) => /\/(chk-\d+)\//.exec(key)?.[1] ?? []));
    return `${kept.size} kept, ${strange.length === 0 ? "all below its prefix" : strange.join(", ")}`;
  });
  const parts = trace.of(`/${bucketName}/`, began).filter(({ action }) => action === "PutObjectPart").length;
  table.add({ what: `${line} uploads in parts`, expected: "some", seen: `${parts} parts`, passed: parts > 0 });

  await rows.of("a lost cluster", "restores its last checkpoint", async () => {
    const { latest } = await flink.checkpoints(jid);
    await kubectl.run(["delete", "pods", "-n", namespace, "-l", `app=${clusterId}`, "--force", "--grace-period=0"]);
    const restored = await eventually(
      "the job is restored",
      async () => (await flink.running({ seconds: 5 })) && (await flink.checkpoints(jid)).latest.restored,
      { seconds: 240, pause: 2_000 },
    );
    return restored.id >= latest.completed.id ? "restores its last checkpoint" : `restored ${restored.id}`;
  });

  await rows.of("an upload in parts that is given up", "aborted", async () => {
    const path = `/${bucketName}/checkpoints/${STAGE}/upload`;
    const id = await upload(client, path);
    const before = await s3.uploads(bucketName);
    const { status, code } = await client.request("DELETE", path, { query: { uploadId: id } });
    return status === 204 && (await s3.uploads(bucketName)) < before ? "aborted" : `${status} ${code}`;
  });

  const foreign = `/${bucketName}/checkpoints/${OTHER}/file`;
  for (const [what, request] of [
    ["writing", ["PUT", foreign, { body: "mine" }]],
    ["reading", ["GET", foreign]],
    ["deleting", ["DELETE", foreign]],
    [`listing checkpoints/${OTHER}/`, ["GET", `/${bucketName}`, { query: { prefix: `checkpoints/${OTHER}/` } }]],
    ["listing all there is", ["GET", `/${bucketName}`]],
    ["writing beside its own prefix:", ["PUT", `/${bucketName}/checkpoints/${STAGE}2`, { body: "mine" }]],
  ]) {
    await rows.of(`${what} ${request[1].slice(bucketName.length + 2)}`, "403 AccessDenied", async () => {
      const { status, code } = await client.request(...request);
      return `${status} ${code}`;
    });
  }
  await rows.of("a savepoint to another stage's prefix", /AccessDenied|403 Forbidden/, async () =>
    refusal(await flink.savepoint(jid, `s3p://${bucketName}/savepoints/${OTHER}`)),
  );

  const pod = async () =>
    (await kubectl.list(["pods", "-n", namespace, "-l", `app=${clusterId},component=jobmanager`]))[0];
  for (const action of actionsOf(policy)) {
    await s3.changePolicy(user, withoutAction(policy, action));
    const what = `without ${action}`;
    const check = WITHOUT[action];
    if (check === undefined) {
      table.equal({ what: `${line} ${what}`, expected: "a failure with a name", seen: "nobody has named one" });
      continue;
    }
    const mark = trace.mark;
    await rows.of(`${what}: ${check.what}`, check.expected, () =>
      check.see({
        flink,
        jid,
        client,
        s3,
        bucketName,
        refused: () => refusedCalls(trace, bucketName, mark),
        log: async () => kubectl.logs(namespace, (await pod()).metadata.name),
      }),
    );
    await s3.changePolicy(user, policy);
    await rows.of(`${action} back: a checkpoint`, "completed", async () => completed(await flink.checkpoint(jid)));
  }

  const asked = trace.of(`/${bucketName}`, began).filter(({ ours }) => !ours);
  const calls = new Set(asked.map(({ action }) => action));
  table.equal({
    what: `${line} Flink lists the parts of an upload`,
    expected: true,
    seen: calls.has("ListObjectParts"),
  });
  const strange = [...calls].filter((call) => !CALLS.has(call));
  table.equal({
    what: `${line} calls that no action of the policy is for`,
    expected: "none",
    seen: strange.join(", ") || "none",
  });
}

/** What fails without an action, and how that is seen. */
const WITHOUT = {
  "s3:PutObject": {
    what: "a checkpoint",
    expected: /AccessDenied/,
    see: async ({ flink, jid }) => refusal(await flink.checkpoint(jid)),
  },
  "s3:GetObject": {
    what: "a checkpoint",
    expected: /403 Forbidden/,
    see: async ({ flink, jid }) => refusal(await flink.checkpoint(jid)),
  },
  "s3:ListBucket": {
    what: "a checkpoint",
    expected: /AccessDenied/,
    see: async ({ flink, jid }) => refusal(await flink.checkpoint(jid)),
  },
  "s3:ListMultipartUploadParts": {
    // One stream with all the state, and so an upload in parts; a checkpoint may have nothing large to add.
    what: "a savepoint",
    expected: /AccessDenied/,
    see: async ({ flink, jid, bucketName }) =>
      refusal(await flink.savepoint(jid, `s3p://${bucketName}/savepoints/${STAGE}`)),
  },
  "s3:DeleteObject": {
    what: "the oldest checkpoint",
    expected: /stays: DeleteObject 403/,
    see: async ({ flink, jid, s3, bucketName, refused }) => {
      const oldest = await oldestCheckpoint(s3, bucketName);
      succeeded(await flink.checkpoint(jid));
      const call = await eventually("a refused deletion", () => refused()[0], { seconds: 30 }).catch(
        () => "nobody tried",
      );
      return (await oldestCheckpoint(s3, bucketName)) === oldest ? `stays: ${call}` : "is gone";
    },
  },
  "s3:AbortMultipartUpload": {
    what: "an upload in parts that is given up",
    expected: /^403 AccessDenied, left where it is$/,
    see: async ({ client, s3, bucketName }) => {
      const path = `/${bucketName}/checkpoints/${STAGE}/upload`;
      const id = await upload(client, path);
      const before = await s3.uploads(bucketName);
      const { status, code } = await client.request("DELETE", path, { query: { uploadId: id } });
      const left = await s3.uploads(bucketName);
      await s3.mc("rm", "--incomplete", "--recursive", "--force", `local/${bucketName}`);
      return `${status} ${code}, ${left === before ? "left where it is" : "gone"}`;
    },
  },
};

/** Begins an upload in parts, with one part. */
async function upload(client, path) {
  const { text } = await client.request("POST", path, { query: { uploads: "" } });
  const id = element("UploadId", text);
  await client.request("PUT", path, { query: { partNumber: "1", uploadId: id }, body: "part" });
  return id;
}

/** Lines of the table with the seconds each took. What throws is what was seen. */
function rowsOf({ table, say }, line) {
  return {
    of: async (what, expected, look) => {
      const started = performance.now();
      const seen = String(await look().catch((error) => error.message.split("\n")[0]));
      const passed = expected instanceof RegExp ? expected.test(seen) : seen === expected;
      const seconds = (performance.now() - started) / 1000;
      table.add({ what: `${line} ${what}`, expected: expected.source ?? expected, seen, seconds, passed });
      say(`${line} ${what}: ${seen}`);
    },
  };
}

/** How many records the job has read. */
async function written(flink, jid) {
  const { vertices } = await flink.get(`/jobs/${jid}`);
  return Math.max(...vertices.map(({ metrics }) => metrics["read-records"]));
}

function completed(operation) {
  return causeOf(operation) === undefined ? "completed" : refusal(operation);
}

function succeeded(operation) {
  if (causeOf(operation) !== undefined) {
    throw new Error(refusal(operation));
  }
}

/** What Flink says was the cause, as far as S3 is named in it. */
function refusal(operation) {
  const text = causeOf(operation);
  return text === undefined
    ? "completed"
    : (/[^\n:]*\(Service: Amazon S3; Status Code: \d+; Error Code: [^;]*/.exec(text)?.[0].trim() ??
        text.split("\n")[0]);
}

function refusedCalls(trace, bucketName, mark) {
  return trace
    .of(`/${bucketName}/`, mark)
    .filter(({ status }) => status === 403)
    .map(({ action, status }) => `${action} ${status}`);
}

async function oldestCheckpoint(s3, bucketName) {
  const numbers = (await s3.keys(bucketName, `checkpoints/${STAGE}/`)).flatMap(
    ({ key }) => /\/chk-(\d+)\//.exec(key)?.[1] ?? [],
  );
  return Math.min(...numbers.map(Number));
}

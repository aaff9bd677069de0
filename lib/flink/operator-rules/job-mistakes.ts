import { isUnresolved } from "../../units/literal";
import { JobOptions } from "../options/job";
import { type MistakeCheck, single } from "./mistake";
import { effectiveParallelism, isBlank, slotsOf, textOf } from "./settings";

/** What is wrong with the job: its jar, its parallelism, its account, its image and its name. */
export const JOB_MISTAKES: readonly MistakeCheck[] = [
  single("UndeletableFlinkVersion", "cannot be deleted", ({ flinkVersion }) =>
    flinkVersion === undefined
      ? [
          "spec.flinkVersion is missing, and the operator throws without it, to delete the resource too",
          "set it, such as v2_2",
        ]
      : undefined,
  ),
  single("UndeletableJarUri", "cannot be deleted", ({ job, mode }) => {
    const jar = job?.jarUri;
    if (jar === undefined || isUnresolved(jar)) {
      return undefined;
    }
    const problem = isJavaUri(jar)
      ? // In standalone mode the operator asks for the scheme without looking whether there is one.
        mode === "standalone" && !/^[^:/?#]+:/.test(jar) && "has no scheme"
      : "is no URI";
    return problem
      ? [
          `spec.job.jarURI ${JSON.stringify(jar)} ${problem}, on which the operator throws, to delete the resource too`,
          "write a URI such as local:///opt/flink/usrlib/job.jar, with special characters as %20",
        ]
      : undefined;
  }),
  single("JarUriMissing", "fails for ever", ({ job, mode }) =>
    job !== undefined && mode === "native" && isBlank(job.jarUri)
      ? [
          "spec.job.jarURI is missing, and in native mode the operator ends in a bare NullPointerException",
          "name a jar, such as local:///opt/flink/usrlib/job.jar; jobs that need none still name one",
        ]
      : undefined,
  ),
  single("ServiceAccountEmpty", "deployed although wrong", ({ serviceAccount }) =>
    serviceAccount !== undefined && isBlank(serviceAccount)
      ? ["spec.serviceAccount is empty, and the JobManager may then create no pods", "name the job's service account"]
      : undefined,
  ),
  single("MaxParallelismMissing", "deployed although wrong", ({ job, settings }) => {
    const stated = textOf(settings, JobOptions.MAX_PARALLELISM);
    return job !== undefined && job.upgradeMode !== "stateless" && !(Number(stated) > 0)
      ? [
          `${JobOptions.MAX_PARALLELISM.key} is ${stated ?? "not set"}, so that Flink derives it from the first parallelism, and no upgrade that keeps state can go beyond it`,
          "set it before any state exists; it is the number of key groups",
        ]
      : undefined;
  }),
  single("ParallelismAboveMaxParallelism", "deployed although wrong", (deployment) => {
    const max = Number(textOf(deployment.settings, JobOptions.MAX_PARALLELISM));
    const parallelism = effectiveParallelism(deployment);
    return deployment.job !== undefined && parallelism !== undefined && max > 0 && parallelism > max
      ? [
          `the job runs with parallelism ${parallelism}, above ${JobOptions.MAX_PARALLELISM.key} ${max}`,
          "lower the parallelism, or raise the max before any state exists",
        ]
      : undefined;
  }),
  single("ParallelismIgnored", "deployed although wrong", (deployment) => {
    const { job, taskManager, settings } = deployment;
    const parallelism = effectiveParallelism(deployment);
    return job !== undefined && parallelism !== undefined && job.parallelism > 0 && job.parallelism !== parallelism
      ? [
          `spec.job.parallelism ${job.parallelism} is ignored: ${taskManager.replicas} TaskManagers of ${slotsOf(settings)} slots make it ${parallelism}`,
          "leave spec.taskManager.replicas out, or make the two agree",
        ]
      : undefined;
  }),
  single("ImageOfOtherFlinkVersion", "deployed although wrong", ({ image, flinkVersion }) => {
    const line = image === undefined ? undefined : flinkLineOf(image);
    return line !== undefined && flinkVersion !== undefined && flinkVersion !== `v${line.replace(".", "_")}`
      ? [
          `spec.image ${image} holds Flink ${line}, and spec.flinkVersion is ${flinkVersion}, after which the operator writes configuration`,
          "make the two agree",
        ]
      : undefined;
  }),
  // A FlinkDeployment's own name is rule 1; the webhook does not ask what names a blue-green deployment will make.
  single("NameTooLong", "fails for ever", ({ kind, name = "" }) =>
    kind === "FlinkBlueGreenDeployment" && !isUnresolved(name) && name.length > 45
      ? [
          `the FlinkBlueGreenDeployment makes a FlinkDeployment ${name} of ${name.length} characters, and the operator takes 45`,
          "give it a name of at most 39 characters",
        ]
      : undefined,
  ),
];

/** The Flink line that an image's tag tells: of Flink's own images the tag begins with it, others may name it. */
export function flinkLineOf(image: string): string | undefined {
  const [, repository = "", tag = ""] = /^(.*?)(?::([^/:@]+))?(?:@.*)?$/.exec(image) ?? [];
  const [, own] = /(?:^|\/)flink$/.test(repository) ? (/^(\d+\.\d+)(?!\d)/.exec(tag) ?? []) : [];
  return own ?? /flink[-_]?v?(\d+\.\d+)(?!\d)/i.exec(tag)?.[1];
}

/** Whether `java.net.URI` takes a text; unlike a URL it may have no scheme. */
function isJavaUri(text: string): boolean {
  const hasScheme = /^[^/?#]*:/.test(text);
  const rest = hasScheme ? text.slice(text.indexOf(":") + 1) : text;
  const legal = String.raw`[\w.!~*'();/:@&=+$,\u00a1-\uffff-]|%[0-9a-fA-F]{2}`;
  return (
    (!hasScheme || (/^[a-z][a-z\d+.-]*:/i.test(text) && rest !== "")) &&
    !/^\/\/([?#]|$)/.test(rest) &&
    new RegExp(
      String.raw`^(//\[[\da-f:.]+\](?=[:/?#]|$))?(${legal})*(\?(${legal}|[[\]?])*)?(#(${legal}|[[\]?])*)?$`,
      "i",
    ).test(rest)
  );
}

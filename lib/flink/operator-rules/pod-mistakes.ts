import { HighAvailabilityOptions } from "../options/cluster";
import { CheckpointingOptions } from "../options/job";
import type { Deployment, ProcessSpec } from "./deployment";
import { type MistakeCheck, single } from "./mistake";
import {
  containersOf,
  ELSEWHERE,
  environmentVariable,
  MAIN_CONTAINER,
  mergesByName,
  mixedUpArray,
  podTemplateOf,
} from "./pod-templates";
import { textOf } from "./settings";
import { textAt } from "./tree";

const PLUGINS = "ENABLE_BUILT_IN_PLUGINS";
/** Flink's own way to set a variable of all containers of a process. */
const CONTAINERIZED = {
  JobManager: "containerized.master.env.",
  TaskManager: "containerized.taskmanager.env.",
} as const;

/** The plugins that serve a scheme, by the middle of their file names. `native` is new in Flink 2.3. */
const PLUGINS_OF_SCHEME: Readonly<Record<string, readonly string[]>> = {
  s3: ["presto", "hadoop", "native"],
  s3p: ["presto"],
  s3a: ["hadoop", "native"],
};

/** What is wrong with the pod templates. */
export const POD_MISTAKES: readonly MistakeCheck[] = [
  {
    code: "MainContainerMissing",
    kind: "deployed although wrong",
    find: (deployment) =>
      processes(deployment).flatMap((process) => {
        const names = containersOf(podTemplateOf(deployment, process)).map((container) => textAt(container, "name"));
        return names.length === 0 || names.includes(MAIN_CONTAINER)
          ? []
          : [
              {
                message: `the pod template of the ${process.role} names its containers ${names.join(", ")}, and Flink adds one of its own, ${MAIN_CONTAINER}, without their settings`,
                wayOut: `call Flink's container ${MAIN_CONTAINER}; where only side containers are meant, add it with nothing but its name`,
              },
            ];
      }),
  },
  single("PodTemplatesMergedByPosition", "deployed although wrong", (deployment) => {
    if (mergesByName(deployment)) {
      return undefined;
    }
    for (const { field, podTemplate } of processes(deployment)) {
      const mixed = mixedUpArray(deployment.podTemplate, podTemplate);
      if (mixed !== undefined) {
        return [
          `${mixed} of spec.podTemplate and of ${field}.podTemplate are merged by position, which joins elements of different names`,
          "set kubernetes.operator.pod-template.merge-arrays-by-name to true",
        ];
      }
    }
    return undefined;
  }),
  {
    code: "S3PluginMissing",
    kind: "deployed although wrong",
    find: (deployment) =>
      deployment.imageBringsPlugins
        ? []
        : processes(deployment).flatMap((process) => missingPlugins(deployment, process)),
  },
  {
    code: "S3PluginOfOtherRelease",
    kind: "deployed although wrong",
    find: (deployment) =>
      processes(deployment).flatMap((process) =>
        (pluginsOf(deployment, process) ?? [])
          .filter((jar) => deployment.flinkVersion !== undefined && !isOfVersion(jar, deployment.flinkVersion))
          .map((jar) => ({
            message: `${PLUGINS} of the ${process.role} names ${jar}, which an image of ${deployment.flinkVersion} does not have, and the container exits`,
            wayOut: "name the jar with the exact release of the image",
          })),
      ),
  },
];

function processes({ jobManager, taskManager }: Deployment): readonly ProcessSpec[] {
  return [jobManager, taskManager];
}

function missingPlugins(deployment: Deployment, process: ProcessSpec): ReturnType<MistakeCheck["find"]> {
  const jars = pluginsOf(deployment, process);
  if (jars === undefined) {
    return [];
  }
  return s3Locations(deployment).flatMap(([setting, scheme, uri]) => {
    const wanted = PLUGINS_OF_SCHEME[scheme] ?? [];
    return wanted.some((plugin) => jars.some((jar) => jar.startsWith(`flink-s3-fs-${plugin}-`)))
      ? []
      : [
          {
            message: `${setting} is ${uri}, and ${PLUGINS} of the ${process.role} enables no plugin for ${scheme}://`,
            wayOut: `set it to flink-s3-fs-${wanted[0]}-<release>.jar in ${MAIN_CONTAINER}, or say that the image brings the plugin`,
          },
        ];
  });
}

/** What a process reads or writes by S3: setting, scheme and URI. */
function s3Locations({ settings, job }: Deployment): readonly (readonly [string, string, string])[] {
  const options = [
    CheckpointingOptions.DIRECTORY,
    CheckpointingOptions.SAVEPOINT_DIRECTORY,
    HighAvailabilityOptions.STORAGE_DIRECTORY,
  ];
  return [
    ...options.map((option) => [option.key, textOf(settings, option)] as const),
    ["spec.job.initialSavepointPath", job?.initialSavepointPath] as const,
  ].flatMap(([setting, uri = ""]) => {
    const scheme = /^(s3[ap]?):\/\//i.exec(uri)?.[1]?.toLowerCase();
    return scheme === undefined ? [] : [[setting, scheme, uri] as const];
  });
}

/** The jars a process enables; `undefined` where they come from elsewhere and cannot be known. */
function pluginsOf(deployment: Deployment, process: ProcessSpec): readonly string[] | undefined {
  const inTemplate = environmentVariable(podTemplateOf(deployment, process), PLUGINS);
  const value = inTemplate ?? deployment.settings[`${CONTAINERIZED[process.role]}${PLUGINS}`] ?? "";
  return value === ELSEWHERE ? undefined : value.split(";").filter((jar) => jar !== "");
}

/** Whether a jar such as `flink-s3-fs-presto-2.2.1.jar` is of the line `v2_2`; other names tell nothing. */
function isOfVersion(jar: string, flinkVersion: string): boolean {
  const [, line] = /-(\d+\.\d+)(?:\.\d+)?\.jar$/.exec(jar) ?? [];
  return line === undefined || `v${line.replace(".", "_")}` === flinkVersion;
}

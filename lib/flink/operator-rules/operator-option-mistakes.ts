import { OperatorOptions } from "../options/cluster";
import { textOption } from "../options/flink-option";
import { TaskManagerOptions } from "../options/process";
import { AUTOSCALER_ENABLED, UTILIZATION_TARGET } from "./autoscaler";
import { HEALTH_CHECK, RECOVERY, ROLLBACK } from "./configuration";
import { type MistakeCheck, single } from "./mistake";
import { isOn, textOf } from "./settings";

const START_UP_PROBE = textOption("kubernetes.operator.jm-deployment.startup.probe.enabled");
/** Read whenever the operator makes a configuration of the spec, which it also does to delete the resource. */
const ALWAYS_READ = [
  OperatorOptions.MERGE_POD_TEMPLATES_BY_NAME,
  OperatorOptions.SAVEPOINT_ON_DELETION,
  START_UP_PROBE,
];
/** Read by its validator, which throws instead of rejecting. */
const READ_BY_VALIDATOR = [ROLLBACK, HEALTH_CHECK, RECOVERY, AUTOSCALER_ENABLED];

const isSwitch = (text: string | undefined) => text === undefined || /^(true|false)$/i.test(text);

/** Values that only the operator reads, and throws on. */
export const OPERATOR_OPTION_MISTAKES: readonly MistakeCheck[] = [
  {
    code: "UndeletableSwitch",
    kind: "cannot be deleted",
    find: ({ settings }) =>
      ALWAYS_READ.filter((option) => !isSwitch(textOf(settings, option))).map((option) => ({
        message: `${option.key} is ${JSON.stringify(textOf(settings, option))}, on which the operator throws, to delete the resource too`,
        wayOut: "write true or false",
      })),
  },
  single("UndeletableImagePullPolicy", "cannot be deleted", ({ imagePullPolicy = "" }) =>
    /^(\s*|Always|IfNotPresent|Never)$/.test(imagePullPolicy)
      ? undefined
      : [
          `spec.imagePullPolicy is ${JSON.stringify(imagePullPolicy)}, on which the operator throws, to delete the resource too`,
          "write Always, IfNotPresent or Never, in this case",
        ],
  ),
  single("UndeletableSlots", "cannot be deleted", ({ settings, job, mode, taskManager: { replicas } }) => {
    const slots = textOf(settings, TaskManagerOptions.NUMBER_OF_TASK_SLOTS) ?? "1";
    const isDivisor = mode === "standalone" && replicas === undefined;
    const throws = !/^[+-]?\d+$/.test(slots) || (isDivisor && Number(slots) === 0);
    return job !== undefined && (isDivisor || replicas !== undefined) && throws
      ? [
          `${TaskManagerOptions.NUMBER_OF_TASK_SLOTS.key} is ${JSON.stringify(slots)}, from which the operator computes TaskManagers or parallelism, and throws, to delete the resource too`,
          "set a whole number, 1 or more",
        ]
      : undefined;
  }),
  {
    code: "OperatorOptionMalformed",
    kind: "fails for ever",
    find: ({ settings }) => {
      const target = isOn(settings, AUTOSCALER_ENABLED) ? textOf(settings, UTILIZATION_TARGET) : undefined;
      return [
        ...READ_BY_VALIDATOR.filter((option) => !isSwitch(textOf(settings, option))).map((option) => ({
          message: `${option.key} is ${JSON.stringify(textOf(settings, option))}, on which the operator's validator throws`,
          wayOut: "write true or false",
        })),
        ...(target !== undefined && Number.isNaN(Number(target))
          ? [
              {
                message: `${UTILIZATION_TARGET.key} is ${JSON.stringify(target)}, on which the operator's validator throws`,
                wayOut: "set a number from 0 to 1",
              },
            ]
          : []),
      ];
    },
  },
];

import type { ResolvedEnvironment } from "../../environment/check-environment";
import { MemorySize } from "../../units/memory-size";
import { checkpointPlugin, nodeVolume, type Volume, type VolumeMount } from "./pod";

/** Where the official image has Flink. */
export const FLINK_HOME = "/opt/flink";

/** Flink's rolling file, kept five times at 50 MB, and the one that is written. */
const LOG_VOLUME_SIZE = MemorySize.mebibytes(512);
/** Java's own files, and the start scripts' process id; everything large is on the local volume. */
const TEMPORARY_VOLUME_SIZE = MemorySize.mebibytes(512);
/** A link to a JAR of the image. */
const PLUGIN_VOLUME_SIZE = MemorySize.mebibytes(1);

/** All of them together. */
export const WRITABLE_VOLUMES_SIZE = MemorySize.sum([LOG_VOLUME_SIZE, TEMPORARY_VOLUME_SIZE, PLUGIN_VOLUME_SIZE]);

/** What Flink writes outside of its local volume, on a root file system that is read-only. */
export const WRITABLE_VOLUMES: readonly Volume[] = [
  nodeVolume("log", LOG_VOLUME_SIZE),
  nodeVolume("tmp", TEMPORARY_VOLUME_SIZE),
  nodeVolume("plugin", PLUGIN_VOLUME_SIZE),
];

/** Where Flink's container has {@link WRITABLE_VOLUMES}. */
export function writableMounts({ flink }: ResolvedEnvironment): readonly VolumeMount[] {
  const plugin = checkpointPlugin(flink).replace(/\.jar$/, "");
  return [
    { name: "log", mountPath: `${FLINK_HOME}/log` },
    { name: "tmp", mountPath: "/tmp" },
    // The one folder the entry point makes a link in; the image's other plugins stay where they are.
    { name: "plugin", mountPath: `${FLINK_HOME}/plugins/${plugin}` },
  ];
}

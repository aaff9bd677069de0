/**
 * Seconds between SIGTERM and SIGKILL for a pod of Flink.
 *
 * A JobManager that is told to leave gives its leadership back, a TaskManager says goodbye to its JobManager, which
 * then restarts the job at once instead of at the second heartbeat in vain. Flink allows itself five seconds for it and
 * then stops itself (`JvmShutdownSafeguard`, in every release since 1.20); state is safe in the last checkpoint. Twice as
 * long covers a busy node. Kubernetes' 30 s would only hold up the replacement of a process that hangs, which a
 * StatefulSet does not start before the old pod is gone.
 */
export const TERMINATION_GRACE_SECONDS = 10;

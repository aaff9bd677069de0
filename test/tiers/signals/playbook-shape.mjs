/** What the playbook sets, on TaskManagers as large as ours. Everything it is silent about is Flink's default. */
const PLAYBOOK = { "taskmanager.memory.managed.fraction": "0.4", "taskmanager.numberOfTaskSlots": "4" };
const OURS = [
  "taskmanager.memory.managed.size",
  "taskmanager.memory.network.min",
  "taskmanager.memory.network.max",
  "taskmanager.memory.jvm-overhead.min",
  "taskmanager.memory.jvm-overhead.max",
];

/** A configuration with our memory and slots exchanged for the playbook's; every slot is used, as `flink run -p` does. */
export function playbookShape(configuration, taskManagers) {
  const ours = configuration.toMap();
  const kept = Object.entries(ours).filter(([key]) => !OURS.includes(key));
  const slots = Number(PLAYBOOK["taskmanager.numberOfTaskSlots"]);
  const map = { ...Object.fromEntries(kept), ...PLAYBOOK, "parallelism.default": String(taskManagers * slots) };
  return {
    version: configuration.version,
    toMap: () => map,
    toFile: () =>
      Object.entries(map)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
        .join(""),
  };
}

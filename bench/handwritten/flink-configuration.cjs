/* Flink's configuration of a stage, key by key. */
const FOR_ALL = {
  "blob.server.port": "6124",
  "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
  "execution.checkpointing.max-concurrent-checkpoints": "1",
  "execution.checkpointing.mode": "EXACTLY_ONCE",
  "execution.checkpointing.num-retained": "3",
  "execution.checkpointing.storage": "filesystem",
  "execution.checkpointing.tolerable-failed-checkpoints": "3",
  "jobmanager.rpc.port": "6123",
  "metrics.internal.query-service.port": "6126",
  "metrics.reporter.prom.factory.class": "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
  "metrics.reporter.prom.port": "9249",
  "process.working-dir": "/flink-local/working",
  "rest.port": "8081",
  "restart-strategy.exponential-delay.backoff-multiplier": "2",
  "restart-strategy.exponential-delay.initial-backoff": "1 s",
  "restart-strategy.exponential-delay.jitter-factor": "0.1",
  "restart-strategy.exponential-delay.max-backoff": "2 min",
  "restart-strategy.exponential-delay.reset-backoff-threshold": "10 min",
  "restart-strategy.type": "exponential-delay",
  "slot.request.timeout": "10 min",
  "taskmanager.data.port": "6121",
  "taskmanager.load-balance.mode": "SLOTS",
  "taskmanager.rpc.port": "6122",
  "web.submit.enable": "false",
};

const FOR_OPERATOR = {
  "kubernetes.operator.job.savepoint-on-deletion": "true",
  "kubernetes.operator.pod-template.merge-arrays-by-name": "true",
};

/** What the operator's chart sets for Java 17. */
const JAVA_MODULES = [
  "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
  "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
  "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
  "--add-opens=java.base/java.lang=ALL-UNNAMED",
  "--add-opens=java.base/java.net=ALL-UNNAMED",
  "--add-opens=java.base/java.io=ALL-UNNAMED",
  "--add-opens=java.base/java.nio=ALL-UNNAMED",
  "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
  "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
  "--add-opens=java.base/java.text=ALL-UNNAMED",
  "--add-opens=java.base/java.time=ALL-UNNAMED",
  "--add-opens=java.base/java.util=ALL-UNNAMED",
  "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
  "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
  "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
];

const FOR_STANDALONE = {
  "env.java.default-opts.all": JAVA_MODULES.join(" "),
  "execution.shutdown-on-application-finish": "false",
  "job-result-store.delete-on-commit": "false",
  "jobmanager.memory.process.size": "1792m",
  "web.cancel.enable": "false",
};

const STATELESS = {
  "execution.checkpointing.incremental": "false",
  "execution.checkpointing.interval": "1 min",
  "execution.checkpointing.min-pause": "30 s",
  "pipeline.max-parallelism": "720",
  "state.backend.type": "hashmap",
};

const UNALIGNED = {
  "execution.checkpointing.aligned-checkpoint-timeout": "30 s",
  "execution.checkpointing.unaligned.enabled": "true",
};

const OF_STAGE = {
  normalize: { ...STATELESS, "pipeline.global-job-parameters": "stage:normalize" },
  enrich: {
    ...STATELESS,
    ...UNALIGNED,
    "pipeline.global-job-parameters": "async-capacity:100,async-timeout:2 s,stage:enrich",
  },
  correlate: {
    ...UNALIGNED,
    "execution.checkpointing.incremental": "true",
    "execution.checkpointing.interval": "3 min",
    "execution.checkpointing.local-backup.enabled": "true",
    "execution.checkpointing.min-pause": "90 s",
    "execution.state-recovery.from-local": "true",
    "pipeline.global-job-parameters": "allowed-lateness:0 ms,stage:correlate,state-ttl:2 h",
    "pipeline.max-parallelism": "20160",
    "state.backend.rocksdb.memory.partitioned-index-filters": "true",
    "state.backend.rocksdb.predefined-options": "FLASH_SSD_OPTIMIZED",
    "state.backend.rocksdb.thread.num": "4",
    "state.backend.type": "rocksdb",
  },
};

function flinkConfiguration(environment, stage) {
  return {
    ...FOR_ALL,
    ...ofRuntime(environment, stage),
    ...OF_STAGE[stage],
    ...locations(environment, stage),
    ...memory(environment.stages[stage]),
    ...s3Server(environment),
  };
}

/** The operator sets by itself what it reads elsewhere in its resource. */
function ofRuntime({ name, runtime, stages }, stage) {
  if (runtime === "operator") {
    return FOR_OPERATOR;
  }
  const { parallelism, memory: process } = stages[stage];
  return {
    ...FOR_STANDALONE,
    "high-availability.cluster-id": `sentra-${stage}`,
    "kubernetes.cluster-id": `sentra-${stage}`,
    "kubernetes.namespace": `sentra-${name}`,
    "parallelism.default": String(parallelism),
    "taskmanager.memory.process.size": process,
  };
}

function locations({ name, highAvailability, stages }, stage) {
  const bucket = `s3p://sentra-flink-${name}`;
  return {
    "execution.checkpointing.dir": `${bucket}/checkpoints/${stage}`,
    "execution.checkpointing.savepoint-dir": `${bucket}/savepoints/${stage}`,
    "execution.checkpointing.timeout": stages[stage].checkpointTimeout ?? "10 min",
    ...(highAvailability && {
      "high-availability.storageDir": `${bucket}/ha/${stage}`,
      "high-availability.type": "kubernetes",
    }),
  };
}

function memory({ slots, managed = "0b", network = "64m", overhead }) {
  return {
    "taskmanager.memory.managed.size": managed,
    "taskmanager.memory.network.max": network,
    "taskmanager.memory.network.min": network,
    "taskmanager.numberOfTaskSlots": String(slots),
    ...(overhead && {
      "taskmanager.memory.jvm-overhead.max": overhead,
      "taskmanager.memory.jvm-overhead.min": overhead,
    }),
  };
}

function s3Server({ s3Server: server }) {
  return server ? { "s3.endpoint": server.endpoint, "s3.path.style.access": "true" } : {};
}

module.exports = { flinkConfiguration };

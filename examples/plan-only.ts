import { Duration, kafka, MemorySize, planPlatform, Rate, sliding, tumbling, windowed, workload } from "cdktf-flink";
import { local } from "../stacks/environments/local";

// Planning needs no Terraform: these are values and pure functions. What if state per key were ten times as large?
const job = {
  image: "registry.example/orders:3.1.0",
  jarUri: "local:///opt/flink/usrlib/orders.jar",
  entryClass: "com.example.Orders",
};
const input = kafka({
  topic: "orders",
  partitions: 96,
  records: Rate.perSecond(40_000),
  recordSize: MemorySize.kibibytes(3),
});

for (const statePerKey of [MemorySize.kibibytes(4), MemorySize.kibibytes(40)]) {
  const correlate = windowed("correlate", {
    input,
    keys: 2_000_000,
    windows: [tumbling(Duration.minutes(10)), sliding(Duration.hours(1), Duration.minutes(10))],
    statePerKey,
    pins: { maxParallelism: 2520 },
  });
  const plan = planPlatform(workload("orders", job, [correlate]), { ...local, loadFactor: 1 });
  for (const { name, taskManagers, state, reasons } of plan.stages) {
    console.log(`${name}: ${taskManagers.replicas} TaskManagers of ${taskManagers.memory.process}`);
    console.log(`  parallelism: ${reasons.parallelism.message}`);
    console.log(`  state: ${reasons.state?.message}; RocksDB has ${state?.managedPerSlot} per slot`);
  }
}

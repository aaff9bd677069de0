import { differences } from "../compare.mjs";
import { renderedStages } from "../rendered-stages.mjs";
import { ask } from "./asking.mjs";
import { compiled } from "./java.mjs";

const { ROCKSDB_ARITHMETIC_FLOOR, rocksDbSplit: ourSplit } = compiled("lib/sizing/rocksdb");
const { MemorySize } = compiled("lib/units/memory-size");
const DRAWN = 400;

/** Flink splits a slot's managed memory as planned, and stops warning of RocksDB at our floor, not a byte earlier. */
export function rocksDbSplit(release, { random, alter }) {
  const planned = renderedStages(release).flatMap(({ stage }) => (stage.state === undefined ? [] : [stage.state]));
  const drawn = Array.from({ length: DRAWN }, () => MemorySize.bytes(random.between(1, 2 ** random.between(20, 36))));
  const floor = ROCKSDB_ARITHMETIC_FLOOR;
  const sizes = [floor, floor.minus(MemorySize.bytes(1)), ...drawn];
  const states = [...planned, ...sizes.map((size) => ({ managedPerSlot: size, ...ourSplit(size) }))];
  const answers = ask(
    release,
    states.map(({ managedPerSlot }) => ["rocksDb", { managed: managedPerSlot.inBytes }]),
  );
  const found = states.flatMap((state, index) => {
    const lines = differences(alter(split(state, floor)), answers[index]);
    return lines.length === 0
      ? []
      : [`RocksDB with ${state.managedPerSlot.inBytes} bytes\n    ${lines.join("\n    ")}`];
  });
  return { summary: `${planned.length} planned and ${sizes.length} other RocksDB splits`, found };
}

function split({ managedPerSlot, blockCache, writeBuffers }, floor) {
  return {
    blockCache: String(blockCache.inBytes),
    writeBuffers: String(writeBuffers.inBytes),
    arenaFits: String(!floor.isGreaterThan(managedPerSlot)),
  };
}

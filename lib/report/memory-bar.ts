import type { TaskManagerMemory } from "../sizing/memory/task-manager-memory";

/** The four shares a person looks at, each with its glyph. */
export const MEMORY_SHARES = [
  ["heap", "█"],
  ["managed", "▓"],
  ["network", "▒"],
  ["overhead", "░"],
] as const;

type Share = (typeof MEMORY_SHARES)[number][0];

/** Heap, managed and network memory, and as overhead everything else the container holds; in bytes. */
export function memoryShares(memory: TaskManagerMemory): Readonly<Record<Share, number>> {
  const heap = memory.frameworkHeap.inBytes + memory.taskHeap.inBytes;
  const managed = memory.managed.inBytes;
  const network = memory.network.inBytes;
  return { heap, managed, network, overhead: memory.process.inBytes - heap - managed - network };
}

/** A bar of `width` cells in proportion, with at least one cell for every share that is not zero. */
export function memoryBar(memory: TaskManagerMemory, width: number): string {
  const shares = memoryShares(memory);
  const cells = MEMORY_SHARES.map(([share, glyph]) => ({
    glyph,
    count: shares[share] === 0 ? 0 : Math.max(1, Math.round((shares[share] / memory.process.inBytes) * width)),
  }));
  const widest = cells.reduce((a, b) => (b.count > a.count ? b : a));
  widest.count += width - cells.reduce((sum, { count }) => sum + count, 0);
  return cells.map(({ glyph, count }) => glyph.repeat(count)).join("");
}

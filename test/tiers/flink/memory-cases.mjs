const KIB = 1024;
const MIB = KIB * 1024;
const GIB = MIB * 1024;
const UNITS = [
  ...["", "b", "bytes"].map((unit) => [unit, 1]),
  ...["k", "kb", "kibibytes"].map((unit) => [unit, KIB]),
  ...["m", "mb", "mebibytes"].map((unit) => [unit, MIB]),
  ...["g", "gb", "gibibytes"].map((unit) => [unit, GIB]),
];
const NO_SIZES = ["1.5g", "16Gi", "-1m", "m", "", "1 000m", "0x10m", "1g1m"];
/** The last three become 1 as 32-bit floats, which Flink refuses. */
const ODD_FRACTIONS = ["0", ".5", "1e-3", "4E-1", "0.9999999", "-0.1", "0,1", "", "1", "0.99999999", "0.999999999"];

/** A TaskManager's or a JobManager's settings, legal or not. Bounds and totals are met often, and missed by one byte. */
export function memoryCase(random) {
  const draft = new Draft(random);
  const what = random.chance(0.7) ? "taskManager" : "jobManager";
  if (what === "taskManager") {
    draftTaskManager(random, draft);
  } else {
    draftJobManager(random, draft);
  }
  return { what, settings: draft.settings };
}

function draftTaskManager(random, draft) {
  const memory = (name) => `taskmanager.memory.${name}`;
  const fixed =
    draft.maybe(memory("framework.heap.size"), 128 * MIB) +
    draft.maybe(memory("framework.off-heap.size"), 128 * MIB) +
    draft.maybe(memory("task.off-heap.size"), 0);
  const network = draft.bounds({ min: 64 * MIB, max: 2 * GIB }, (bound) =>
    random.chance(0.2) ? `taskmanager.network.memory.${bound}` : memory(`network.${bound}`),
  );
  if (random.chance(0.2)) {
    draft.settings[memory("managed.fraction")] = fraction(random);
  }
  const taskHeap = size(random);
  const managed = size(random);
  const flink = draft.near(fixed + taskHeap + managed + network);
  draft.some({ [memory("task.heap.size")]: taskHeap, [memory("managed.size")]: managed });
  draftProcess(draft, memory, flink);
  draft.rarely("taskmanager.memory.size", ["512m", "0", "many"]);
  draft.rarely("taskmanager.network.memory.max", ["1g", "64m", "many"]);
  draft.rarely("taskmanager.network.numberOfBuffers", ["2048", "1", "100000", "0", "-1", "1.5", "many"]);
  draft.rarely(memory("segment-size"), ["32kb", "64k", "4096", "16384 b", "1000", "128b", "0"]);
  draft.rarely("taskmanager.cpu.cores", ["1", "0.5", "2.25", "0", "-1", "two"]);
  draft.rarely("taskmanager.numberOfTaskSlots", ["1", "8", "0", "-1", "1.5", "two"]);
}

function draftJobManager(random, draft) {
  const memory = (name) => `jobmanager.memory.${name}`;
  const heap = size(random);
  const offHeap = draft.maybe(memory("off-heap.size"), 128 * MIB);
  draft.some({ [memory("heap.size")]: heap });
  draftProcess(draft, memory, draft.near(heap + offHeap));
  draft.rarely(memory("enable-jvm-direct-memory-limit"), ["true", "TRUE", "false", "yes", ""]);
}

/** What both processes have around Flink's own memory. */
function draftProcess(draft, memory, flink) {
  const metaspace = draft.maybe(memory("jvm-metaspace.size"), 256 * MIB);
  const overhead = draft.bounds({ min: 192 * MIB, max: GIB }, (bound) => memory(`jvm-overhead.${bound}`));
  draft.some({
    [memory("flink.size")]: flink,
    [memory("process.size")]: draft.near(flink + metaspace + overhead),
  });
}

class Draft {
  #random;

  constructor(random) {
    this.#random = random;
    this.settings = {};
  }
  /** A part that is set or left at its default; the size it then has. */
  maybe(key, otherwise) {
    if (this.#random.chance(0.7)) {
      return otherwise;
    }
    const bytes = this.#random.chance(0.5) ? size(this.#random) : this.#random.between(0, 512) * MIB;
    this.#put(key, bytes);
    return bytes;
  }
  /** Either of the sizes, both, or none: which of them are set is what decides Flink's way through. */
  some(sizes) {
    for (const [key, bytes] of Object.entries(sizes)) {
      if (this.#random.chance(0.5)) {
        this.#put(key, bytes);
      }
    }
  }
  rarely(key, values) {
    if (this.#random.chance(0.06)) {
      this.settings[key] = this.#random.pick(values);
    }
  }
  /** A bounded fraction, in part or whole; a size that meets the bounds, or just fails to. */
  bounds({ min, max }, key) {
    const random = this.#random;
    const bounds = { min, max };
    if (random.chance(0.3)) {
      bounds.min = random.pick([0, random.between(0, 1024) * MIB]);
      this.#put(key("min"), bounds.min);
    }
    if (random.chance(0.3)) {
      bounds.max = random.chance(0.4) ? bounds.min : random.between(0, 4096) * MIB;
      this.#put(key("max"), bounds.max);
    }
    if (random.chance(0.3)) {
      this.settings[key("fraction")] = fraction(random);
    }
    return this.near(random.pick([bounds.min, bounds.max, Math.floor((bounds.min + bounds.max) / 2)]));
  }
  near(bytes) {
    return Math.max(0, bytes + (this.#random.chance(0.15) ? this.#random.pick([-1, 1, -MIB, MIB, GIB]) : 0));
  }
  #put(key, bytes) {
    this.settings[key] = this.#random.chance(0.01) ? this.#random.pick(NO_SIZES) : spelled(this.#random, bytes);
  }
}

/** Zero, or anything up to 64 GiB with every order of magnitude equally likely from 1 MiB on; often no round number. */
function size(random) {
  if (random.chance(0.1)) {
    return 0;
  }
  const bytes = MIB * 2 ** (random.next() * 16);
  const step = random.pick([1, 1, KIB, MIB, 256 * MIB]);
  return Math.ceil(bytes / step) * step;
}

function spelled(random, bytes) {
  const [unit, factor] = random.pick(UNITS.filter(([, each]) => bytes % each === 0));
  const text = `${bytes / factor}${random.chance(0.1) ? " " : ""}${unit}`;
  return random.chance(0.1) ? text.toUpperCase() : text;
}

function fraction(random) {
  if (random.chance(0.15)) {
    return random.pick(ODD_FRACTIONS);
  }
  return random.next().toFixed(random.between(1, 12));
}

import { differences } from "./compare.mjs";
import {
  FlinkVersion,
  InvalidInputError,
  JobManagerOptions,
  jobManagerJvmFlags,
  jobManagerMemoryOf,
  read,
  taskManagerJvmFlags,
  taskManagerMemoryOf,
} from "./library.mjs";
import { memoryCase } from "./memory-cases.mjs";

/** Our arithmetic gives every component, every JVM flag and every refusal of Flink's, to the byte. */
export async function memory(flink, { random, cases, alter }) {
  const version = FlinkVersion.of(flink.release);
  const drawn = Array.from({ length: cases }, () => memoryCase(random));
  const answers = await flink.ask(drawn.map(({ what, settings }) => [what, settings]));
  const found = drawn.flatMap(({ what, settings }, index) => {
    const ours = computed(what, settings, version);
    const flinks = answers[index];
    if (("rejected" in ours && "rejected" in flinks) || isBeyondUs(ours, flinks)) {
      return [];
    }
    const lines = differences(alter(ours), flinks);
    return lines.length === 0 ? [] : [`${what} ${JSON.stringify(settings)}\n    ${lines.join("\n    ")}`];
  });
  const rejected = answers.filter((answer) => "rejected" in answer).length;
  if (Math.min(rejected, cases - rejected) < cases / 10) {
    found.push(
      `the generator lost its balance: ${rejected} of ${cases} rejected; nine in ten of one kind prove little`,
    );
  }
  return { summary: `${cases} cases, ${cases - rejected} accepted, ${rejected} rejected`, found };
}

function computed(what, settings, version) {
  try {
    return what === "taskManager" ? taskManager(settings, version) : jobManager(settings);
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return { rejected: error.message };
    }
    return { failed: error.stack };
  }
}

/** Above 2^53 bytes JavaScript is not exact, so we refuse what Flink would start as a process of 8 PiB. */
function isBeyondUs({ rejected = "" }, flinks) {
  return rejected.endsWith("[AmountUnsafe]") && Number(flinks.process) > Number.MAX_SAFE_INTEGER;
}

function taskManager(settings, version) {
  const memory = taskManagerMemoryOf(settings, version);
  return { ...inBytes(memory), jvm: taskManagerJvmFlags(memory) };
}

function jobManager(settings) {
  const memory = jobManagerMemoryOf(settings);
  return { ...inBytes(memory), jvm: jobManagerJvmFlags(memory, read(settings, JobManagerOptions.DIRECT_MEMORY_LIMIT)) };
}

function inBytes(memory) {
  return Object.fromEntries(Object.entries(memory).map(([name, size]) => [name, String(size.inBytes)]));
}

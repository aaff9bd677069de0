import { describe, expect, test } from "vitest";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { FlinkConfiguration } from "../../lib/flink/flink-configuration";
import { jobManagerMemoryOf, taskManagerMemoryOf } from "../../lib/flink/memory-from-configuration";

/* What differential runs against Flink's own classes found; the real tier repeats them at random. */

const V1_20 = FlinkVersion.of("1.20");
const V2_2 = FlinkVersion.of("2.2");
const PROCESS = { "taskmanager.memory.process.size": "4g" };
const taskManager = (settings: Record<string, string>, version = V2_2) =>
  taskManagerMemoryOf({ ...PROCESS, ...settings }, version);

describe("memory from settings", () => {
  test("reads the oldest spelling of managed memory", () => {
    expect(taskManager({ "taskmanager.memory.size": "1g" }).managed.inBytes).toBe(1024 ** 3);
  });

  test("checks a fraction even where only its bounds are used", () => {
    const sizes = { "taskmanager.memory.flink.size": "2762530621b", "taskmanager.memory.process.size": "3668500285b" };
    expect(() => taskManager({ ...sizes, "taskmanager.memory.jvm-overhead.fraction": "1" })).toThrow(
      "[MemoryInconsistent]",
    );
  });

  test("clamps what no number holds exactly", () => {
    const { jvmOverhead } = jobManagerMemoryOf({
      "jobmanager.memory.heap.size": "4608mb",
      "jobmanager.memory.jvm-overhead.fraction": "0.9999999",
    });
    expect(jvmOverhead.inGibibytes).toBe(1);
  });

  test("does not look at what Flink does not read", () => {
    expect(() =>
      taskManager({ "taskmanager.memory.managed.size": "1g", "taskmanager.memory.managed.fraction": "x" }),
    ).not.toThrow();
    expect(() => taskManager({ "taskmanager.network.numberOfBuffers": "x" })).not.toThrow();
  });

  test.each([
    ["taskmanager.numberOfTaskSlots", "0"],
    ["taskmanager.numberOfTaskSlots", "1.5"],
    ["taskmanager.numberOfTaskSlots", "two"],
    ["taskmanager.cpu.cores", "0"],
    ["taskmanager.memory.managed.fraction", "0x0"],
  ])("refuses %s: %s, as Flink does", (key, value) => {
    expect(() => taskManager({ [key]: value })).toThrow();
  });

  test.each(["1000", "128"])("refuses a segment of %s bytes where 1.20 counts buffers", (size) => {
    expect(() =>
      taskManager({ "taskmanager.network.numberOfBuffers": "10", "taskmanager.memory.segment-size": size }, V1_20),
    ).toThrow("must be a power of two of at least 4 KiB");
  });
});

describe("files", () => {
  const holding = (value: string, version = V2_2) =>
    FlinkConfiguration.empty(version).withUserSettings({ "my.key": value }, {});

  test.each(["\u007f", "a\u0085b".replace("\u0085", "\u0080"), "\ufffe", "\ud800", "\u2028a"])(
    "refuse what no YAML reader takes: %j",
    (value) => {
      expect(() => holding(value).toFile()).toThrow("[FlinkValueNotRepresentable]");
    },
  );

  test("quote a value of line ends alone", () => {
    expect(holding("\n").toFile()).toBe('my:\n  key: "\\n"\n');
  });

  test("lose no control character to Java's trim", () => {
    expect(() => holding("\u0001a", V1_20).toFile()).toThrow("[FlinkValueNotRepresentable]");
    expect(holding("a\u00a0", V1_20).toFile()).toBe("my.key: a\u00a0\n");
  });

  test("write no key into a prototype", () => {
    FlinkConfiguration.empty(V2_2).withUserSettings({ "__proto__.polluted": "yes" }, {}).toFile();
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

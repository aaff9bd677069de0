import { describe, expect, test } from "vitest";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { readConfiguration } from "../../lib/flink/advisor/configuration-text";
import { settingsMap } from "../../lib/flink/advisor/setting";

/* Expected values come from Flink's own loader; the real tier compares random files with it. */

const read = (text: string, version: string, fileName?: string) =>
  readConfiguration(text, FlinkVersion.of(version), fileName);
const codes = (text: string, version: string) => read(text, version).misread.map(({ code, line }) => `${code} ${line}`);

describe("flink-conf.yaml, as Flink 1.20 reads it", () => {
  test.each<[string, Record<string, string>]>([
    ["a: b # comment", { a: "b" }],
    ["a: b#c", { a: "b" }],
    ['a: "quoted"', { a: '"quoted"' }],
    ["a: b: c", { a: "b: c" }],
    ["a:b", {}],
    ["a:\tb", {}],
    ["nested:\n  a: b", { a: "b" }],
    ["a: 1\na: 2", { a: "2" }],
    ["a : b", { a: "b" }],
    ["a: ", {}],
  ])("%j", (text, settings) => {
    expect(settingsMap(read(text, "1.20").settings)).toEqual(settings);
  });

  test("says what it loses, and where", () => {
    expect(codes("a: 1\n\nb:2\nc: x#y\na: 3 # fine\n", "1.20")).toEqual([
      "LineIgnored 3",
      "ValueCut 4",
      "DuplicateKey 5",
    ]);
  });
});

describe("config.yaml, as Flink 2 reads it", () => {
  test.each<[string, Record<string, string>]>([
    ["a:\n  b: 1\n  c.d: true", { "a.b": "1", "a.c.d": "true" }],
    ["a: 0.10", { a: "0.1" }],
    ["a: 1e7", { a: "1.0E7" }],
    ["a: 1.5e-4", { a: "1.5E-4" }],
    ["a: 0x1F", { a: "31" }],
    ["a: 0o17", { a: "15" }],
    ["a: 007", { a: "7" }],
    ["a: 1_000", { a: "1_000" }],
    ["a: yes", { a: "yes" }],
    ["a: TRUE", { a: "true" }],
    ["a: .inf", { a: ".inf" }],
    ["a: 'single'", { a: "single" }],
    ["a: [1, 'b c', 1.0]", { a: "[1, b c, 1.0]" }],
    ["a:\n  - 1\n  - two", { a: "[1, two]" }],
    ["", {}],
  ])("%j", (text, settings) => {
    expect(settingsMap(read(text, "2.2").settings)).toEqual(settings);
  });

  test.each(["a: 1\na: 2", "a:\tb", "a:", "a: null", "a: [1", "just text"])("refuses the whole file: %j", (text) => {
    expect(read(text, "2.2").settings).toEqual([]);
    expect(read(text, "2.2").misread[0]?.code).toBe("FileUnreadable");
  });

  test("leaves it to chance which of two notations counts", () => {
    expect(codes("a.b: 1\na:\n  b: 2\n", "2.2")).toEqual(["DuplicateKey 3"]);
  });

  test("is read by 1.20 too, under its own name", () => {
    expect(read("a:\n  b: 1", "1.20", "conf/config.yaml").format).toBe("nested");
    expect(read("a: 1", "1.20", "conf/flink-conf.yaml").format).toBe("flat");
  });

  test("keeps the line of every setting", () => {
    expect(read("# c\na:\n  b: 1\n\n  c: 2\n", "2.2").settings.map(({ key, line }) => [key, line])).toEqual([
      ["a.b", 3],
      ["a.c", 5],
    ]);
  });
});

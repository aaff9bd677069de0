import { describe, expect, test } from "vitest";
import { isExcludedPeriod } from "../../lib/flink/operator-rules/excluded-period";
import { isQuantity, readResourceMemory } from "../../lib/flink/operator-rules/resource-memory";
import { unguardedMistakes } from "../../lib/flink/operator-rules/unguarded-mistakes";
import { operatorVerdict } from "../../lib/flink/operator-rules/verdict";
import { manifest } from "./operator-rules-manifests";

/*
 * Texts that the operator's libraries parse. What each case expects is what they answered: Flink 1.20.3, fabric8 7.3.1,
 * Quartz 2.4.0 and JDK 17, as operator 1.15 uses them.
 */

const GIBI = 1024 ** 3;

describe("memory", () => {
  test.each([
    ["4G", 4 * GIBI],
    ["4g", 4 * GIBI],
    ["4Gi", 4 * GIBI],
    ["4gi", 4 * GIBI],
    ["4 Gi", 4 * GIBI],
    ["4GiB", 4 * GIBI],
    ["2 gb", 2 * GIBI],
    ["1500M", 1500 * 1024 ** 2],
    ["4096", 4096],
    ["1e6", 1_000_000],
    ["15e5", 1_500_000],
    ["2P", 2e15],
    ["4T", 4096 * GIBI],
    ["+4g", 4e9],
    ["0", 0],
  ])("%j is %i bytes", (text, bytes) => {
    expect(readResourceMemory(text)).toMatchObject({ kind: "size", size: { inBytes: bytes } });
  });

  test.each(["1.5g", "1.5Gi", "4.0Gi", ".5Gi", "1.5e6", "1e-3", "-1g", "2E", "9e18"])("%j is refused", (text) => {
    expect(readResourceMemory(text)).toEqual({ kind: "refused" });
  });

  test.each(["", "  ", "lots", "4x", "Gi", "1,5g", "100n", "2gigabytes", "4e0Gi", "1e6i", "3Zi", "4GG"])(
    "%j cannot be read",
    (text) => {
      expect(readResourceMemory(text)).toEqual({ kind: "unreadable" });
    },
  );
});

test("storage is any Kubernetes quantity", () => {
  expect(["10Gi", "1.5Gi", "10G", "10", "1e3", "100m", "-1Gi", "1.5", "1E", "10k"].filter(isQuantity)).toHaveLength(10);
  expect(["10GB", "10gi", "", " 10Gi", "x", "10 Gi", "10K"].filter(isQuantity)).toEqual([]);
});

test("a time of day does not span midnight", () => {
  const times = ["9:30-11:00", "09:30-11:00", "9:30:15-11:00:00", "9:30:15:100-11:00:00:5", " 9:30-11:00 "];
  expect(times.filter(isExcludedPeriod)).toEqual(times);
  const none = ["11:00-9:30", "9-11", "24:00-25:00", "23:59-24:00", "9:60-10:00", "9:30-9:30", "9:30 - 11:00", "", "x"];
  expect(none.filter(isExcludedPeriod)).toEqual([]);
});

test("a Quartz expression has six fields, of which one day is open", () => {
  const valid = [
    "* * * * * ?",
    "* * 9-11 * * ?",
    "* * * ? * MON-FRI",
    "0 0 12 1 1 ? 2026-2030",
    "0 0 0 L-3 * ?",
    "0 0 0 LW * ?",
    "0 0 0 15W * ?",
    "0 0 0 ? * 6L",
    "0 0 0 ? * MON#2",
    "*/5 * * * * ?",
    "/5 * * * * ?",
    "0 0 0 ? JAN,MAR *",
    "0 0 0 ? jan-mar mon",
    "0 0 0 1-5/2 * ?",
    "0 0 22-2 * * ?",
  ];
  expect(valid.filter(isExcludedPeriod)).toEqual(valid);
  const invalid = [
    "* * * * * *",
    "* * * ? * ?",
    "0 0 12 * *",
    "0 60 0 * * ?",
    "0 0 24 * * ?",
    "0 0 0 32 * ?",
    "0 0 0 1 13 ?",
    "0 0 0 ? * 8",
    "0 0 0 ? * 0",
    "0 0 0 ? * 6#6",
    "0 0/70 * * * ?",
    "? * * * * ?",
    "0 0 0 ? FOO *",
    "0 0 0 1,L * ?",
    "0 0 0 ? * 2,6L",
    "5/ * * * * ?",
  ];
  expect(invalid.filter(isExcludedPeriod)).toEqual([]);
});

test("a period joins one time with one expression", () => {
  expect(isExcludedPeriod("9:30-11:00&&* * * ? * 2-6")).toBe(true);
  expect(isExcludedPeriod("* * * ? * 2-6 && 9:30-11:00")).toBe(true);
  expect(isExcludedPeriod("9:30-11:00&&9:30-11:00")).toBe(false);
  expect(isExcludedPeriod("9:30-11:00 && * * * ? * 2-6 && 9:30-11:00")).toBe(false);
});

describe("a jar's URI", () => {
  const throws = (jarURI: string) =>
    unguardedMistakes(manifest({ "spec.job.jarURI": jarURI })).some(({ code }) => code === "UndeletableJarUri");

  test("may be what java.net.URI takes", () => {
    const valid = [
      "local:///x.jar",
      "x.jar",
      "/x.jar",
      "s3://b/x%20",
      "https://h/x?y=[1]",
      "http://h:port/x",
      "http://ü/x",
    ];
    expect([...valid, "http:///x", "https://u@h:80/x", "foo:bar", "///x", "?", "#", "local:?x"].filter(throws)).toEqual(
      [],
    );
  });

  test.each([
    ..."local:|local://|:x|http://a b/x|s3://b/x%zz|s3://b/[x]|s3://b/x#a#b|ht tp://x|1a:b|local:///a{b}".split("|"),
    ...["http://[::1", "a\\b", "local:///a|b", "local:///x^y", " x", "file:///a`b", "//"],
  ])("cannot be %j", (uri) => {
    expect(throws(uri)).toBe(true);
  });
});

test("an ingress template is what java.net.URL takes", () => {
  const rejected = (template: string) => operatorVerdict(manifest({ "spec.ingress": { template } }))?.rule === 8;
  const valid = [
    "host",
    "",
    "/{{namespace}}/{{name}}(/|$)(.*)",
    "x:80",
    "x:",
    "[::1]:80/x",
    "a b/c",
    "u@x:80",
    "x/y:z",
  ];
  expect([...valid, "ftp://x", "x:+8"].filter(rejected)).toEqual([]);
  const invalid = ["{{name}}.x:abc", "x:-2/a", "[::1", "https://x:1:2", "[zz]/x", "x:99999999999"];
  expect(invalid.filter(rejected)).toEqual(invalid);
});

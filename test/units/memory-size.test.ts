import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemorySize } from "../../lib/units/memory-size";

const anySize = fc.maxSafeNat().map((bytes) => MemorySize.bytes(bytes));

describe("Flink's notation", () => {
  test.each([
    ["16g", 16 * 1024 ** 3],
    ["2G", 2 * 1024 ** 3],
    ["1728m", 1728 * 1024 ** 2],
    ["1728 MB", 1728 * 1024 ** 2],
    [" 4 kibibytes ", 4096],
    ["1024", 1024],
    ["7 bytes", 7],
    ["2t", 2 * 1024 ** 4],
  ])("reads %s as %i bytes", (text, bytes) => {
    expect(MemorySize.parseFlink(text).inBytes).toBe(bytes);
  });

  test.each(["16Gi", "1.5g", "0.5gb", "", "g", "-1m", "1e3", "4 gi b"])("refuses %j, as Flink does", (text) => {
    expect(() => MemorySize.parseFlink(text)).toThrow("[AmountMalformed]");
  });

  test.each([
    [MemorySize.gibibytes(4), "4g"],
    [MemorySize.mebibytes(1728), "1728m"],
    [MemorySize.bytes(536870920), "536870920b"],
    [MemorySize.tebibytes(2), "2t"],
    [MemorySize.ZERO, "0b"],
  ])("prints %s as %s", (size, text) => {
    expect(size.toFlink()).toBe(text);
  });

  test("loses nothing", () => {
    fc.assert(fc.property(anySize, (size) => MemorySize.parseFlink(size.toFlink()).equals(size)));
  });
});

describe("Kubernetes quantities", () => {
  test.each([
    ["16Gi", 16 * 1024 ** 3],
    ["2G", 2_000_000_000],
    ["1.5Gi", 1.5 * 1024 ** 3],
    ["1e6", 1_000_000],
    ["12E6", 12_000_000],
    ["128974848", 128974848],
    ["129M", 129_000_000],
    ["0.5Ki", 512],
    ["1k", 1000],
  ])("reads %s as %i bytes", (text, bytes) => {
    expect(MemorySize.parseQuantity(text).inBytes).toBe(bytes);
  });

  test.each(["16gi", "16GiB", "2 Gi", "", "Gi", "--1", "1Mii"])("refuses %j, which is none", (text) => {
    expect(() => MemorySize.parseQuantity(text)).toThrow("[AmountMalformed]");
  });

  test.each(["1500m", "0.3Ki", "1u", "1n"])("refuses %j, a fraction of a byte", (text) => {
    expect(() => MemorySize.parseQuantity(text)).toThrow("[AmountNotWhole]");
  });

  test.each([
    [MemorySize.mebibytes(4096), "4Gi"],
    [MemorySize.mebibytes(1728), "1728Mi"],
    [MemorySize.bytes(1_000_000), "1000000"],
    [MemorySize.tebibytes(2048), "2Pi"],
    [MemorySize.ZERO, "0"],
  ])("prints %s as the API server stores it, %s", (size, text) => {
    expect(size.toQuantity()).toBe(text);
  });

  test("loses nothing", () => {
    fc.assert(fc.property(anySize, (size) => MemorySize.parseQuantity(size.toQuantity()).equals(size)));
  });

  test("reads 2G differently from Flink", () => {
    expect(MemorySize.parseQuantity("2G").inBytes).not.toBe(MemorySize.parseFlink("2G").inBytes);
  });
});

describe("arithmetic", () => {
  test("refuses what has no exact whole bytes", () => {
    expect(() => MemorySize.bytes(1.5)).toThrow(
      "a memory size in bytes must be a whole number, got 1.5 [AmountNotWhole]",
    );
    expect(() => MemorySize.bytes(-1)).toThrow("must be at least 0, got -1 [AmountNegative]");
    expect(() => MemorySize.mebibytes(-1)).toThrow("a memory size must not be negative, got -1 [AmountNegative]");
    expect(() => MemorySize.bytes(2 ** 53)).toThrow("[AmountUnsafe]");
    expect(() => MemorySize.tebibytes(1e6)).toThrow("[AmountUnsafe]");
    expect(() => MemorySize.bytes(Number.NaN)).toThrow("[AmountNotWhole]");
    expect(() => MemorySize.bytes(3).minus(MemorySize.bytes(4))).toThrow("[AmountNegative]");
    expect(() => MemorySize.bytes(3).times(0.5)).toThrow("[AmountNotWhole]");
    expect(() => MemorySize.gibibytes(8_000_000).plus(MemorySize.gibibytes(8_000_000))).toThrow("[AmountUnsafe]");
  });

  test("takes factors that come out whole", () => {
    expect(MemorySize.gibibytes(1.5).inMebibytes).toBe(1536);
    expect(MemorySize.gibibytes(1).times(0.5).inMebibytes).toBe(512);
    expect(MemorySize.bytes(10).times(0.3).inBytes).toBe(3);
  });

  test("adds and subtracts back to the start", () => {
    const half = fc.nat({ max: 2 ** 52 - 1 }).map((bytes) => MemorySize.bytes(bytes));
    fc.assert(fc.property(half, half, (a, b) => a.plus(b).minus(b).equals(a)));
  });

  test("truncates a fraction like Java's BigDecimal, never upwards", () => {
    expect(MemorySize.bytes(1811939328).fraction(Math.fround(0.1)).inBytes).toBe(181193935);
    fc.assert(
      fc.property(anySize, fc.double({ min: 0, max: 1, noNaN: true }), (size, share) => {
        const part = size.fraction(share);
        return part.inBytes >= 0 && !part.isGreaterThan(size);
      }),
    );
  });

  test("rounds up to whole steps", () => {
    const step = MemorySize.mebibytes(256);
    expect(MemorySize.mebibytes(257).roundedUpTo(step).inMebibytes).toBe(512);
    expect(step.roundedUpTo(step)).toEqual(step);
  });

  test("clamps, sums and compares", () => {
    const [one, two, three] = [1, 2, 3].map((gib) => MemorySize.gibibytes(gib)) as [MemorySize, MemorySize, MemorySize];
    expect(three.clamp(one, two)).toBe(two);
    expect(one.clamp(two, undefined)).toBe(two);
    expect(MemorySize.sum([one, two]).equals(three)).toBe(true);
    expect(MemorySize.max(one, three, two)).toBe(three);
    expect(three.dividedBy(2).inMebibytes).toBe(1536);
  });
});

test("reads for people", () => {
  expect(String(MemorySize.mebibytes(1434))).toBe("1.4 GiB");
  expect(String(MemorySize.bytes(600))).toBe("600 B");
  expect(JSON.stringify({ size: MemorySize.kibibytes(1) })).toBe('{"size":1024}');
});

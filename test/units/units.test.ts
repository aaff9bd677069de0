import { Token } from "cdktf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cpu } from "../../lib/units/cpu";
import { Duration } from "../../lib/units/duration";
import { isUnresolved } from "../../lib/units/literal";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";

describe("Cpu", () => {
  test.each([
    ["3750m", 3750],
    ["4", 4000],
    ["0.5", 500],
    ["1e1", 10_000],
  ])("reads %s", (text, millis) => {
    expect(Cpu.parseQuantity(text).inMillis).toBe(millis);
  });

  test("has a spelling for Flink and one for Kubernetes", () => {
    expect(Cpu.cores(3.75).toFlink()).toBe("3.75");
    expect(Cpu.cores(3.75).toQuantity()).toBe("3750m");
    expect(Cpu.millis(4000).toQuantity()).toBe("4");
    expect(String(Cpu.cores(1))).toBe("1 core");
    expect(Cpu.cores(1).times(2).plus(Cpu.millis(500)).toJSON()).toBe(2.5);
  });

  test("refuses less than a thousandth of a core, and what is no amount", () => {
    expect(() => Cpu.cores(0.0001)).toThrow("[AmountNotWhole]");
    expect(() => Cpu.cores(-1)).toThrow("[AmountNegative]");
    expect(() => Cpu.cores(Number.POSITIVE_INFINITY)).toThrow("[AmountMalformed]");
    expect(() => Cpu.parseQuantity("4 cores")).toThrow("[AmountMalformed]");
    expect(() => Cpu.parseQuantity("1.5m")).toThrow("[AmountNotWhole]");
  });

  test("loses nothing", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        (millis) => Cpu.parseQuantity(Cpu.millis(millis).toQuantity()).inMillis === millis,
      ),
    );
  });
});

describe("Duration", () => {
  test.each([
    ["10 min", 600_000],
    ["30s", 30_000],
    ["500", 500],
    ["1 d", 86_400_000],
    ["2 hours", 7_200_000],
    ["3 Minutes", 180_000],
  ])("reads Flink's %s", (text, millis) => {
    expect(Duration.parseFlink(text).inMillis).toBe(millis);
  });

  test.each([
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["250ms", 250],
  ])("reads Go's %s", (text, millis) => {
    expect(Duration.parseGo(text).inMillis).toBe(millis);
  });

  test("refuses what is neither", () => {
    expect(() => Duration.parseFlink("1.5 min")).toThrow("[AmountMalformed]");
    expect(() => Duration.parseFlink("1 fortnight")).toThrow("[AmountMalformed]");
    expect(() => Duration.parseGo("10 min")).toThrow("[AmountMalformed]");
    expect(() => Duration.parseGo("1d")).toThrow("[AmountMalformed]");
    expect(() => Duration.millis(0.5)).toThrow("[AmountNotWhole]");
    expect(() => Duration.minutes(-1)).toThrow("[AmountNegative]");
  });

  test("prints the largest unit that loses nothing", () => {
    expect(Duration.minutes(10).toFlink()).toBe("10 min");
    expect(Duration.seconds(90).toFlink()).toBe("90 s");
    expect(Duration.ZERO.toFlink()).toBe("0 ms");
    expect(Duration.minutes(90).toGo()).toBe("1h30m");
    expect(Duration.ZERO.toGo()).toBe("0s");
  });

  test("loses nothing in either spelling", () => {
    const any = fc.nat({ max: 10 ** 12 }).map((millis) => Duration.millis(millis));
    fc.assert(fc.property(any, (duration) => Duration.parseFlink(duration.toFlink()).equals(duration)));
    fc.assert(fc.property(any, (duration) => Duration.parseGo(duration.toGo()).equals(duration)));
  });

  test("adds, multiplies and compares", () => {
    expect(Duration.minutes(1).plus(Duration.seconds(30)).times(2).equals(Duration.minutes(3))).toBe(true);
    expect(Duration.max(Duration.ZERO, Duration.days(1), Duration.hours(1)).inDaysRoundedUp).toBe(1);
  });
});

describe("Rate", () => {
  test("is the same by second, minute and day", () => {
    expect(Rate.perMinute(60).equals(Rate.perSecond(1))).toBe(true);
    expect(Rate.perDay(86_400).equals(Rate.perSecond(1))).toBe(true);
    expect(Rate.perSecond(3).times(2).isGreaterThan(Rate.perSecond(5))).toBe(true);
  });

  test("reads for people", () => {
    expect(String(Rate.perSecond(1_200_000))).toBe("1.2 M/s");
    expect(String(Rate.perSecond(850))).toBe("850/s");
    expect(String(Rate.perSecond(2e9))).toBe("2 G/s");
  });

  test("refuses what is no rate", () => {
    expect(() => Rate.perSecond(-1)).toThrow("[AmountNegative]");
    expect(() => Rate.perSecond(Number.NaN)).toThrow("[AmountMalformed]");
    expect(() => Rate.perSecond("5" as unknown as number)).toThrow("[AmountMalformed]");
  });
});

describe("tokens of Terraform", () => {
  const number = Token.asNumber({ resolve: () => 5 });
  const text = Token.asString({ resolve: () => "5g" });

  test("are recognised without cdktf", () => {
    expect(isUnresolved(number)).toBe(true);
    expect(isUnresolved(text)).toBe(true);
    expect(isUnresolved(Token.asList({ resolve: () => [] })[0])).toBe(true);
    expect(isUnresolved(5)).toBe(false);
    expect(isUnresolved("${not a token}")).toBe(false);
  });

  test.each<[string, () => unknown]>([
    ["MemorySize", () => MemorySize.gibibytes(number)],
    ["MemorySize of text", () => MemorySize.parseFlink(text)],
    ["a quantity", () => MemorySize.parseQuantity(text)],
    ["arithmetic on a token", () => MemorySize.bytes(number * 2)],
    ["a factor", () => MemorySize.gibibytes(1).times(number)],
    ["Cpu", () => Cpu.millis(number)],
    ["Cpu in cores", () => Cpu.cores(number)],
    ["Duration", () => Duration.minutes(number)],
    ["Rate", () => Rate.perSecond(number)],
  ])("are refused by %s", (_, use) => {
    expect(use).toThrow("must be a literal, got a Terraform token");
    expect(use).toThrow("[UnresolvedToken]");
  });
});

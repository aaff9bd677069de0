import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BilledTraffic } from "../../../lib/sizing/cost/billed-traffic";
import { Bandwidth } from "../../../lib/units/bandwidth";
import { MemorySize } from "../../../lib/units/memory-size";
import { Rate } from "../../../lib/units/rate";
import { kafka } from "../../../lib/workload/kafka";
import { costOf, noTraffic, planned, taskManager } from "../../support/priced";
import { statelessStage, validInput } from "../../support/valid";

describe("laws", () => {
  const traffic = fc
    .record({
      upload: fc.integer({ min: 0, max: 1e10 }),
      full: fc.integer({ min: 0, max: 1e12 }),
      puts: fc.integer({ min: 0, max: 5000 }),
      zone: fc.integer({ min: 0, max: 1e8 }),
    })
    .map(
      ({ upload, full, puts, zone }): BilledTraffic => ({
        checkpointBytesPerInterval: MemorySize.bytes(upload),
        fullSize: MemorySize.bytes(full),
        putsPerCheckpoint: puts,
        crossZone: Bandwidth.bytesPerSecond(zone),
        exchangedAcrossZones: Bandwidth.bytesPerSecond(zone / 2),
        taskManager,
      }),
    );
  const plan = planned([]);

  test("items add up to the month, and stages to no more", () => {
    fc.assert(
      fc.property(traffic, traffic, (parse, correlate) => {
        const cost = costOf(plan, { parse, enrich: noTraffic, correlate });
        const sum = (of: readonly { readonly monthly: number }[]) => of.reduce((all, { monthly }) => all + monthly, 0);
        expect(sum(cost.items)).toBeCloseTo(cost.monthly, 6);
        expect(sum(cost.stages)).toBeLessThanOrEqual(cost.monthly);
        expect(cost.items.every(({ monthly, message }) => monthly > 0 && message !== "")).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("more load is never cheaper with TaskManagers of one shape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 2_000_000 }), fc.integer({ min: 0, max: 500_000 }), (records, more) => {
        const monthly = (perSecond: number) => {
          const input = kafka({ ...validInput, records: Rate.perSecond(perSecond) });
          const pins = { slotsPerTaskManager: 4 };
          return costOf(planned([statelessStage({ input: kafka({ ...input, partitions: 1024 }), pins })]), {
            parse: noTraffic,
          }).monthly;
        };
        expect(monthly(records + more)).toBeGreaterThanOrEqual(monthly(records) - 1e-6);
      }),
      { numRuns: 25 },
    );
  });

  test("more state, more traffic is never cheaper", () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 1, max: 10 }), (moved, factor) => {
        const more: BilledTraffic = {
          ...moved,
          checkpointBytesPerInterval: moved.checkpointBytesPerInterval.times(factor),
          fullSize: moved.fullSize.times(factor),
          putsPerCheckpoint: moved.putsPerCheckpoint * factor,
          crossZone: moved.crossZone.times(factor),
          exchangedAcrossZones: moved.exchangedAcrossZones.times(factor),
        };
        expect(costOf(plan, { correlate: more }).monthly).toBeGreaterThanOrEqual(
          costOf(plan, { correlate: moved }).monthly,
        );
      }),
      { numRuns: 20 },
    );
  });
});

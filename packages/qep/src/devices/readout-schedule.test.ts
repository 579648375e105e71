import { describe, expect, it } from "vitest";
import type { Readout } from "../measurement/basis.ts";
import { scheduleVisits } from "./readout-schedule.ts";

const read = (letters: string, shots: number): Readout => ({ basis: { kind: "pauli", letters }, shots });
const TWO = [[read("Z", 8), read("X", 3)], [read("Z", 5)]];

describe("scheduleVisits", () => {
  it("visits each setting once where nothing is split", () => {
    expect(scheduleVisits(TWO, { order: "sequential", chunks: 1 })).toEqual([
      { setting: 0, chunk: 0, readouts: TWO[0] },
      { setting: 1, chunk: 0, readouts: TWO[1] },
    ]);
  });

  it("goes to and fro between settings, so that a linear drift has the same mean at each", () => {
    const visits = scheduleVisits([[read("Z", 40)], [read("Z", 40)], [read("Z", 40)]], {
      order: "interleaved",
      chunks: 4,
    });
    expect(visits.map(({ setting }) => setting)).toEqual([0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0]);
    const time = (setting: number) =>
      visits.reduce((sum, visit, t) => sum + (visit.setting === setting ? t : 0), 0);
    expect([time(0), time(1), time(2)]).toEqual([22, 22, 22]);
  });

  it("sends the single shots of different bases to different visits", () => {
    const single = [[read("X", 1), read("Y", 1), read("Z", 1)]];
    const visits = scheduleVisits(single, { order: "sequential", chunks: 3 });
    expect(visits.map(({ readouts }) => readouts.length)).toEqual([1, 1, 1]);
  });

  it("reads no more bases at one visit than a device can", () => {
    const three = [[read("X", 4), read("Y", 4), read("Z", 4)]];
    const visits = scheduleVisits(three, { order: "sequential", chunks: 2 }, { maxBases: 2 });
    expect(visits.map(({ readouts }) => readouts.map(({ shots }) => shots))).toEqual([
      [2, 2],
      [2],
      [2, 2],
      [2],
    ]);
    expect(visits.map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["sequential", 3, 2],
    ["interleaved", 4, 100],
    ["interleaved", 1, 3],
    ["sequential", 20, 1],
  ] as const)(
    "spends every shot, none of them twice, and keeps to the limit (%s, %d chunks, limit %d)",
    (order, chunks, limit) => {
      const visits = scheduleVisits(TWO, { order, chunks }, { maxShots: limit });
      for (const [setting, own] of TWO.entries()) {
        for (const { basis, shots } of own) {
          const parts = visits
            .filter((visit) => visit.setting === setting)
            .flatMap(({ readouts }) => readouts.filter((readout) => readout.basis === basis));
          expect(parts.reduce((sum, part) => sum + part.shots, 0)).toBe(shots);
          expect(Math.max(...parts.map((part) => part.shots))).toBeLessThanOrEqual(limit);
          expect(Math.min(...parts.map((part) => part.shots))).toBeGreaterThan(0);
        }
        const chunksOfSetting = visits.filter((visit) => visit.setting === setting).map(({ chunk }) => chunk);
        expect(new Set(chunksOfSetting).size).toBe(chunksOfSetting.length);
      }
    },
  );
});

import { describe, expect, test } from "vitest";
import { testLaboratory } from "../../test/support/laboratory.ts";
import { npyArray } from "../formats/npy.ts";
import { numbersOf, remembered } from "./remembered.ts";

const part = async (laboratory: Awaited<ReturnType<typeof testLaboratory>>, from: unknown, value: number) =>
  remembered(laboratory, "part", from, async () => new Map([["a", npyArray(Float64Array.of(value))]]));

describe("parts of a reproduction", () => {
  test("are computed once for the same question, also when read from the file", async () => {
    const laboratory = await testLaboratory();
    const first = await part(laboratory, { points: 3 }, 1);
    const again = await part(laboratory, { points: 3 }, 2);
    expect([...numbersOf(first, "a"), ...numbersOf(again, "a")]).toEqual([1, 1]);
    expect([first.seconds, again.seconds]).toEqual([1, 1]);
    expect([...laboratory.files.keys()].sort()).toEqual(["data/part.json", "data/part.npz"]);
  });

  test("are computed anew for another question, or where the record was not written", async () => {
    const laboratory = await testLaboratory();
    await part(laboratory, { points: 3 }, 1);
    expect([...numbersOf(await part(laboratory, { points: 4 }, 2), "a")]).toEqual([2]);
    laboratory.files.delete("data/part.json");
    expect([...numbersOf(await part(laboratory, { points: 4 }, 3), "a")]).toEqual([3]);
  });

  test("an array that is not there is named", async () => {
    const known = await part(await testLaboratory(), {}, 1);
    expect(() => numbersOf(known, "b")).toThrow('no array "b", only a');
  });
});

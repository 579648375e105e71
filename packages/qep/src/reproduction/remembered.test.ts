import { describe, expect, test } from "vitest";
import { testWorkbench } from "../../test/support/workbench.ts";
import { npyArray } from "../formats/npy.ts";
import { numbersOf, remembered } from "./remembered.ts";

const part = async (workbench: Awaited<ReturnType<typeof testWorkbench>>, from: unknown, value: number) =>
  remembered(workbench, "part", from, async () => new Map([["a", npyArray(Float64Array.of(value))]]));

describe("parts of a reproduction", () => {
  test("are computed once for the same question, also when read from the file", async () => {
    const workbench = await testWorkbench();
    const first = await part(workbench, { points: 3 }, 1);
    const again = await part(workbench, { points: 3 }, 2);
    expect([...numbersOf(first, "a"), ...numbersOf(again, "a")]).toEqual([1, 1]);
    expect([first.seconds, again.seconds]).toEqual([1, 1]);
    expect([...workbench.files.keys()].sort()).toEqual(["data/part.json", "data/part.npz"]);
  });

  test("are computed anew for another question, or where the record was not written", async () => {
    const workbench = await testWorkbench();
    await part(workbench, { points: 3 }, 1);
    expect([...numbersOf(await part(workbench, { points: 4 }, 2), "a")]).toEqual([2]);
    workbench.files.delete("data/part.json");
    expect([...numbersOf(await part(workbench, { points: 4 }, 3), "a")]).toEqual([3]);
  });

  test("an array that is not there is named", async () => {
    const known = await part(await testWorkbench(), {}, 1);
    expect(() => numbersOf(known, "b")).toThrow('no array "b", only a');
  });
});

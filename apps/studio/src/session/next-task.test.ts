import { expect, test } from "vitest";
import { inTurn } from "./next-task.ts";

test("pieces of work come in their order, each in a task of its own, whatever becomes of those before", async () => {
  const seen: string[] = [];
  // A task of the page that has waited longer than the second piece goes before it.
  const other = () => seen.push("other");
  const first = inTurn(() => {
    seen.push("first");
    setTimeout(other);
    throw new Error("of the first");
  });
  const second = inTurn(async () => {
    seen.push("second");
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push("still second");
    return 2;
  });
  const third = inTurn(() => seen.push("third"));
  expect(seen).toEqual([]);
  await expect(first).rejects.toThrow("of the first");
  expect(await second).toBe(2);
  await third;
  expect(seen).toEqual(["first", "other", "second", "still second", "third"]);
});

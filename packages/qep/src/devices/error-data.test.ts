import { expect, test } from "vitest";
import { QepError } from "../base/errors.ts";
import { describeError, restoreError } from "./error-data.ts";

const travel = (thrown: unknown) => restoreError(structuredClone(describeError(thrown)));

test("a QepError keeps class, code, message, context, stack and causes", () => {
  const error = new QepError(
    "not-converged",
    "it stopped",
    { residualNorm: 1e-3, sizes: Float64Array.of(1, 2) },
    { cause: new RangeError("too long", { cause: "a string" }) },
  );
  const there = travel(error);
  expect(there).toBeInstanceOf(QepError);
  expect(there).toMatchObject({ code: "not-converged", message: "it stopped", context: error.context });
  expect(there.stack).toBe(error.stack);
  expect(there.cause).toMatchObject({ name: "RangeError", message: "too long" });
  expect((there.cause as Error).cause).toMatchObject({ message: "a string" });
});

test("a context that cannot be copied arrives as text", () => {
  const there = travel(new QepError("invalid-argument", "no", { good: 1, bad: Symbol("s") }));
  expect((there as QepError).context).toEqual({ good: 1, bad: "Symbol(s)" });
});

test("any other error stays one, with its name", () => {
  const there = travel(new TypeError("x is not a function"));
  expect(there).not.toBeInstanceOf(QepError);
  expect(there).toMatchObject({ name: "TypeError", message: "x is not a function" });
});

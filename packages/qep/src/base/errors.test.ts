import { describe, expect, test } from "vitest";
import { type ErrorCode, isQepError, QepError } from "./errors.ts";

describe("QepError", () => {
  test("carries code, context and cause", () => {
    const cause = new Error("below");
    const error = new QepError("wrong-shape", "message", { expected: 3 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual(["QepError", "wrong-shape", "message"]);
    expect(error.context).toEqual({ expected: 3 });
    expect(error.cause).toBe(cause);
  });

  test.each<[ErrorCode, boolean]>([
    ["invalid-operator", true],
    ["not-finite", true],
    ["out-of-memory", true],
    ["not-converged", false],
    ["device-failed", false],
    ["aborted", false],
  ])("%s is the fault of the input: %s", (code, isInput) => {
    expect(new QepError(code, "").isInputError).toBe(isInput);
  });

  test("isQepError narrows by class and by code", () => {
    const error: unknown = new QepError("aborted", "");
    expect([isQepError(error), isQepError(error, "aborted"), isQepError(error, "not-converged")]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isQepError(new Error("aborted"))).toBe(false);
  });
});

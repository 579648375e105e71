import { describe, expect, test } from "vitest";
import { phaseColour } from "./phase-colour.ts";

describe("phaseColour", () => {
  const colours = ["#ff0000", "#0000ff"];
  test("no probability at all is paper, all of one is its colour", () => {
    expect(phaseColour(colours, [0, 0])).toBe("#ffffff");
    expect(phaseColour(colours, [0, 0], "#101820")).toBe("#101820");
    expect(phaseColour(colours, [0, 1])).toBe("#0000ff");
  });
  test("probabilities are cut to [0, 1] and to a sum of 1", () => {
    expect(phaseColour(colours, [1.2, -0.1])).toBe("#ff0000");
    expect(phaseColour(colours, [1, 1])).toBe(phaseColour(colours, [0.5, 0.5]));
  });
});

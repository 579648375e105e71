import { describe, expect, test } from "vitest";
import { divergingScale, mixLight, readableOn, sequentialScale } from "./colour-scales.ts";
import { INK, PAPER } from "./style.ts";

describe("scales", () => {
  test("a diverging scale is blue, white, red and ends at its limits", () => {
    const { colourOf, low, high } = divergingScale(0.5);
    expect([low, high]).toEqual([-0.5, 0.5]);
    expect([-0.5, 0, 0.5].map(colourOf)).toEqual(["#2166ac", "#ffffff", "#b2182b"]);
    expect([-9, 9].map(colourOf)).toEqual(["#2166ac", "#b2182b"]);
    // Half way between the stops #ffffff and #fddbc7.
    expect(colourOf(0.5 / 8)).toBe("#feede3");
  });

  test("a sequential scale begins dark and ends light", () => {
    const { colourOf } = sequentialScale(2, 4);
    expect([2, 4].map(colourOf)).toEqual(["#440154", "#fde725"]);
  });
});

describe("mixLight", () => {
  test("one colour alone comes back, whatever its weight", () => {
    expect(mixLight(["#e69f00", "#0072b2"], [0.3, 0])).toBe("#e69f00");
  });

  test("adds intensities, not sRGB numbers: half black and half white is 188, not 128", () => {
    expect(mixLight(["#000000", "#ffffff"], [1, 1])).toBe("#bcbcbc");
  });
});

test("text is dark on light and light on dark", () => {
  expect(["#ffffff", "#fddbc7", "#4393c3", "#b2182b", "#2166ac"].map(readableOn)).toEqual([
    INK,
    INK,
    INK,
    PAPER,
    PAPER,
  ]);
});

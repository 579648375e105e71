import { expect, test } from "vitest";
import { drawColourBar } from "./colour-bar.ts";
import { divergingScale } from "./colour-scales.ts";
import { figureDocument } from "./figure-document.ts";

test("rises from the colour of the lowest value to that of the highest, with zero in the middle", async () => {
  const frame = { left: 0, top: 0, width: 16, height: 128 };
  const scale = divergingScale(2);
  const bar = drawColourBar(await figureDocument(), scale, "coupling (MHz)", frame);
  const levels = [...bar.querySelectorAll('g[aria-label="rect"] rect')];
  expect(levels).toHaveLength(128);
  // Level i begins i/128 of the way up and shows the value at its middle.
  levels.forEach((level, i) => {
    expect(Number(level.getAttribute("y")) + Number(level.getAttribute("height"))).toBeCloseTo(128 - i, 9);
    expect(level.getAttribute("fill")).toBe(scale.colourOf(-2 + (4 * (i + 0.5)) / 128));
  });
  const texts = [...bar.querySelectorAll("text")].map((text) => text.textContent);
  expect(texts).toEqual(expect.arrayContaining(["−1", "0", "1", "coupling (MHz)"]));
});

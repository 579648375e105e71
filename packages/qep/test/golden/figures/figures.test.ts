import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { figureDocument } from "../../../src/plots/figure-document.ts";
import { modelFigures } from "./model-figures.ts";
import { reproductionFigures } from "./reproduction-figures.ts";
import { sampleFigures } from "./sample-figures.ts";

// QEP_UPDATE_FIGURES=1 writes the golden files anew; look at every one that changed before committing it.
const update = process.env.QEP_UPDATE_FIGURES === "1";
const document = await figureDocument();
const figures = Object.entries({
  ...sampleFigures(document),
  ...modelFigures(document),
  ...(await reproductionFigures()),
});
const fileOf = (name: string) => new URL(`./${name}.svg`, import.meta.url);

if (update) {
  for (const [name, svg] of figures) {
    mkdirSync(dirname(fileURLToPath(fileOf(name))), { recursive: true });
    writeFileSync(fileOf(name), svg);
  }
}

test("every golden file belongs to a figure", () => {
  const files = globSync("**/*.svg", { cwd: fileURLToPath(new URL(".", import.meta.url)) });
  expect(files.sort()).toEqual(figures.map(([name]) => `${name}.svg`).sort());
});

describe.each(figures)("%s", (name, svg) => {
  test("is the same as the golden file", () => {
    expect(existsSync(fileOf(name))).toBe(true);
    expect(svg).toBe(readFileSync(fileOf(name), "utf8"));
  });

  test("stands alone: namespace, size, white paper, no classes, style sheets, links or inherited colours", () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    const { documentElement: root } = new DOMParser().parseFromString(svg, "image/svg+xml");
    const [width, height] = [root.getAttribute("width"), root.getAttribute("height")];
    expect(root.getAttribute("viewBox")).toBe(`0 0 ${width} ${height}`);
    expect(svg).toContain(`<rect fill="#ffffff" height="${height}" width="${width}"/>`);
    expect(svg).not.toMatch(/<style|class=|style=|href|url\(|currentColor|var\(|system-ui/);
  });

  test("no attribute and no label holds NaN, infinity or undefined", () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });

  test("fonts are at least 12 px, except subscripts", () => {
    const sizes = [...svg.matchAll(/font-size="(\d+)"/g)].map((match) => Number(match[1]));
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.min(...sizes)).toBe(12);
  });

  test("nothing is clipped: all that is drawn lies on the paper, with a margin", () => {
    const withoutPaper = svg.replace(/<rect fill="#ffffff" height="[\d.]+" width="[\d.]+"\/>/, "");
    const require = createRequire(import.meta.url);
    const fontFiles = ["DejaVuSans", "DejaVuSans-Bold"].map((font) =>
      require.resolve(`dejavu-fonts-ttf/ttf/${font}.ttf`),
    );
    const drawn = new Resvg(withoutPaper, { font: { loadSystemFonts: false, fontFiles } });
    const box = drawn.getBBox();
    expect(box).toBeDefined();
    if (!box) return;
    expect(Math.min(box.x, box.y)).toBeGreaterThan(2);
    expect(box.x + box.width).toBeLessThan(drawn.width - 2);
    expect(box.y + box.height).toBeLessThan(drawn.height - 2);
  });
});

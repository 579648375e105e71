import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { svgToPng } from "./png.ts";

interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly pixels: Uint8Array;
}

/** Decodes an 8-bit RGBA image without interlacing (PNG specification, sections 5 and 9). */
function decodePng(bytes: Uint8Array): Image {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect(view.getUint32(0)).toBe(0x89504e47);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  expect([view.getUint8(24), view.getUint8(25), view.getUint8(28)]).toEqual([8, 6, 0]);
  const parts: Uint8Array[] = [];
  for (let offset = 8; offset < bytes.length; offset += 12 + view.getUint32(offset)) {
    const name = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (name === "IDAT") parts.push(bytes.subarray(offset + 8, offset + 8 + view.getUint32(offset)));
  }
  const data = inflateSync(Buffer.concat(parts));
  const stride = 4 * width;
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = data[row * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : (pixels[row * stride + i - 4] as number);
      const up = row === 0 ? 0 : (pixels[(row - 1) * stride + i] as number);
      const corner = i < 4 || row === 0 ? 0 : (pixels[(row - 1) * stride + i - 4] as number);
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      pixels[row * stride + i] =
        (data[row * (stride + 1) + 1 + i] as number) + (guesses[filter as number] as number);
    }
  }
  return { width, height, pixels };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const nearest = Math.min(Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner));
  if (nearest === Math.abs(guess - left)) return left;
  return nearest === Math.abs(guess - up) ? up : corner;
}

/** Columns that hold a dark pixel. */
function inkedColumns({ width, pixels }: Image): number[] {
  const columns = new Set<number>();
  for (let i = 0; i < pixels.length; i += 4) if ((pixels[i] as number) < 100) columns.add((i / 4) % width);
  return [...columns].sort((a, b) => a - b);
}

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40">${content}</svg>`;
const text = (words: string, style = "") =>
  svg(`<text x="10" y="30" font-family="'DejaVu Sans', sans-serif" font-size="20"${style}>${words}</text>`);

describe("svgToPng", () => {
  test("has the width or the scale asked for, twice the size by default", () => {
    const size = (bytes: Uint8Array) => {
      const { width, height } = decodePng(bytes);
      return [width, height];
    };
    expect(size(svgToPng(svg("")))).toEqual([400, 80]);
    expect(size(svgToPng(svg(""), { width: 300 }))).toEqual([300, 60]);
    expect(size(svgToPng(svg(""), { scale: 1.5 }))).toEqual([300, 60]);
  });

  test("paints on opaque white, with the colours of the SVG", () => {
    const { pixels } = decodePng(
      svgToPng(svg('<rect x="100" width="100" height="40" fill="#0072B2"/>'), { scale: 1 }),
    );
    expect([...pixels.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    expect([...pixels.subarray(4 * 199, 4 * 200)]).toEqual([0x00, 0x72, 0xb2, 255]);
  });

  test("draws text with its own fonts: as wide as DejaVu Sans is", () => {
    const columns = inkedColumns(decodePng(svgToPng(text("HHHHHHHHHH"), { scale: 1 })));
    // An H is 0.752 em wide with its bearings of 0.098 em.
    const [first, last] = [columns[0] as number, columns.at(-1) as number];
    expect(first).toBeCloseTo(10 + 0.098 * 20, -0.5);
    expect(last - first).toBeGreaterThan(20 * (7.52 - 0.196) - 3);
    expect(last - first).toBeLessThan(20 * (7.52 - 0.196) + 3);
  });

  test("has the bold face, and the signs that labels use", () => {
    const ink = (markup: string) => inkedColumns(decodePng(svgToPng(markup, { scale: 1 }))).length;
    expect(ink(text("HHH", ' font-weight="bold"'))).toBeGreaterThan(1.1 * ink(text("HHH")));
    const missing = svgToPng(text("\u{10FFFD}"));
    for (const sign of "−⟨⟩βνθ≥→←²") expect(svgToPng(text(sign))).not.toEqual(missing);
  });

  test("refuses a size that is none and text that is not SVG", () => {
    expect(() => svgToPng(svg(""), { width: 0 })).toThrow(/must be positive, got 0/);
    expect(() => svgToPng(svg(""), { scale: Number.NaN })).toThrow(/must be positive, got NaN/);
    expect(() => svgToPng(svg(""), { width: 1, scale: 1 })).toThrow(/width or scale, not both/);
    expect(() => svgToPng("<html></html>")).toThrow(/not SVG that can be drawn/);
  });
});

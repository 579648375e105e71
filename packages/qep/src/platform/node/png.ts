import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { QepError } from "../../base/errors.ts";

/** Size of a PNG: a width in pixels, or a factor on the size of the SVG. The factor is 2 if neither is given. */
export interface PngSize {
  readonly width?: number;
  readonly scale?: number;
}

const FONTS = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"];

/**
 * Draws an SVG as PNG on white, with the fonts that come with the library, so that it looks the same on every machine.
 *
 * @param svg standalone SVG text
 * @param size width or scale, not both
 * @returns the bytes of a PNG file
 * @throws QepError `invalid-argument` if the size is not positive, `invalid-file` if the text is not SVG
 */
export function svgToPng(svg: string, size: PngSize = {}): Uint8Array {
  const resvg = parse(svg, size);
  return new Uint8Array(resvg.render().asPng());
}

function parse(svg: string, size: PngSize): Resvg {
  const options = {
    fitTo: fitOf(size),
    background: "#ffffff",
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles(),
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
  };
  try {
    return new Resvg(svg, options);
  } catch (cause) {
    throw new QepError(
      "invalid-file",
      `svgToPng: the text is not SVG that can be drawn (${String(cause)})`,
      {},
      { cause },
    );
  }
}

function fitOf({ width, scale }: PngSize): { mode: "width" | "zoom"; value: number } {
  if (width !== undefined && scale !== undefined) {
    throw new QepError("invalid-argument", "svgToPng: give width or scale, not both", { width, scale });
  }
  const value = width ?? scale ?? 2;
  if (!(value > 0 && Number.isFinite(value))) {
    throw new QepError("invalid-argument", `svgToPng: width and scale must be positive, got ${value}`, {
      width,
      scale,
    });
  }
  return { mode: width === undefined ? "zoom" : "width", value };
}

function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return FONTS.map((font) => require.resolve(`dejavu-fonts-ttf/ttf/${font}.ttf`));
}

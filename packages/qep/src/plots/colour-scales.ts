import { extent } from "./curve.ts";
import { INK, PAPER } from "./style.ts";

type Rgb = readonly [red: number, green: number, blue: number];

/** ColorBrewer RdBu reversed: negative blue, zero white, positive red. */
const DIVERGING = [
  "#2166ac",
  "#4393c3",
  "#92c5de",
  "#d1e5f0",
  "#ffffff",
  "#fddbc7",
  "#f4a582",
  "#d6604d",
  "#b2182b",
];

/** Viridis at equal steps. */
const SEQUENTIAL = [
  "#440154",
  "#482878",
  "#3e4989",
  "#31688e",
  "#26828e",
  "#1f9e89",
  "#35b779",
  "#6ece58",
  "#b5de2b",
  "#fde725",
];

/** Luminance L with the same contrast to paper, 1.05/(L + 0.05), and to ink, (L + 0.05)/(0.016 + 0.05). */
const EQUAL_CONTRAST = 0.213;

/** A map from numbers to colours, with the range it covers. */
export interface ColourScale {
  readonly low: number;
  readonly high: number;
  /** Colour of a value; values outside the range get the colour of its end. */
  readonly colourOf: (value: number) => string;
}

/** A diverging scale from blue at −limit through white at 0 to red at +limit. @param limit positive */
export function divergingScale(limit: number): ColourScale {
  return scaleThrough(DIVERGING, -limit, limit);
}

/** A sequential scale (viridis) from low to high. @param high larger than low */
export function sequentialScale(low: number, high: number): ColourScale {
  return scaleThrough(SEQUENTIAL, low, high);
}

/**
 * The scale for values: sequential where they have one sign, diverging and symmetric about zero where they have both.
 *
 * @param range its ends, default those of the values; NaN is left out
 */
export function scaleOfValues(
  values: readonly number[],
  range: readonly [low: number, high: number] = extent(values.filter((value) => !Number.isNaN(value))),
): ColourScale {
  const [low, high] = range;
  return low >= 0 || high <= 0 ? sequentialScale(low, high) : divergingScale(Math.max(-low, high));
}

/**
 * Mixes colours like beams of light: c = Σ w_k c_k / Σ w_k, of intensities, which sRGB numbers are not.
 *
 * @param colours hexadecimal colours `#rrggbb`
 * @param weights one non-negative weight for each colour, not all zero
 * @returns hexadecimal colour `#rrggbb`, lower case
 */
export function mixLight(colours: readonly string[], weights: readonly number[]): string {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const intensity = (channel: 0 | 1 | 2) =>
    colours.reduce(
      (sum, colour, k) => sum + ((weights[k] ?? 0) / total) * toIntensity(toRgb(colour)[channel]),
      0,
    );
  return toHex([fromIntensity(intensity(0)), fromIntensity(intensity(1)), fromIntensity(intensity(2))]);
}

/** Ink or paper, whichever has the larger contrast with a background of this colour (WCAG relative luminance). */
export function readableOn(background: string): string {
  const [red, green, blue] = toRgb(background);
  const luminance = 0.2126 * toIntensity(red) + 0.7152 * toIntensity(green) + 0.0722 * toIntensity(blue);
  return luminance < EQUAL_CONTRAST ? PAPER : INK;
}

function scaleThrough(stops: readonly string[], low: number, high: number): ColourScale {
  const colourOf = (value: number): string => {
    const position = Math.min(1, Math.max(0, (value - low) / (high - low))) * (stops.length - 1);
    const index = Math.min(stops.length - 2, Math.floor(position));
    const fraction = position - index;
    return between(toRgb(stops[index] as string), toRgb(stops[index + 1] as string), fraction);
  };
  return { low, high, colourOf };
}

function between(from: Rgb, to: Rgb, fraction: number): string {
  const channel = (i: 0 | 1 | 2) => from[i] + fraction * (to[i] - from[i]);
  return toHex([channel(0), channel(1), channel(2)]);
}

/** Intensity between 0 and 1 of an sRGB channel between 0 and 255 (IEC 61966-2-1). */
function toIntensity(channel: number): number {
  const signal = channel / 255;
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

function fromIntensity(intensity: number): number {
  return 255 * (intensity <= 0.0031308 ? 12.92 * intensity : 1.055 * intensity ** (1 / 2.4) - 0.055);
}

function toRgb(colour: string): Rgb {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}

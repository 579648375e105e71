/** Maps numbers to a fraction of an axis. */
export interface Scale {
  /** 0 at the low end, 1 at the high end. */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/**
 * A linear axis from `low` to `high`, with ticks at round numbers.
 *
 * @param count of ticks, about
 */
export function linearScale(low: number, high: number, count = 5): Scale {
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    at: (value) => (value - low) / (high - low),
    ticks: Array.from({ length: last - first + 1 }, (_, k) => {
      const value = (first + k) * step;
      return { value, label: signed(value, digits) };
    }),
  };
}

/** A logarithmic axis from `low` to `high`, both above 0, with ticks at powers of ten. */
export function logScale(low: number, high: number): Scale {
  const span = Math.log10(high / low);
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return {
    at: (value) => Math.log10(value / low) / span,
    ticks: Array.from({ length: last - first + 1 }, (_, k) => {
      const value = 10 ** (first + k);
      return { value, label: powerOfTen(first + k) };
    }),
  };
}

/** An interval around all values that begins and ends at round numbers, and has zero in it where that is asked for. */
export function roundInterval(values: readonly number[], hasZero = true): [low: number, high: number] {
  const all = hasZero ? [0, ...values] : values;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (!(high > low)) return [low - 1, high + 1];
  const step = roundStep((high - low) / 4);
  return [step * Math.floor(low / step + 1e-9), step * Math.ceil(high / step - 1e-9)];
}

/** A number with a true minus sign. */
export function signed(value: number, digits: number): string {
  // Not −0.
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

function powerOfTen(exponent: number): string {
  if (exponent >= 4 || exponent <= -4) return `10${superscript(exponent)}`;
  return exponent < 0 ? (10 ** exponent).toFixed(-exponent) : String(10 ** exponent);
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function superscript(value: number): string {
  return [...String(value)].map((digit) => (digit === "-" ? "⁻" : SUPERSCRIPTS[Number(digit)])).join("");
}

/** 1, 2 or 5 times a power of ten, about as large as asked for. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const times = [1, 2, 5, 10].find((factor) => factor * power >= step * 0.999) ?? 10;
  return times * power;
}

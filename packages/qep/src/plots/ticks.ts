/** Values at which an axis is marked, and their labels. */
export interface Ticks {
  readonly ticks: number[];
  readonly tickFormat: (value: number) => string;
}

/** Pixels for each power of ten. */
const DECADE_SPACING = 30;
/** Where fewer ticks lie on an axis, it gets some between them. */
const FEW = 3;
/** Parts of a power of ten that are marked, the finest first. */
const PARTS = [
  [1, 2, 5],
  [1, 3],
] as const;

/**
 * Ticks of a logarithmic axis: powers of ten, where there are few of them parts of these, and within a power of ten multiples of
 * a round step.
 *
 * @param low 0 < low < high
 * @param length of the axis in pixels
 * @param spacing pixels that a label takes
 */
export function logarithmicTicks(low: number, high: number, length: number, spacing: number): Ticks {
  const whole = decades(low, high, Math.max(2, length / DECADE_SPACING));
  if (whole.ticks.length >= FEW) return whole;
  const share = (from: number, to: number) => Math.log(to / from) / Math.log(high / low);
  const finer = [
    ...PARTS.map((parts) => partsOfDecades(low, high, parts)),
    roundMultiples(low, high, length, spacing),
  ];
  const fitting = finer.filter(
    (ticks) =>
      ticks.length >= FEW &&
      ticks.slice(1).every((tick, k) => share(ticks[k] as number, tick) * length >= spacing),
  );
  // Parts of powers of ten say more of a wide range, round multiples of a narrow one.
  const most = fitting.reduce<number[]>((best, ticks) => (ticks.length > best.length + 1 ? ticks : best), []);
  return most.length > 0 ? { ticks: most, tickFormat: numberLabel } : whole;
}

/**
 * How many ticks a linear axis is to be asked for: as many as have their usual room, and more where that leaves fewer than three.
 *
 * @param spacing pixels for each tick, usually
 * @param least pixels for each tick, at least
 */
export function linearTickCount(
  low: number,
  high: number,
  length: number,
  { spacing, least }: { readonly spacing: number; readonly least: number },
): number {
  let count = Math.max(2, Math.round(length / spacing));
  while (multiples(low, high, roundStep((high - low) / count)).length < FEW && length / (count + 1) >= least)
    count++;
  return count;
}

/** Powers of ten between two values, thinned out where there are more than `most`. */
function decades(low: number, high: number, most: number): Ticks {
  // The margin keeps a decade whose logarithm is off by one rounding.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.ceil((last - first + 1) / most);
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += step) ticks.push(10 ** exponent);
  return { ticks, tickFormat: (value) => `10^{${Math.round(Math.log10(value))}}`.replace("-", "−") };
}

/** These multiples of the powers of ten, as far as they lie between two values. */
function partsOfDecades(low: number, high: number, parts: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.ceil(Math.log10(high / low)) + 2 }, (_, k) => first + k);
  // Read as text, a tick is the number that its label says.
  return exponents
    .flatMap((exponent) => parts.map((part) => Number(`${part}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
}

/** Multiples of the smallest round step whose labels have room at the upper end, where they are closest. */
function roundMultiples(low: number, high: number, length: number, spacing: number): number[] {
  // From this step on, the last two are `spacing` apart.
  const step = high * (1 - (low / high) ** (spacing / length));
  return multiples(low, high, roundStepAbove(step));
}

function multiples(low: number, high: number, step: number): number[] {
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

/** 1, 2 or 5 times a power of ten, the nearest to a step in ratio. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [10, 5, 2, 1].find((_, k) => step / power >= Math.sqrt([50, 10, 2, 0][k] as number)) ?? 1;
  return factor * power;
}

/** 1, 2 or 5 times a power of ten, no smaller than a step. */
function roundStepAbove(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5].find((each) => each * power >= step) ?? 10;
  return factor * power;
}

/** 0.05, 200, 5·10^{−7}. */
function numberLabel(value: number): string {
  if (value >= 1e-3 && value < 1e4) return String(value);
  const exponent = Math.floor(Math.log10(value) + 1e-12);
  const part = Number((value / 10 ** exponent).toPrecision(6));
  return `${part === 1 ? "" : `${part}·`}10^{${exponent}}`.replace("-", "−");
}

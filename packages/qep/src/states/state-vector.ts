import { QepError } from "../base/errors.ts";
import type { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";

/** Fills a vector with independent normal numbers (complex ones in a complex layout) and normalises it; padding stays zero. */
export function fillRandom(
  vector: Vector,
  { dimension, amplitudes, length }: StateLayout,
  stream: RandomStream,
): void {
  const values = vector.values;
  values.fill(0);
  let square = 0;
  for (let start = 0; start < length; start += amplitudes) {
    for (let i = start; i < start + dimension; i++) {
      const value = stream.normal();
      values[i] = value;
      square += value * value;
    }
  }
  const factor = 1 / Math.sqrt(square);
  for (let i = 0; i < length; i++) values[i] = (values[i] as number) * factor;
}

/** Amplitudes ⟨b|ψ⟩ in the order of the basis index b, real and imaginary parts apart; both of length 2^N. */
export function amplitudesOf(vector: Vector, { dimension, amplitudes, isComplex }: StateLayout) {
  const values = vector.values;
  return {
    re: values.slice(0, dimension),
    im: isComplex ? values.slice(amplitudes, amplitudes + dimension) : new Float64Array(dimension),
  };
}

/** Writes amplitudes into a vector. @throws QepError wrong-shape, or unsupported for complex numbers in a real layout */
export function setAmplitudes(
  vector: Vector,
  { dimension, amplitudes, isComplex }: StateLayout,
  re: ArrayLike<number>,
  im?: ArrayLike<number>,
): void {
  if (re.length !== dimension || (im && im.length !== dimension)) {
    throw new QepError("wrong-shape", `a state needs ${dimension} amplitudes, ${re.length} were given`);
  }
  if (im && !isComplex) throw new QepError("unsupported", "a real layout cannot hold complex amplitudes");
  const values = vector.values;
  values.fill(0);
  values.set(re, 0);
  if (im) values.set(im, amplitudes);
}

import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { stateLayout } from "../kernels/layout.ts";
import { referenceKernels } from "../kernels/reference-kernels.ts";
import { amplitudesOf, fillRandom, setAmplitudes } from "./state-vector.ts";

const kernels = referenceKernels();

describe.each([
  { qubits: 2, isComplex: false },
  { qubits: 2, isComplex: true },
  { qubits: 6, isComplex: true },
])("$qubits qubits, complex $isComplex", ({ qubits, isComplex }) => {
  const layout = stateLayout(qubits, isComplex);
  const random = (seed: number) => {
    const vector = kernels.allocate(layout.length);
    vector.values.fill(Number.NaN);
    fillRandom(vector, layout, new RandomStream(seed));
    return vector;
  };

  test("random states are normalised, reproducible, and leave the padding zero", () => {
    const vector = random(1);
    expect(kernels.dot(vector, vector)).toBeCloseTo(1, 14);
    expect([...random(1).values]).toEqual([...vector.values]);
    expect([...random(2).values]).not.toEqual([...vector.values]);
    const { re, im } = amplitudesOf(vector, layout);
    expect(re.every((value) => value !== 0)).toBe(true);
    expect(im.every((value) => (value !== 0) === isComplex)).toBe(true);
    const inside = [...re, ...(isComplex ? im : [])].reduce((sum, value) => sum + value * value, 0);
    expect(inside).toBeCloseTo(1, 14);
    expect(vector.values.filter((value) => value !== 0)).toHaveLength((isComplex ? 2 : 1) * 2 ** qubits);
  });

  test("amplitudes go in and come out", () => {
    const re = Float64Array.from({ length: 2 ** qubits }, (_, i) => i + 1);
    const im = re.map((value) => (isComplex ? -value : 0));
    const vector = random(3);
    setAmplitudes(vector, layout, re, isComplex ? im : undefined);
    expect(amplitudesOf(vector, layout)).toEqual({ re, im: im.map((value) => value + 0) });
    // Without imaginary parts the old ones are cleared.
    setAmplitudes(vector, layout, re);
    expect([...amplitudesOf(vector, layout).im]).toEqual(new Array(2 ** qubits).fill(0));
  });

  test("amplitudes of another length are refused", () => {
    const vector = kernels.allocate(layout.length);
    expect(() => setAmplitudes(vector, layout, [1])).toThrow(
      expect.objectContaining({ code: "wrong-shape" }),
    );
  });
});

test("imaginary amplitudes do not fit a real layout", () => {
  const layout = stateLayout(1, false);
  expect(() => setAmplitudes(kernels.allocate(layout.length), layout, [1, 0], [0, 1])).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});

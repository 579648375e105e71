import { afterEach, describe, expect, test, vi } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { PauliTable } from "./kernels.ts";
import { stateLayout } from "./layout.ts";

const LAYOUT = stateLayout(12, false);
/** Enough to make code for any plan here. */
const MANY = 400;

/** X on single qubits and Z Z on pairs; `seed` picks the strings, and so the code. */
function strings(seed: number, size = 30): PauliTable {
  const stream = new RandomStream("strings", seed);
  return {
    size,
    x: Uint32Array.from({ length: size }, (_, k) => (k % 2 ? 0 : stream.integer(2 ** 12))),
    z: Uint32Array.from({ length: size }, (_, k) => (k % 2 ? stream.integer(2 ** 12) : 0)),
  };
}

/** Builds of code from here on. */
function countBuilds(): () => number {
  const build = vi.spyOn(WebAssembly, "Module");
  return () => build.mock.calls.length;
}

function setUp(variant: "relaxed-simd" | "simd", table: PauliTable) {
  const kernels = testKernels(variant);
  const stream = new RandomStream("numbers");
  const vector = () => {
    const made = kernels.allocate(LAYOUT.length);
    made.values.set(Float64Array.from({ length: LAYOUT.length }, () => stream.normal()));
    return made;
  };
  const plan = kernels.planOperator(table, LAYOUT);
  const observables = kernels.planObservables(table, LAYOUT);
  const [x, y] = [vector(), vector()];
  const set = () =>
    kernels.setCoefficients(
      plan,
      Float64Array.from({ length: table.size }, () => stream.normal()),
    );
  set();
  const product = () => [kernels.apply(plan, x, y), ...y.values];
  const expectations = () => kernels.expectations(observables, x, y);
  /** The same operator once more, and its sum. */
  const twin = () => {
    const other = kernels.planOperator(table, LAYOUT);
    return () => kernels.apply(other, x, y);
  };
  return { set, product, expectations, twin };
}

afterEach(() => vi.restoreAllMocks());

describe.each(["relaxed-simd", "simd"] as const)("%s", (variant) => {
  test("code is made once, after some use, and changes no bit", () => {
    const { product, expectations } = setUp(variant, strings(1));
    const builds = countBuilds();
    const first = product();
    const [expected] = [expectations()];
    expect(builds()).toBe(0);
    for (let k = 0; k < MANY; k++) product();
    expect(builds()).toBe(1);
    expect(product()).toEqual(first);
    for (let k = 0; k < MANY; k++) expectations();
    expect(builds()).toBe(2);
    expect(expectations()).toEqual(expected);
  });

  test("other coefficients, plans and kernels use the same code; other strings do not", () => {
    const one = setUp(variant, strings(2));
    const builds = countBuilds();
    for (let k = 0; k < MANY; k++) one.product();
    expect(builds()).toBe(1);
    const before = one.product();
    one.set();
    expect(one.product()).not.toEqual(before);
    const other = setUp(variant, strings(2));
    const own = builds();
    for (let k = 0; k < MANY; k++) other.product();
    expect(builds()).toBe(own);
    const different = setUp(variant, strings(3));
    for (let k = 0; k < MANY; k++) different.product();
    expect(builds()).toBe(own + 2);
  });

  test("where the host refuses to compile, it is asked once, and numbers are the same", () => {
    const { product, twin } = setUp(variant, strings(4));
    const first = product();
    const refuse = vi.spyOn(WebAssembly, "Module").mockImplementation(() => {
      throw new WebAssembly.CompileError("not on this thread");
    });
    const other = twin();
    for (let k = 0; k < MANY; k++) [product(), other()];
    expect(refuse).toHaveBeenCalledTimes(1);
    expect(product()).toEqual(first);
  });
});

test("operators with very many flips get no code of their own", () => {
  const { product } = setUp("simd", strings(5, 600));
  const builds = countBuilds();
  for (let k = 0; k < 10; k++) product();
  expect(builds()).toBe(0);
});

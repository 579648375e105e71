import { expect, test } from "vitest";
import { encodeModule, WasmFunction } from "./wasm-encoder.ts";

function run(code: WasmFunction, ...numbers: number[]): unknown {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(encodeModule({ run: code }, false));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return (exports as { run: (...numbers: number[]) => number }).run(...numbers);
}

test.each([0, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 2 ** 27, 2 ** 31 - 1, -(2 ** 31)])(
  "the constant %d arrives",
  (value) => {
    expect(run(new WasmFunction([], "i32").constant(value))).toBe(value);
  },
);

test("a loop repeats while its body leaves a condition", () => {
  const code = new WasmFunction(["i32"], "i32");
  const [sum, n] = [code.local("i32"), 0];
  code.loop(() => {
    code.get(sum).get(n).op("add").set(sum);
    code.get(n).constant(-1).op("add").tee(n);
  });
  expect(run(code.get(sum), 200)).toBe((200 * 201) / 2);
});

test("branches, and memory far from the address", () => {
  const code = new WasmFunction(["f64"], "f64");
  const result = code.local("f64");
  code.get(0).constantF64(0).op("f64Ne");
  code.if(
    () => code.constant(8).get(0).memory("storeF64", 40_000),
    () => code.constant(8).constantF64(-1.5).memory("storeF64", 40_000),
  );
  code.constant(40_000).memory("loadF64", 8).set(result).get(result);
  expect([run(code, 0.1), run(code, 0)]).toEqual([0.1, -1.5]);
});

test("lanes are exchanged", () => {
  const code = new WasmFunction(["f64", "f64"], "f64");
  const [pair, swapped] = [code.local("v128"), code.local("v128")];
  code.constant(0).get(0).memory("storeF64").constant(8).get(1).memory("storeF64");
  code.constant(0).memory("loadV128").set(pair).swapLanes(pair).set(swapped);
  code.get(swapped).extractLaneF64x2(0);
  expect(run(code, 3, 4)).toBe(4);
});

import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { compileKernels, hasRelaxedSimd, hasSimd } from "./wasm-module.ts";

test("a host has SIMD where it finds a module valid that uses it", () => {
  expect(hasSimd()).toBe(true);
  const validate = vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  expect(hasSimd()).toBe(false);
  validate.mockRestore();
  vi.stubGlobal("WebAssembly", undefined);
  expect(hasSimd()).toBe(false);
  vi.unstubAllGlobals();
});

test("both built modules compile here", async () => {
  expect(hasRelaxedSimd()).toBe(true);
  for (const variant of ["simd", "relaxed-simd"] as const) {
    const bytes = new Uint8Array(
      readFileSync(new URL(`../../wasm/kernels-${variant}.wasm`, import.meta.url)),
    );
    const compiled = await compileKernels(bytes, variant);
    expect(compiled.variant).toBe(variant);
    expect(compiled.module).toBeInstanceOf(WebAssembly.Module);
  }
});

test("bytes that this host cannot compile are refused with the way out", async () => {
  await expect(compileKernels(Uint8Array.of(0, 97, 115, 109, 9, 9), "relaxed-simd")).rejects.toMatchObject({
    code: "kernel-unavailable",
    context: { variant: "relaxed-simd" },
    message: expect.stringMatching(/cannot compile the "relaxed-simd" kernels\. Use the "simd" variant/),
    cause: expect.any(WebAssembly.CompileError),
  });
});

import { describe, expect, test } from "vitest";
import { stateLayout } from "../kernels/layout.ts";
import {
  bytesOf,
  describeNeed,
  formatBytes,
  formatStateBytes,
  groundLevelNeed,
  type NeedOf,
  requireMemory,
  roomForStates,
} from "./memory-need.ts";

const GIBIBYTE = 2 ** 30;

/** Five vectors of any length, all of them written. */
const five: NeedOf = (layout) => ({ layout, work: "two-pass Lanczos", vectors: 5, reserved: 5 });

describe("what the lowest states need", () => {
  test("26 real qubits fit into WebAssembly in two passes, 27 do not", () => {
    const need = requireMemory(groundLevelNeed({}, 2), stateLayout(26, false));
    expect(need).toMatchObject({ work: "two-pass Lanczos", vectors: 4, reserved: 4 });
    expect(bytesOf(need)).toBe(2 * GIBIBYTE);
    expect(() => requireMemory(groundLevelNeed({}, 2), stateLayout(27, false))).toThrow(
      /enough for 26 qubits/,
    );
    expect(describeNeed(need)).toBe(
      "26 qubits (real) need 2 GiB: 4 state vectors of 512 MiB (two-pass Lanczos)",
    );
  });

  test("a stored basis takes memory as it is written, and addresses for all of it", () => {
    const need = groundLevelNeed({}, 2)(stateLayout(16, false));
    expect(need).toMatchObject({ work: "stored Lanczos", vectors: 152, reserved: 1002 });
  });

  test("it grows with the states asked for", () => {
    expect(groundLevelNeed({}, 5)(stateLayout(26, false)).vectors).toBe(7);
    expect(() => requireMemory(groundLevelNeed({}, 5), stateLayout(26, false))).not.toThrow();
    expect(() => requireMemory(groundLevelNeed({}, 6), stateLayout(26, false))).toThrow(
      /4 GiB: 8 state vectors/,
    );
  });
});

test("room for states is what the workspace leaves, of addresses and of memory", () => {
  expect(roomForStates(stateLayout(26, false), {})).toBe(5);
  expect(roomForStates(stateLayout(26, false), {}, 0, 4.5 * 2 ** 29)).toBe(2);
  expect(roomForStates(stateLayout(16, false), {})).toBe(8064 - 1000);
  expect(roomForStates(stateLayout(16, false), {}, 1, 200 * 2 ** 19)).toBe(49);
});

describe("refusals", () => {
  test("beyond the addresses: what it needs, what there is, what would fit, what to do", () => {
    expect(() => requireMemory(five, stateLayout(40, true))).toThrow(
      expect.objectContaining({
        code: "out-of-memory",
        context: { qubits: 40, bytes: 5 * 16 * 2 ** 40, available: 2 ** 32, workers: 1 },
        message:
          "40 qubits (complex) need 80 TiB: 5 state vectors of 16 TiB (two-pass Lanczos). 32-bit WebAssembly " +
          "addresses 4 GiB. That is enough for 25 qubits. Use fewer qubits, or symmetries where there are any " +
          "(preparation.symmetries: auto); a Hamiltonian with a real basis needs half as much.",
      }),
    );
    expect(() => requireMemory(five, stateLayout(40, false))).toThrow(
      /enough for 26 qubits.*are any \(.*auto\)\.$/,
    );
  });

  test("beyond the memory of this host, though there are addresses", () => {
    const layout = stateLayout(25, false);
    expect(requireMemory(five, layout, 0, { available: 1.25 * GIBIBYTE })).toEqual({
      ...five(layout),
      tables: 0,
    });
    expect(() => requireMemory(five, layout, 0, { available: 1.25 * GIBIBYTE - 1 })).toThrow(
      /addresses 4 GiB, and there are 1\.25 GiB of memory\. That is enough for 24 qubits\..*; or free some memory\.$/,
    );
  });

  test("a share of it", () => {
    expect(() => requireMemory(five, stateLayout(25, false), 0, { available: GIBIBYTE, workers: 3 })).toThrow(
      /1 GiB of memory, the share of each of 3 workers; fewer workers leave more to each\. That is enough for 24/,
    );
  });

  test("tables of operators count, and are named where they are large", () => {
    const layout = stateLayout(2, false);
    expect(() => requireMemory(five, layout, 1, { available: 640 })).toThrow(/not enough for any state/);
    expect(bytesOf(requireMemory(five, layout, 1, { available: 641 }))).toBe(641);
    expect(() => requireMemory(five, stateLayout(26, false), 2 ** 31)).toThrow(
      /need 4\.5 GiB: 5 state vectors of 512 MiB \(two-pass Lanczos\) and 2 GiB for the operators\. .* 25 qubits/,
    );
  });

  test("where nothing fits", () => {
    expect(() => requireMemory(five, stateLayout(2, false), 0, { available: 639 })).toThrow(
      /not enough for any state/,
    );
    expect(requireMemory(five, stateLayout(2, false), 0, { available: 5 * 128 }).vectors).toBe(5);
  });

  test("more addresses than there are, though few of them are written", () => {
    const wide: NeedOf = (layout) => ({ layout, work: "stored Lanczos", vectors: 1, reserved: 1000 });
    expect(() => requireMemory(wide, stateLayout(20, false))).toThrow(
      /^20 qubits \(real\) need 7\.81 GiB: 1000 state vectors of 8 MiB .* enough for 19 qubits/,
    );
  });
});

test.each([
  [0, "0 bytes"],
  [1000, "1000 bytes"],
  [2 ** 14, "16 KiB"],
  [2 ** 20, "1 MiB"],
  [1.5 * 2 ** 30, "1.5 GiB"],
  [2 ** 32 - 1, "4 GiB"],
  [3 * 2 ** 40, "3 TiB"],
  [2 ** 69, "512 EiB"],
  [2 ** 70, "10^21 bytes"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("a state of any number of qubits has a size in words", () => {
  expect(formatStateBytes(28)).toBe("2 GiB");
  expect(formatStateBytes(10_000)).toBe("10^3011 bytes");
});

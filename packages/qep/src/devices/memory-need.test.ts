import { expect, test } from "vitest";
import { minimalBytes, requireMemory } from "./memory-need.ts";

test("nine vectors of doubles, twice that where complex", () => {
  expect(minimalBytes(10, false)).toBe(9 * 8 * 1024);
  expect(minimalBytes(10, true)).toBe(9 * 16 * 1024);
  expect(minimalBytes(1, false)).toBe(9 * 8 * 16);
});

test("forty qubits are refused with the bytes they need and what would fit", () => {
  expect(() => requireMemory(40, true)).toThrow(
    expect.objectContaining({
      code: "out-of-memory",
      context: { qubits: 40, bytes: 9 * 16 * 2 ** 40, available: 2 ** 32 },
      message: expect.stringMatching(
        /^exact states of 40 qubits need at least 158329674399744 bytes \(1\.47e\+5 GiB\); 4294967296 bytes \(4\.00 GiB\) can be used here, which is enough for 24 qubits \(this Hamiltonian is complex/,
      ),
    }),
  );
  expect(() => requireMemory(40, false)).toThrow(/enough for 25 qubits\.$/);
});

test("the limit is the smaller of what is allowed and what can be addressed", () => {
  expect(() => requireMemory(25, false)).not.toThrow();
  expect(() => requireMemory(26, false)).toThrow(/26 qubits/);
  expect(() => requireMemory(26, false, 2 ** 40)).toThrow(/4294967296 bytes/);
  expect(() => requireMemory(12, false, 9 * 8 * 4096)).not.toThrow();
  expect(() => requireMemory(12, false, 9 * 8 * 4096 - 1)).toThrow(/enough for 11 qubits/);
});

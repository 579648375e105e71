import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

test("CRC-32 of the standard check string, of nothing and of a byte with the top bit set", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc32(new Uint8Array([0xff]))).toBe(0xff000000);
});

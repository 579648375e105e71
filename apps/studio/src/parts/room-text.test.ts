import { expect, test } from "vitest";
import { roomText } from "./room-text.ts";

test("bytes in units of a thousand, with two digits", () => {
  expect(roomText({ used: 0, granted: 999 })).toBe("0 byte of 1,000 byte are used");
  expect(roomText({ used: 12_345_678, granted: 1_234_567_890 })).toBe("12 MB of 1.2 GB are used");
});

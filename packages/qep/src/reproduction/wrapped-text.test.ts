import { describe, expect, test } from "vitest";
import { wrapped } from "./wrapped-text.ts";

const word = "x".repeat(39);

describe("wrapped text", () => {
  test("fills lines of 120 characters, counted as characters, and indents those after the first", () => {
    expect(wrapped([word, word, word, "y"].join(" "))).toBe(`${word} ${word} ${word}\ny`);
    expect(wrapped([word, word, `${word}z`].join(" "))).toBe(`${word} ${word} ${word}z`);
    expect(wrapped([word, word, `${word}zz`].join(" "), "- ")).toBe(`- ${word} ${word}\n  ${word}zz`);
    expect(wrapped(Array(60).fill("⟨").join(" "))).not.toContain("\n");
  });

  test("breaks nowhere where a line would start with a mark of Markdown", () => {
    const long = "x".repeat(118);
    for (const mark of ["-", "+", "=", ">", "#", "|", "1."]) {
      expect(wrapped(`a ${long} ${mark} b`)).toBe(`a\n${long} ${mark}\nb`);
    }
    expect(wrapped(`a ${long} |⟨x⟩|`)).toBe(`a\n${long} |⟨x⟩|`);
    expect(wrapped(`a ${long} -0.1`)).toBe(`a ${long}\n-0.1`);
  });
});

import { describe, expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { estimateWidth, mathText, parseMarkup, plainText, symbolMarkup } from "./math-text.ts";
import { serializeSvg } from "./serialize-svg.ts";

describe("markup", () => {
  test("splits into runs and gives the words back", () => {
    expect(parseMarkup("2g_{X} = 10^{−3}")).toEqual([
      { text: "2g", level: "base" },
      { text: "X", level: "subscript" },
      { text: " = 10", level: "base" },
      { text: "−3", level: "superscript" },
    ]);
    expect(plainText("g_{ZXZ} + 1")).toBe("gZXZ + 1");
  });

  test("a name with underscores or an open brace is left alone", () => {
    expect(plainText("my_parameter_{")).toBe("my_parameter_{");
    expect(parseMarkup("a_b")).toEqual([{ text: "a_b", level: "base" }]);
  });

  test("Pauli strings and couplings get subscripts, other names stay", () => {
    expect(symbolMarkup("X0")).toBe("X_{0}");
    expect(symbolMarkup("X0 Z10")).toBe("X_{0}Z_{10}");
    expect(symbolMarkup("Z[3]*Y4")).toBe("Z_{3}Y_{4}");
    expect(symbolMarkup("gZXZ")).toBe("g_{ZXZ}");
    expect(symbolMarkup("Jx")).toBe("J_{x}");
    for (const name of ["gain", "X", "XY0", "field", "J", "beta2"]) expect(symbolMarkup(name)).toBe(name);
  });

  test("a subscript is narrower than the same letters on the line", () => {
    expect(estimateWidth("g_{ZZ}", 100)).toBeLessThan(estimateWidth("gZZ", 100));
    expect(estimateWidth("iiii", 100)).toBeLessThan(estimateWidth("MMMM", 100));
  });
});

test("a subscript is a smaller tspan below the line, and the line is found again after it", async () => {
  const document = await figureDocument();
  const text = mathText(document, "a_{b}c", { x: 1 });
  // dy in em of each run's own size: down 0.3 em of the text = 0.4 em of a run three quarters as large.
  expect(serializeSvg(text)).toContain(
    '>a</tspan><tspan dy="0.4em" font-size="0.75em">b</tspan><tspan dy="-0.3em">c</tspan>',
  );
});

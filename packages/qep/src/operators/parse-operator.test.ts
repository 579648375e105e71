import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { OperatorSum } from "./operator-sum.ts";
import { parseOperator } from "./parse-operator.ts";
import { PauliString } from "./pauli-string.ts";

const read = (text: string) => String(parseOperator(text));

describe("grammar, production by production", () => {
  test.each<[rule: string, text: string, printed: string]>([
    ["factor: matrices", "X3 Y[4] Z10", "X3 Y4 Z10"],
    ["factor: no blanks needed", "Z0Z8X12", "Z0 Z8 X12"],
    ["factor: a blank between letter and site", "X 3", "X3"],
    ["factor: n", "n2", "0.5 - 0.5 Z2"],
    ["factor: spins", "Sx0 Sx1 + 2 Sy[2] - Sz 3", "0.25 X0 X1 + Y2 - 0.5 Z3"],
    ["factor: ladder operators of spins", "Sp0 + Sm0 + 2 (Sp1 Sm1 - Sm1 Sp1)", "X0 + 2 Z1"],
    ["factor: identity, with or without a site", "I + I5 + I[2]", "3"],
    ["factor: I followed by a number with a blank is a product", "I 5", "5"],
    ["number: integer", "7 X0", "7 X0"],
    ["number: decimal", "0.5 X0 + .25 X1 + 2. X2", "0.5 X0 + 0.25 X1 + 2 X2"],
    ["number: exponent", "1e-3 X0 + 2.5E+2 X1 + 1e2X2", "0.001 X0 + 250 X1 + 100 X2"],
    ["number: alone", "-1.5", "-1.5"],
    ["number: zero", "0", "0"],
    ["number: after the matrix", "X0 .5", "0.5 X0"],
    ["imaginary: 2i", "2i X0", "(0+2i) X0"],
    ["imaginary: i", "i X0 + i i Z0", "(0+1i) X0 - Z0"],
    ["imaginary: complex number", "(1+2i) X0 - (0.5-1e-3i) Z1", "(1+2i) X0 + (-0.5+0.001i) Z1"],
    ["term: star between factors", "2 * X0 * Z1*Y2", "2 X0 Z1 Y2"],
    ["term: several numbers", "2 * 3 X0 4", "24 X0"],
    ["operator: signs", "- X0 + Z1 - 2 Y2", "-X0 + Z1 - 2 Y2"],
    ["operator: leading plus", "+X0", "X0"],
    ["operator: U+2212 is a minus", "\u2212X0 \u2212 2 Z1", "-X0 - 2 Z1"],
    ["group", "2 (X0 + Z1) Z0", "(0-2i) Y0 + 2 Z0 Z1"],
    ["group: product of groups", "(X0 + 1)(X0 - 1)", "0"],
    ["group: nested, signs inside", "-(X0 - (Z1 - (Y2)))", "-X0 + Z1 - Y2"],
    ["factors multiply from left to right", "X0 Y0", "(0+1i) Z0"],
    ["repeated factors", "X0 X0 Z1 Z1 Z1", "Z1"],
    ["any number of sites", "Z200 X65535", "Z200 X65535"],
    ["white space of any kind", "  X0\n\t+\r\n Z1  ", "X0 + Z1"],
    ["sum: both ends included", "sum(j=0..3, X[j])", "X0 + X1 + X2 + X3"],
    ["sum: a single value", "sum(j=2..2, X[j])", "X2"],
    ["sum: an empty range", "1 + sum(j=3..2, X[j])", "1"],
    ["sum: as a factor", "2 sum(j=0..1, X[j]) Z5", "2 X0 Z5 + 2 X1 Z5"],
    ["sum: a body of several terms", "sum(j=0..1, X[j] - 2 Z[j+1])", "X0 - 2 Z1 + X1 - 2 Z2"],
    ["sum: n, I and numbers in the body", "sum(j=0..1, 2 n[j] I[j])", "2 - Z0 - Z1"],
    [
      "sum: nested, inner range from outer index",
      "sum(j=0..2, sum(k=j+1..2, Z[j] Z[k]))",
      "Z0 Z1 + Z0 Z2 + Z1 Z2",
    ],
    ["sum: an index may be reused one after the other", "sum(j=0..0, X[j]) + sum(j=1..1, X[j])", "X0 + X1"],
    ["sum: an index named like a letter", "sum(i=0..1, X[i])", "X0 + X1"],
    ["sum: index arithmetic in the bounds", "sum(j=2*1-1..(8-4)%3+1, X[j])", "X1 + X2"],
    ["index: wraps", "sum(j=0..3, X[(j+1)%4])", "X1 + X2 + X3 + X0"],
    ["index: remainders are never negative", "sum(j=0..2, X[(j-1)%3])", "X2 + X0 + X1"],
    ["index: * and % before + and -", "X[1+2*3] + X[1+7%4] + X[9-2-3]", "X7 + 2 X4"],
    ["index: * and % from left to right", "X[2*7%4] + Z[7%4*2]", "X2 + Z6"],
    ["index: unary minus, U+2212 and parentheses", "X[-(-5)] + X[7\u22121]", "X5 + X6"],
  ])("%s", (_, text, printed) => {
    expect(read(text)).toBe(printed);
  });

  test("n counts |1⟩ unless the convention says otherwise", () => {
    expect(String(parseOperator("n3", { n: "down" }))).toBe("0.5 - 0.5 Z3");
    expect(String(parseOperator("n3", { n: "up" }))).toBe("0.5 + 0.5 Z3");
    // A number operator is a projector under either convention.
    for (const n of ["down", "up"] as const) {
      expect(parseOperator("n0 n0 - n0", { n }).terms).toEqual([]);
    }
  });
});

describe("examples of the documentation", () => {
  test.each([
    ["sum(j=0..3, Z[j] Z[j+1]) + 0.3 X0", "Z0 Z1 + Z1 Z2 + Z2 Z3 + Z3 Z4 + 0.3 X0"],
    ["-X0 - X1", "-X0 - X1"],
    ["0.5 + 0.5 Z4", "0.5 + 0.5 Z4"],
    ["X0 Z4", "X0 Z4"],
    ["sum(j=0..7, X[(j+1)%8])", "X1 + X2 + X3 + X4 + X5 + X6 + X7 + X0"],
    ["-sum(j=0..1, Z[j] X[(j+1)%2]) + 0.5 n3", "-Z0 X1 - X0 Z1 + 0.25 - 0.25 Z3"],
  ])("%s", (text, printed) => {
    expect(read(text)).toBe(printed);
  });
});

describe("printing and parsing round-trip", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const coefficient = fc.record({ re: finite, im: fc.oneof(fc.constant(0), finite) });
  const string = fc
    .tuple(pauliLetters(5), fc.constantFrom(0, 30, 62, 195, 2000))
    .map(([letters, offset]) => stringOf(letters).shifted(offset));
  const term = fc.record({ string, coefficient });

  test("random sums come back to the last bit, in order", () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 8 }), (terms) => {
        let operator: OperatorSum;
        try {
          operator = new OperatorSum(terms);
        } catch {
          fc.pre(false); // equal strings whose coefficients add up to more than a double holds
          return;
        }
        const again = parseOperator(String(operator));
        expect(again.terms.map((t) => [t.string.key, t.coefficient.re + 0, t.coefficient.im + 0])).toEqual(
          operator.terms.map((t) => [t.string.key, t.coefficient.re + 0, t.coefficient.im + 0]),
        );
        expect(String(again)).toBe(String(operator));
      }),
      { numRuns: 1000, seed: 9 },
    );
  });

  test("blanks, stars and signs do not matter", () => {
    const compact = fc.array(fc.tuple(pauliLetters(4), fc.integer({ min: -99, max: 99 })), { minLength: 1 });
    fc.assert(
      fc.property(compact, (terms) => {
        const operator = OperatorSum.sum(terms.map(([letters, c]) => OperatorSum.of(stringOf(letters), c)));
        const loud = String(operator)
          .replaceAll("-", " \u2212 ")
          .replaceAll(/(?<=[0-9]) (?=[XYZ])/g, " * ")
          .replaceAll(/(?<=[XYZ])/g, " ");
        expect(parseOperator(loud).equals(operator)).toBe(true);
        const dense = String(operator).replaceAll(" ", "");
        expect(parseOperator(dense).equals(operator)).toBe(true);
      }),
      { numRuns: 300, seed: 10 },
    );
  });
});

describe("errors name line, column and what to do", () => {
  test.each<[text: string, line: number, column: number, problem: RegExp]>([
    ["", 1, 1, /the text is empty; write 0/],
    ["  \n ", 2, 2, /the text is empty/],
    ["X", 1, 2, /expected a site, as in X3 or X\[j\+1\]/],
    ["X0 + ", 1, 6, /the text ends where a factor should follow/],
    ["X0 *", 1, 5, /the text ends where a factor/],
    ["X0 + - Z0", 1, 6, /expected a number, X, Y, Z, n, I, sum\(\.\.\.\) or "\(", found "-"/],
    ["2 * -3 X0", 1, 5, /found "-"/],
    ["X0 + Q3", 1, 6, /"Q" is not an operator; known are X, Y, Z, n, I/],
    ["x0", 1, 1, /"x" is not an operator/],
    ["Sx0 Sw1", 1, 5, /"Sw" is not an operator/],
    ["Sx", 1, 3, /expected a site/],
    ["Xj", 1, 1, /"Xj" is not an operator/],
    ["X0²", 1, 3, /unexpected character "²"/],
    ["X0 / 2", 1, 4, /unexpected character "\/"/],
    ["X0, Z1", 1, 3, /unexpected ","/],
    ["X0 )", 1, 4, /unexpected "\)"/],
    ["(X0 + Z1", 1, 9, /expected "\)", found the end/],
    ["()", 1, 2, /expected a number/],
    ["X0.5", 1, 2, /expected a site/],
    ["X1e3", 1, 2, /expected a site/],
    ["X0i", 1, 2, /expected a site/],
    ["X-1", 1, 2, /expected a site/],
    ["X[-1]", 1, 2, /site -1 is out of range: sites run from 0 to 65535/],
    ["Z0 X65536", 1, 5, /site 65536 is out of range/],
    ["X[j]", 1, 3, /expected an integer or an index, found "j"; indices known here: none/],
    ["X[0", 1, 4, /expected "\]", found the end/],
    ["X[0.5]", 1, 3, /expected an integer or an index, found "0.5"/],
    ["X[3 % 0]", 1, 8, /the divisor of % must be positive, it is 0/],
    ["X[3%(1-2)]", 1, 10, /the divisor of % must be positive, it is -1/],
    ["sum(j=0..3, X[k])", 1, 15, /found "k"; indices known here: j/],
    ["sum(j=0..3, X[j]", 1, 17, /expected "\)", found the end/],
    ["sum(j=0..3 X[j])", 1, 12, /expected ",", found "X"/],
    ["sum(j=0.3, X[j])", 1, 7, /expected an integer or an index, found "0.3"/],
    ["sum(j=0...3, X[j])", 1, 10, /expected an integer or an index, found "."|found ".3"/],
    ["sum(j, X[j])", 1, 6, /expected "=", found ","/],
    ["sum(3=0..1, X0)", 1, 5, /expected the name of an index, as in sum\(j=0\.\.3/],
    ["sum j=0..1", 1, 5, /expected "\(", found "j"/],
    ["sum(j=0..1, sum(j=0..1, X[j]))", 1, 17, /the index j is already in use outside/],
    ["sum(j=0..1, X[j]) X[j]", 1, 21, /indices known here: none/],
    ["sum(j=0..2, X[j-1])", 1, 14, /site -1 is out of range/],
    ["sum(j=5..4, X[k])", 1, 15, /found "k"/],
    ["sum(j=0..1000000, X0)", 1, 17, /the range 0\.\.1000000 has more than 1000000 values/],
    ["sum(j=9007199254740992..9007199254740993, X0)", 1, 7, /9007199254740992 is too large/],
    ["X0\n+ Z1\n + Q2", 3, 4, /"Q" is not an operator/],
    ["1.2.3 X0", 1, 4, /a number follows a number/],
    ["2 X0 + 1e400 Z1", 1, 8, /1e400 is too large/],
    ["1e400i", 1, 1, /1e400 is too large/],
  ])("%j", (text, line, column, problem) => {
    expect(() => parseOperator(text, { where: "system.inputs.gX" })).toThrow(
      expect.objectContaining({
        code: "invalid-operator",
        message: expect.stringMatching(problem),
        context: expect.objectContaining({ where: "system.inputs.gX", line, column, text }),
      }),
    );
  });

  test.each([
    ["1/2 Z0 Z1", 'unexpected character "/"; there is no division: write 0.5 X0 for X0/2'],
    ["X0^2", 'unexpected character "^"; there are no powers'],
    ["Z0 @ Z1", 'unexpected character "@"; factors are joined by * or a blank'],
    ["Z0·Z1", 'unexpected character "·"; factors are joined by'],
    ["𝑍0", 'unexpected character "𝑍"'],
    ["z0 z1", "sum(...); the letters of Pauli matrices are capitals: X0 Z1"],
    ["ZZI", "every letter takes its site: X0 Z1; labels of Qiskit are read with format: qiskit"],
    ["Z_0 Z_1", "the site follows the letter at once"],
    ["sum(j=0..2, Zj)", "an index stands in brackets: X[j]"],
    ["pi X0", "numbers have no names here"],
    ["sigma_x 0", "Pauli matrices are X3, Y3, Z3"],
    ["cdag0 c1", "operators of fermions are read with format: openfermion"],
  ])("%s is told how qep writes it", (text, hint) => {
    expect(() => parseOperator(text)).toThrow(hint);
  });

  test("the message points into the text", () => {
    expect(() => parseOperator("X0\n + Q2\n + Z3", { where: "output up" })).toThrow(
      expect.objectContaining({
        message: [
          'output up, line 2, column 4 of the operator: "Q" is not an operator; known are X, Y, Z, n, I, Sx, Sy, Sz, Sp, Sm and sum(...)',
          "   + Q2",
          "     ^",
        ].join("\n"),
      }),
    );
  });

  test("random text parses or fails with an error of ours", () => {
    const soup = fc.string({
      unit: fc.constantFrom(..."XYZIni0123456789.e+-*%()[],=j\u2212 \n", "sum(", "..", "sum(j=0..3,"),
      maxLength: 20,
    });
    fc.assert(
      fc.property(soup, (text) => {
        try {
          expect(parseOperator(text)).toBeInstanceOf(OperatorSum);
        } catch (error) {
          expect(error).toMatchObject({ name: "QepError", code: "invalid-operator" });
        }
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});

test("a long chain is read as it is built by hand", () => {
  const sites = 300;
  const byHand = OperatorSum.sum(
    Array.from({ length: sites }, (_, j) =>
      OperatorSum.of(PauliString.single("Z", j)).times(
        OperatorSum.of(PauliString.single("Z", (j + 1) % sites)),
      ),
    ),
  );
  expect(parseOperator(`sum(j=0..${sites - 1}, Z[j] Z[(j+1)%${sites}])`).equals(byHand)).toBe(true);
});

describe("nesting", () => {
  const nested = (depth: number, open: string, inside: string, close: string) =>
    `${open.repeat(depth)}${inside}${close.repeat(depth)}`;
  const indices = (depth: number) =>
    Array.from({ length: depth }, (_, level) => `sum(${"i".repeat(level + 2)}=0..0, `).join("");

  test("is read 500 deep", () => {
    expect(read(nested(500, "(", "X0", ")"))).toBe("X0");
    expect(read(`X[${nested(500, "(", "3", ")")}]`)).toBe("X3");
    expect(read(`X[${nested(500, "-", "3", "")}]`)).toBe("X3");
    expect(read(`${indices(500)}X0${")".repeat(500)}`)).toBe("X0");
  });

  test.each([
    ["parentheses", nested(200_000, "(", "X0", ")"), 501],
    ["parentheses of an index", `X[${nested(200_000, "(", "3", ")")}]`, 503],
    ["signs of an index", `X[${nested(200_000, "-", "3", "")}]`, 503],
    ["sums", `${indices(501)}X0`, indices(500).length + 1],
  ])(
    "%s deeper than that are refused where the limit is, with a message of few characters",
    (_, text, column) => {
      let message = "";
      try {
        parseOperator(text);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toContain(
        `operator, line 1, column ${column} of the operator: brackets and signs are nested more than 500 deep`,
      );
      const [, line = "", caret = ""] = message.split("\n");
      expect(line.length).toBeLessThan(200);
      expect(line.slice(caret.indexOf("^"))[0]).toBe(text[column - 1]);
    },
  );
});

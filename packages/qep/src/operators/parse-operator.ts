import type { BosonModes } from "./boson-modes.ts";
import { nameHint } from "./notation-hints.ts";
import { OperatorSum } from "./operator-sum.ts";
import { MAX_NESTING, syntaxError, TOO_DEEP, type Token, tokenize } from "./operator-tokens.ts";
import { MAX_SITE, type PauliLetter } from "./pauli-string.ts";

/** What letters of an operator text mean. */
export interface TextConvention {
  /** n = (1 − Z)/2 ("down", the default: n counts |1⟩) or n = (1 + Z)/2 ("up"). */
  readonly n?: "down" | "up";
  /** Where given, `b0`, `b+0` and `n0` act on these boson modes, and X, Y, Z on their qubits. */
  readonly bosons?: BosonModes | undefined;
}

/** Options of {@link parseOperator}. */
export interface ParseOptions extends TextConvention {
  /** Named in errors, for instance `system.inputs.gX`. */
  readonly where?: string;
}

/** A sum may not run over more indices than this; a typing error should not fill the memory. */
const MAX_RANGE = 1_000_000;

/**
 * Reads the text form of an operator, for instance `-sum(j=0..7, Z[j] X[(j+1)%8] Z[(j+2)%8]) + 0.5 n3`.
 *
 * The grammar (EBNF) stands in docs/conventions.md. Factors multiply from left to right as matrices, so
 * `X0 Y0` is `i Z0`. X, Y, Z are Pauli matrices; `Sx0` is half of `X0`. Sites count from 0 and are not limited to 32 or 64.
 *
 * @returns the operator, equal strings merged
 * @throws QepError invalid-operator with line and column of the text
 *
 * @example
 * parseOperator("2 (X0 + Z1) Z0").toString(); // "(0-2i) Y0 + 2 Z0 Z1"
 */
export function parseOperator(text: string, options: ParseOptions = {}): OperatorSum {
  return new Parser(text, options).parse();
}

class Parser {
  private readonly text: string;
  private readonly where: string;
  private readonly nSign: number;
  private readonly bosons: BosonModes | undefined;
  private readonly tokens: Token[];
  private position = 0;
  private depth = 0;
  private readonly indices = new Map<string, number>();

  constructor(text: string, options: ParseOptions) {
    this.text = text;
    this.where = options.where ?? "operator";
    this.bosons = options.bosons;
    this.nSign = options.n === "up" ? 1 : -1;
    this.tokens = tokenize(text, this.where);
  }

  parse(): OperatorSum {
    if (this.peek().kind === "end") throw this.fail("the text is empty; write 0 for the zero operator");
    const result = this.sumOfTerms();
    if (this.peek().kind !== "end") throw this.fail(`unexpected "${this.peek().text}"`);
    return result;
  }

  /** operator = [ sign ] term { sign term } */
  private sumOfTerms(): OperatorSum {
    const terms: OperatorSum[] = [];
    let sign = this.takeSign() ?? 1;
    for (;;) {
      const term = this.term();
      terms.push(sign === 1 ? term : term.scale(-1));
      const next = this.takeSign();
      if (next === undefined) return OperatorSum.sum(terms);
      sign = next;
    }
  }

  /** term = factor { [ "*" ] factor } */
  private term(): OperatorSum {
    let product = this.factor();
    for (;;) {
      const starred = this.take("*");
      if (!starred && !this.startsFactor()) return product;
      product = product.times(this.factor());
    }
  }

  private startsFactor(): boolean {
    const { kind, text } = this.peek();
    return kind === "number" || kind === "imaginary" || kind === "name" || text === "(";
  }

  /** factor = number | number "i" | "i" | matrix | sum | "(" operator ")" */
  private factor(): OperatorSum {
    const token = this.peek();
    if (token.kind === "number" || token.kind === "imaginary") {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw this.fail(`${token.text} is too large for a double`);
      this.position++;
      return OperatorSum.identity.scale(token.kind === "number" ? value : { re: 0, im: value });
    }
    if (this.take("(")) {
      const inside = this.nested(token, () => this.sumOfTerms());
      this.expect(")");
      return inside;
    }
    if (token.kind === "name") return this.named(token);
    throw this.fail(
      token.kind === "end"
        ? "the text ends where a factor should follow"
        : `expected a number, X, Y, Z, n, I, sum(...) or "(", found "${token.text}"`,
    );
  }

  private named(token: Token): OperatorSum {
    switch (token.text) {
      case "sum":
        this.position++;
        return this.nested(token, () => this.sumOverIndex());
      case "i":
        this.position++;
        return OperatorSum.identity.scale({ re: 0, im: 1 });
      case "I":
        this.position++;
        if (this.peek().text === "[" || this.touchesNumber(token)) this.site();
        return OperatorSum.identity;
      case "X":
      case "Y":
      case "Z":
        this.position++;
        return OperatorSum.pauli(token.text, this.site());
      case "b":
        return this.bosons ? this.ladder(this.bosons, token) : this.spin(token);
      case "n": {
        this.position++;
        if (this.bosons) return this.bosons.number(this.mode(this.bosons));
        const z = OperatorSum.pauli("Z", this.site());
        return OperatorSum.identity.plus(z.scale(this.nSign)).scale(0.5);
      }
      default:
        return this.spin(token);
    }
  }

  /** b0 annihilates a boson, b+0 creates one: the sign touches the letter. */
  private ladder(bosons: BosonModes, token: Token): OperatorSum {
    this.position++;
    const isCreation = this.peek().offset === token.offset + token.text.length && this.take("+");
    const mode = this.mode(bosons);
    return isCreation ? bosons.creation(mode) : bosons.annihilation(mode);
  }

  private mode({ modes }: BosonModes): number {
    const token = this.peek();
    const mode = this.site();
    if (mode < modes) return mode;
    throw this.fail(`site ${mode} is out of range: the bosons have sites 0 to ${modes - 1}`, token);
  }

  /** Sx, Sy, Sz are half of X, Y, Z; Sp and Sm are Sx ± i Sy, with Sp = |0⟩⟨1|. */
  private spin(token: Token): OperatorSum {
    const [, direction] = /^S([xyzpm])$/.exec(token.text) ?? [];
    if (direction === undefined) {
      throw this.fail(
        `"${token.text}" is not an operator; known are X, Y, Z, n, I, Sx, Sy, Sz, Sp, Sm${this.bosons ? ", b, b+" : ""} and sum(...)` +
          nameHint(token.text),
      );
    }
    this.position++;
    const site = this.site();
    const half = (letter: PauliLetter) => OperatorSum.pauli(letter, site).scale(0.5);
    if (direction === "p") return half("X").plus(half("Y").scale({ re: 0, im: 1 }));
    if (direction === "m") return half("X").plus(half("Y").scale({ re: 0, im: -1 }));
    return half(direction.toUpperCase() as PauliLetter);
  }

  /** sum = "sum" "(" name "=" index ".." index "," operator ")" — both ends included */
  private sumOverIndex(): OperatorSum {
    this.expect("(");
    const name = this.peek();
    if (name.kind !== "name") throw this.fail("expected the name of an index, as in sum(j=0..3, X[j])");
    if (this.indices.has(name.text)) throw this.fail(`the index ${name.text} is already in use outside`);
    this.position++;
    this.expect("=");
    const first = this.index();
    this.expect("..");
    const last = this.index();
    if (last - first >= MAX_RANGE)
      throw this.fail(`the range ${first}..${last} has more than ${MAX_RANGE} values`);
    this.expect(",");
    const start = this.position;
    const terms: OperatorSum[] = [];
    // The body is read at least once, so that an empty range still moves past it and reports its errors.
    for (let value = first; value === first || value <= last; value++) {
      this.position = start;
      this.indices.set(name.text, value);
      const body = this.sumOfTerms();
      if (value <= last) terms.push(body);
    }
    this.indices.delete(name.text);
    this.expect(")");
    return OperatorSum.sum(terms);
  }

  /** site = integer | "[" index "]" */
  private site(): number {
    const token = this.peek();
    let site: number;
    if (this.take("[")) {
      site = this.index();
      this.expect("]");
    } else if (token.kind === "number" && /^\d+$/.test(token.text)) {
      this.position++;
      site = Number(token.text);
    } else {
      throw this.fail("expected a site, as in X3 or X[j+1]");
    }
    if (site < 0 || site > MAX_SITE) {
      throw this.fail(`site ${site} is out of range: sites run from 0 to ${MAX_SITE}`, token);
    }
    return site;
  }

  /** index = product { ("+" | "-") product } */
  private index(): number {
    let value = this.indexProduct();
    for (;;) {
      if (this.take("+")) value += this.indexProduct();
      else if (this.take("-")) value -= this.indexProduct();
      else return value;
    }
  }

  /** product = atom { ("*" | "%") atom } — the remainder of "%" is never negative */
  private indexProduct(): number {
    let value = this.indexAtom();
    for (;;) {
      if (this.take("*")) value *= this.indexAtom();
      else if (this.take("%")) {
        const divisor = this.indexAtom();
        if (divisor <= 0) throw this.fail(`the divisor of % must be positive, it is ${divisor}`);
        value = ((value % divisor) + divisor) % divisor;
      } else return value;
    }
  }

  /** atom = integer | name | "-" atom | "(" index ")" */
  private indexAtom(): number {
    const token = this.peek();
    if (this.take("-")) return -this.nested(token, () => this.indexAtom());
    if (this.take("(")) {
      const value = this.nested(token, () => this.index());
      this.expect(")");
      return value;
    }
    if (token.kind === "number" && /^\d+$/.test(token.text)) {
      const integer = Number(token.text);
      // Counting on from beyond 2^53 would not get anywhere.
      if (!Number.isSafeInteger(integer)) throw this.fail(`${token.text} is too large for an index`);
      this.position++;
      return integer;
    }
    const value = token.kind === "name" ? this.indices.get(token.text) : undefined;
    if (value === undefined) {
      const known = [...this.indices.keys()].join(", ") || "none (use sum(j=0..3, ...))";
      throw this.fail(`expected an integer or an index, found "${token.text}"; indices known here: ${known}`);
    }
    this.position++;
    return value;
  }

  /** What stands inside a bracket, or behind a sign. @param at that bracket or sign */
  private nested<Result>(at: Token, read: () => Result): Result {
    if (this.depth === MAX_NESTING) throw this.fail(TOO_DEEP, at);
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  private takeSign(): 1 | -1 | undefined {
    if (this.take("+")) return 1;
    if (this.take("-")) return -1;
    return undefined;
  }

  private touchesNumber(token: Token): boolean {
    const next = this.peek();
    return next.kind === "number" && next.offset === token.offset + token.text.length;
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }

  private take(symbol: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== "symbol" || text !== symbol) return false;
    this.position++;
    return true;
  }

  private expect(symbol: string): void {
    if (this.take(symbol)) return;
    const found = this.peek();
    throw this.fail(`expected "${symbol}", found ${found.kind === "end" ? "the end" : `"${found.text}"`}`);
  }

  private fail(problem: string, at: Token = this.peek()): Error {
    return syntaxError(this.text, at.offset, this.where, problem);
  }
}

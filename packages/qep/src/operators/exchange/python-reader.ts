import { OperatorSum } from "../operator-sum.ts";
import { MAX_NESTING, syntaxError, TOO_DEEP } from "../operator-tokens.ts";
import { type PythonToken, pythonTokens } from "./python-tokens.ts";
import { complexOf, type PythonValue, plainNumber } from "./python-value.ts";

/** What a call is made of: `tensor(0.5, requires_grad=True)`. */
export interface PythonArguments {
  readonly positional: readonly PythonValue[];
  readonly named: ReadonlyMap<string, PythonValue>;
}

/** What a name means when it is called. It returns undefined where the arguments are not its own. */
export type PythonCall = (given: PythonArguments) => PythonValue | undefined;

/** Names that only wrap a value, as numpy and PennyLane print it: `np.float64(0.5)`, `array([1., 2.])`. */
const WRAPPERS: readonly string[] = [
  "float64",
  "float32",
  "complex128",
  "complex64",
  "int64",
  "array",
  "tensor",
];

const CONSTANTS: readonly string[] = ["True", "False", "None"];

/**
 * The value of a Python expression made of numbers, texts, lists, tuples, + - * @ and known calls. Nothing is run.
 *
 * @param calls what names mean, without the module in front; those of numpy arrays and scalars are known
 * @throws QepError invalid-operator with line and column of the text
 */
export function readPython(
  text: string,
  where: string,
  calls: Readonly<Record<string, PythonCall>> = {},
): PythonValue {
  return new Reader(text, where, calls).read();
}

class Reader {
  private readonly text: string;
  private readonly where: string;
  private readonly calls: Readonly<Record<string, PythonCall>>;
  private readonly tokens: PythonToken[];
  private position = 0;
  private depth = 0;

  constructor(text: string, where: string, calls: Readonly<Record<string, PythonCall>>) {
    this.text = text;
    this.where = where;
    this.calls = calls;
    this.tokens = pythonTokens(text, where);
  }

  read(): PythonValue {
    const values = this.valuesUntil("");
    return values.length === 1 && !this.endsWithComma() ? (values[0] as PythonValue) : values;
  }

  /** sum = term { ("+" | "-") term } */
  private sum(): PythonValue {
    let value = this.term();
    for (;;) {
      const at = this.peek();
      if (this.take("+")) value = this.add(value, this.term(), at);
      else if (this.take("-")) value = this.add(value, this.multiply(-1, this.term(), at), at);
      else return value;
    }
  }

  /** term = factor { ("*" | "@") factor } */
  private term(): PythonValue {
    let value = this.factor();
    for (;;) {
      const at = this.peek();
      if (!this.take("*") && !this.take("@")) return value;
      value = this.multiply(value, this.factor(), at);
    }
  }

  /** factor = sign factor | number | text | "[" values "]" | "(" values ")" | name [ "(" arguments ")" ] */
  private factor(): PythonValue {
    const token = this.peek();
    if (this.take("-"))
      return this.multiply(
        -1,
        this.nested(token, () => this.factor()),
        token,
      );
    if (this.take("+")) return this.nested(token, () => this.factor());
    if (this.take("[")) {
      return this.closed(
        this.nested(token, () => this.valuesUntil("]")),
        "]",
      );
    }
    if (this.take("(")) {
      const values = this.nested(token, () => this.valuesUntil(")"));
      const isTuple = values.length !== 1 || this.endsWithComma();
      this.closed(values, ")");
      return isTuple ? values : (values[0] as PythonValue);
    }
    this.position++;
    switch (token.kind) {
      case "number":
        return Number(token.text);
      case "imaginary":
        return { re: 0, im: Number(token.text) };
      case "string":
        return token.text;
      case "name":
        return this.named(token);
      default:
        throw this.fail(
          token.kind === "end" ? "the text ends too early" : `unexpected "${token.text}"`,
          token,
        );
    }
  }

  private named(token: PythonToken): PythonValue {
    const name = token.text.split(".").at(-1) as string;
    if (CONSTANTS.includes(name)) return name;
    const call = this.calls[name];
    const given = this.take("(")
      ? this.nested(token, () => this.arguments())
      : { positional: [], named: new Map() };
    const value = call === undefined && WRAPPERS.includes(name) ? given.positional[0] : call?.(given);
    if (value !== undefined) return value;
    const known = Object.keys(this.calls).join(", ");
    throw this.fail(
      call === undefined
        ? `"${token.text}" is not known here${known === "" ? "" : `; known are ${known}`}`
        : `these are not the arguments of ${name}`,
      token,
    );
  }

  private arguments(): PythonArguments {
    const positional: PythonValue[] = [];
    const named = new Map<string, PythonValue>();
    while (!this.isAt(")")) {
      const name = this.peek();
      if (name.kind === "name" && this.tokens[this.position + 1]?.text === "=") {
        this.position += 2;
        named.set(name.text, this.sum());
      } else positional.push(this.sum());
      if (!this.take(",")) break;
    }
    return this.closed({ positional, named }, ")");
  }

  /** Values with commas between them, up to a symbol or the end, which is not taken. */
  private valuesUntil(end: string): PythonValue[] {
    const values: PythonValue[] = [];
    while (values.length === 0 ? end === "" || !this.isAt(end) : this.take(",") && !this.isAt(end)) {
      values.push(this.sum());
    }
    if (!this.isAt(end)) throw this.fail(`expected ${end === "" ? "the end" : `"," or "${end}"`}`);
    return values;
  }

  private endsWithComma(): boolean {
    return this.tokens[this.position - 1]?.text === ",";
  }

  private add(a: PythonValue, b: PythonValue, at: PythonToken): PythonValue {
    if (a instanceof OperatorSum && b instanceof OperatorSum) return a.plus(b);
    const [x, y] = [complexOf(a), complexOf(b)];
    if (x && y) return plainNumber({ re: x.re + y.re, im: x.im + y.im });
    throw this.fail("only two numbers or two operators have a sum", at);
  }

  private multiply(a: PythonValue, b: PythonValue, at: PythonToken): PythonValue {
    if (a instanceof OperatorSum && b instanceof OperatorSum) return a.times(b);
    const [x, y] = [complexOf(a), complexOf(b)];
    if (x && b instanceof OperatorSum) return b.scale(plainNumber(x));
    if (y && a instanceof OperatorSum) return a.scale(plainNumber(y));
    if (x && y) return plainNumber({ re: x.re * y.re - x.im * y.im, im: x.re * y.im + x.im * y.re });
    throw this.fail("only numbers and operators have a product", at);
  }

  /** What stands inside a bracket, or behind a sign. @param at that bracket or sign */
  private nested<Result>(at: PythonToken, read: () => Result): Result {
    if (this.depth === MAX_NESTING) throw this.fail(TOO_DEEP, at);
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  private peek(): PythonToken {
    return this.tokens[this.position] as PythonToken;
  }

  private isAt(symbol: string): boolean {
    const { kind, text } = this.peek();
    return symbol === "" ? kind === "end" : kind === "symbol" && text === symbol;
  }

  private take(symbol: string): boolean {
    if (!this.isAt(symbol)) return false;
    this.position++;
    return true;
  }

  private closed<T>(value: T, symbol: string): T {
    if (this.take(symbol)) return value;
    throw this.fail(`expected "${symbol}"`);
  }

  private fail(problem: string, at: PythonToken = this.peek()): Error {
    const found = problem.startsWith("expected")
      ? `, found ${at.kind === "end" ? "the end" : `"${at.text}"`}`
      : "";
    return syntaxError(this.text, at.offset, this.where, problem + found);
  }
}

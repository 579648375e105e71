import { type OperatorSum, requireHermitian, requireWithin } from "../operators/operator-sum.ts";
import { parseOperator, type TextConvention } from "../operators/parse-operator.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";
import {
  atPiece,
  type QuantityCall,
  quantityError,
  type SourceText,
  type TextPiece,
} from "./quantity-call.ts";
import type { Momentum } from "./structure-factor.ts";

/** What the arguments of quantities may refer to. */
export interface ArgumentScope extends TextConvention {
  readonly qubits: number;
}

/** Reads the arguments of one call, with errors that name their place. */
export class QuantityArguments {
  readonly call: QuantityCall;
  readonly source: SourceText;
  private readonly scope: ArgumentScope;

  /** @throws QepError invalid-operator for a key that this quantity does not have */
  constructor(call: QuantityCall, source: SourceText, scope: ArgumentScope, keys: readonly string[]) {
    this.call = call;
    this.source = source;
    this.scope = scope;
    for (const [key, piece] of call.keyed) {
      if (keys.includes(key)) continue;
      const known =
        keys.length === 0 ? "takes no keys" : `takes ${keys.map((name) => `${name}=`).join(", ")}`;
      throw quantityError(source, piece, `${call.name.text} ${known}, not ${key}=`);
    }
  }

  /** The pieces without a key. @throws QepError where there are not as many as the form shows */
  pieces(least: 2, most: 2, form: string): readonly [TextPiece, TextPiece];
  pieces(least: 3, most: 3, form: string): readonly [TextPiece, TextPiece, TextPiece];
  pieces(least: number, most: number, form: string): readonly [TextPiece, ...TextPiece[]];
  pieces(least: number, most: number, form: string): readonly TextPiece[] {
    const { positional, name } = this.call;
    if (positional.length >= least && positional.length <= most) return positional;
    throw quantityError(this.source, name, `expected ${form}`);
  }

  /** The one piece without a key. */
  only(form: string): TextPiece {
    return this.pieces(1, 1, form)[0];
  }

  /** An operator within the qubits, Hermitian. */
  operator(piece: TextPiece): OperatorSum {
    const operator = atPiece(this.source, piece, () =>
      parseOperator(piece.text, { n: this.scope.n ?? "down", bosons: this.scope.bosons }),
    );
    return checkedOperator(operator, this.source, this.scope.qubits);
  }

  /** X, Y or Z. */
  letter(piece: TextPiece): PauliLetter {
    if (piece.text === "X" || piece.text === "Y" || piece.text === "Z") return piece.text;
    throw quantityError(this.source, piece, `expected X, Y or Z, found "${piece.text}"`);
  }

  /** One site. */
  site(piece: TextPiece): number {
    const site = this.integer(piece);
    if (site < this.scope.qubits) return site;
    throw quantityError(this.source, piece, `qubit ${site} is out of range: there are ${this.scope.qubits}`);
  }

  /** `0..3` as its ends. */
  range(piece: TextPiece): readonly [from: number, to: number] {
    const ends = /^(\d+)\s*\.\.\s*(\d+)$/.exec(piece.text);
    if (!ends)
      throw quantityError(this.source, piece, `expected a range such as 0..3, found "${piece.text}"`);
    const [from, to] = [Number(ends[1]), Number(ends[2])];
    if (to <= from) throw quantityError(this.source, piece, `the range ${from}..${to} does not rise`);
    return [from, to];
  }

  /** `0..3, 7` as the sites they name, each once. */
  sites(pieces: readonly TextPiece[]): number[] {
    const sites: number[] = [];
    for (const piece of pieces) {
      const [from, to] = piece.text.includes("..")
        ? this.range(piece)
        : [this.integer(piece), this.integer(piece)];
      this.site({ text: String(to), offset: piece.offset });
      for (let site = from; site <= to; site++) {
        if (sites.includes(site)) throw quantityError(this.source, piece, `qubit ${site} is named twice`);
        sites.push(site);
      }
    }
    return sites;
  }

  /** The value of a key as one of some words; the first where it is not given. */
  choice<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    const piece = this.call.keyed.get(key);
    if (!piece) return words[0];
    const word = words.find((candidate) => candidate === piece.text);
    if (word !== undefined) return word;
    throw quantityError(this.source, piece, `${key}= is ${words.join(" or ")}, found "${piece.text}"`);
  }

  /** A number by its key. @param isAllowed what `meaning` says */
  number(key: string, fallback: number, isAllowed: (value: number) => boolean, meaning: string): number {
    const piece = this.call.keyed.get(key);
    if (!piece) return fallback;
    const value =
      piece.text === "e" ? Math.E : piece.text === "inf" ? Number.POSITIVE_INFINITY : Number(piece.text);
    if (piece.text !== "" && !Number.isNaN(value) && isAllowed(value)) return value;
    throw quantityError(this.source, piece, `${key}= is ${meaning}, found "${piece.text}"`);
  }

  /** `q=pi`, `q=2pi/3`, `q=(pi, 0)`. */
  momentum(): Momentum | undefined {
    const piece = this.call.keyed.get("q");
    if (!piece) return undefined;
    const pair = /^\(([^,()]*),([^,()]*)\)$/.exec(piece.text);
    const numbers = pair ? [pair[1], pair[2]] : [piece.text, "0"];
    const [x, y] = numbers.map((text) => radians((text ?? "").trim()));
    if (x !== undefined && y !== undefined) return [x, y];
    throw quantityError(
      this.source,
      piece,
      `expected a wave vector in radians such as q=pi, q=2pi/3 or q=(pi, 0), found "${piece.text}"`,
    );
  }

  private integer(piece: TextPiece): number {
    if (/^\d+$/.test(piece.text)) return Number(piece.text);
    throw quantityError(
      this.source,
      piece,
      `expected a qubit such as 3, or a range such as 0..3, found "${piece.text}"`,
    );
  }
}

/** @throws QepError not-hermitian, qubit-out-of-range */
export function checkedOperator(operator: OperatorSum, { where }: SourceText, qubits: number): OperatorSum {
  requireWithin(operator, qubits, where);
  requireHermitian(operator, where);
  return operator;
}

/** `-0.5pi`, `2pi/3`, `pi`, `1.2`: [sign] [number] ["pi"] ["/" number]. */
function radians(text: string): number | undefined {
  const match = /^([-−]?)(\d+(?:\.\d*)?|\.\d+)?\s*\*?\s*(pi|π)?(?:\s*\/\s*(\d+(?:\.\d*)?))?$/.exec(text);
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined;
  const [, sign, factor = "1", pi, divisor = "1"] = match;
  const value = (Number(factor) * (pi ? Math.PI : 1)) / Number(divisor);
  return Number.isFinite(value) ? (sign ? -value : value) : undefined;
}

import { QepError } from "../../base/errors.ts";
import { type Complex, OperatorSum } from "../operator-sum.ts";

/** What a Python expression of numbers, texts, lists and operators stands for; a tuple is a list. */
export type PythonValue = number | Complex | string | OperatorSum | readonly PythonValue[];

/** True for a list or tuple. */
export function isList(value: PythonValue | undefined): value is readonly PythonValue[] {
  return Array.isArray(value);
}

/** The number that a value is, or undefined where it is none. */
export function complexOf(value: PythonValue | undefined): Complex | undefined {
  if (typeof value === "number") return { re: value, im: 0 };
  const isComplex = typeof value === "object" && value !== null && "re" in value && "im" in value;
  return isComplex && typeof value.re === "number" && typeof value.im === "number" ? value : undefined;
}

/** A site index. @throws QepError invalid-operator for anything but a whole number of at least 0 */
export function requireSite(value: PythonValue | undefined, where: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw wrongPart(where, "a site, a whole number of at least 0", value);
}

/** An error that says what stands in the place of something else. */
export function wrongPart(where: string, expected: string, given: PythonValue | undefined): QepError {
  const shown = given === undefined ? "nothing" : printPython(given);
  const problem = `${where}: expected ${expected}, given ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`;
  return new QepError("invalid-operator", problem, { where });
}

/** A value as Python text that evaluates to it; tuples have become lists. */
export function printPython(value: PythonValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof OperatorSum) return value.toString();
  const number = complexOf(value);
  if (number !== undefined) return printNumber(number);
  return isList(value) ? `[${value.map(printPython).join(", ")}]` : JSON.stringify(value);
}

/** A number as Python writes it: `0.5`, `(0.5-0.25j)`. */
export function printNumber({ re, im }: Complex): string {
  return im === 0 ? `${re}` : `(${re}${im < 0 ? "-" : "+"}${Math.abs(im)}j)`;
}

/** A coefficient as data: a number where it is real. */
export function plainNumber({ re, im }: Complex): number | Complex {
  return im === 0 ? re : { re, im };
}

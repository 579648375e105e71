import type { Complex } from "../operator-sum.ts";
import { readPython } from "./python-reader.ts";
import { complexOf, type PythonValue, wrongPart } from "./python-value.ts";

/**
 * A coefficient: a number, a complex number as data, or one as Python prints it, `"(0.5-0.25j)"`.
 *
 * @throws QepError invalid-operator for anything else
 */
export function requireCoefficient(value: PythonValue | undefined, where: string): Complex {
  const number = complexOf(typeof value === "string" ? readPython(value, where) : value);
  if (number !== undefined) return number;
  throw wrongPart(where, "a number", value);
}

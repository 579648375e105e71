import * as z from "zod";
import { isQepError } from "../base/errors.ts";
import { OPERATOR_FORMATS, readOperatorFormat } from "../operators/exchange/operator-format.ts";
import type { PythonValue } from "../operators/exchange/python-value.ts";
import { name, wording } from "./schema-parts.ts";

const basis = z
  .strictObject({
    kind: z
      .enum(["spin", "boson", "fermion"])
      .default("spin")
      .meta({ description: "What the letters act on: spins, hard-core bosons or fermions. Default: spin." }),
    pauli: z
      .union([z.literal(1), z.literal(0), z.literal(-1)])
      .default(1)
      .register(wording, { expects: "1, 0 or -1" })
      .meta({
        description:
          "QuSpin's flag of spins: 1 Pauli matrices, 0 spins S = sigma/2, -1 Pauli matrices with halved ladder " +
          "operators. Default: 1.",
        examples: [0],
      }),
  })
  .meta({ description: "With format: quspin, the basis of the list. Default: spins, pauli 1." });

const foreignOperator = z
  .strictObject({
    format: z
      .enum(OPERATOR_FORMATS)
      .meta({ description: "The Python library whose form this is.", examples: ["qiskit"] }),
    terms: z
      .array(z.unknown())
      .exactOptional()
      .meta({
        description: "The operator as a list, as the library takes it.",
        examples: [[["ZZI", 0.5]]],
      }),
    text: z
      .string()
      .exactOptional()
      .meta({
        description: "Instead of terms, the operator as the library prints it.",
        examples: ["0.5 [Z0 Z1]"],
      }),
    file: z
      .string()
      .exactOptional()
      .meta({ description: "Instead of terms, a file with either of them.", examples: ["hamiltonian.json"] }),
    basis: basis.exactOptional(),
  })
  .meta({ id: "foreignOperator", description: "An operator in the form of a Python library." });

const expects = 'operator text such as "Z0 Z1 - 0.5 X0"';

/** Operator text; its grammar is checked where operators are built. */
export const plainText = () => z.string().regex(/\S/).register(wording, { expects });

/** An operator in the form of a Python library, which becomes operator text. */
export const foreignText = () => foreignOperator.transform(textOf).register(wording, { expects });

/** An operator, in either way. */
export const operatorText = () => z.union([plainText(), foreignText()]).register(wording, { expects });

/** Named operators. */
export const namedOperators = () => z.record(name(), operatorText());

function textOf(
  { format, terms, text, file, basis }: z.output<typeof foreignOperator>,
  context: z.RefinementCtx,
): string {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: "custom", path: [path], message });
    return z.NEVER;
  };
  if ([terms, text, file].filter((value) => value !== undefined).length !== 1) {
    return refuse("terms", "expected one of terms, text and file; give exactly one of them");
  }
  if (file !== undefined)
    return refuse("file", "files are read by the command line only; give terms or text");
  if (basis && format !== "quspin") return refuse("basis", "goes only with format: quspin; remove it");
  try {
    return String(readOperatorFormat(format, (terms ?? text) as PythonValue, basis ? { basis } : {}));
  } catch (error) {
    if (!isQepError(error)) throw error;
    return refuse(terms === undefined ? "text" : "terms", error.message);
  }
}

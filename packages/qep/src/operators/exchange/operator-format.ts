import { QepError } from "../../base/errors.ts";
import type { OperatorSum } from "../operator-sum.ts";
import { readOpenFermion, writeOpenFermion } from "./openfermion.ts";
import { readPennyLane, writePennyLane } from "./pennylane.ts";
import { type PythonValue, printPython } from "./python-value.ts";
import { readQiskit, writeQiskit } from "./qiskit.ts";
import { type QuSpinBasis, readQuSpin, writeQuSpin } from "./quspin.ts";

/** The Python libraries whose operators are read and written. */
export const OPERATOR_FORMATS = ["qiskit", "openfermion", "quspin", "pennylane"] as const;

/** A Python library with a form of its own for operators. */
export type OperatorFormat = (typeof OPERATOR_FORMATS)[number];

/** What else the reader of a format must know. */
export interface FormatOptions {
  /** Named in errors. */
  readonly where?: string;
  /** Of QuSpin lists: what their letters act on. */
  readonly basis?: QuSpinBasis;
}

/** An operator in the form of a Python library. */
export interface WrittenOperator {
  /** Python text that the library takes. */
  readonly text: string;
  /** The same as data, where the form is a list. */
  readonly terms?: PythonValue;
}

/** Reads an operator in the form of a Python library. @throws QepError invalid-operator that says where */
export function readOperatorFormat(
  format: OperatorFormat,
  value: PythonValue,
  { where = `${format} operator`, basis = {} }: FormatOptions = {},
): OperatorSum {
  switch (format) {
    case "qiskit":
      return readQiskit(value, where);
    case "quspin":
      return readQuSpin(value, basis, where);
    case "pennylane":
      return readPennyLane(value, where);
    case "openfermion":
      if (typeof value === "string") return readOpenFermion(value, where);
      throw new QepError("invalid-operator", `${where}: OpenFermion's form is text; give it as text`, {
        where,
      });
  }
}

/**
 * Writes an operator in the form of a Python library.
 *
 * @param options `qubits`: length of Qiskit's labels; `basis`: QuSpin's, of spins
 * @throws QepError unsupported for QuSpin's bases of bosons and fermions
 */
export function writeOperatorFormat(
  format: OperatorFormat,
  operator: OperatorSum,
  { qubits, basis = {} }: { readonly qubits?: number; readonly basis?: QuSpinBasis } = {},
): WrittenOperator {
  switch (format) {
    case "qiskit": {
      const terms = writeQiskit(operator, qubits);
      return { terms, text: printPython(terms) };
    }
    case "quspin": {
      if ((basis.kind ?? "spin") !== "spin") {
        throw new QepError(
          "unsupported",
          `operators are written for QuSpin's spin bases, given ${basis.kind}`,
          {},
        );
      }
      const terms = writeQuSpin(operator, basis.pauli);
      return { terms, text: printPython(terms) };
    }
    case "openfermion":
      return { text: writeOpenFermion(operator) };
    case "pennylane":
      return { text: writePennyLane(operator) };
  }
}

import { describe, expect, test } from "vitest";
import { parseOperator, readOperatorFormat, writeOperatorFormat } from "../../src/index.ts";
import { denseMatrix } from "../support/dense.ts";
import { hasModule, moduleSuffix, python } from "../support/python.ts";

// What we write is given to the libraries themselves: their matrices must be ours.

const QUBITS = 3;
const H = parseOperator("0.5 Z0 X2 - 1.25 Y1 + (0.3-0.7i) Y0 Z1 X2 + 2 + 0.125 X0 X1");

/** sys.argv[1] is the text; each program leaves its matrix in `matrix`, and whether qubit 0 comes first. */
const PROGRAMS = {
  qiskit: `
from qiskit.quantum_info import SparsePauliOp
operator = SparsePauliOp.from_list(ast.literal_eval(text))
matrix, first, again = operator.to_matrix(), False, repr(operator)
`,
  openfermion: `
import openfermion
operator = openfermion.QubitOperator(text)
matrix, first, again = openfermion.get_sparse_operator(operator, n_qubits=3).toarray(), True, str(operator)
`,
  pennylane: `
import pennylane as qml
from pennylane import X, Y, Z, I
operator = eval(text)
matrix, first, again = qml.matrix(operator, wire_order=range(3)), True, str(operator)
`,
  quspin: `
from quspin.basis import spin_basis_general
from quspin.operators import hamiltonian
static = ast.literal_eval(text)
quiet = dict(check_herm=False, check_symm=False, check_pcon=False, dtype=np.complex128)
matrix = hamiltonian(static, [], basis=spin_basis_general(3, pauli=PAULI), **quiet).toarray()
first, again = True, str(static)
`,
};

const BEGIN =
  "import ast, json, sys, warnings\nwarnings.simplefilter('ignore')\nimport numpy as np\ntext = sys.argv[1]\n";

const END = `
if first:
    matrix = matrix.reshape([2] * 6).transpose([2, 1, 0, 5, 4, 3]).reshape(8, 8)
print(json.dumps([matrix.real.ravel().tolist(), matrix.imag.ravel().tolist(), again]))
`;

const cases = [
  ["qiskit", 1],
  ["openfermion", 1],
  ["pennylane", 1],
  ["quspin", 1],
  ["quspin", 0],
  ["quspin", -1],
] as const;

describe.each(cases)("%s, pauli %s", (format, pauli) => {
  test.skipIf(!hasModule(format))(
    `takes what we write, and we read what it prints${moduleSuffix(format)}`,
    () => {
      const { text } = writeOperatorFormat(format, H, { qubits: QUBITS, basis: { pauli } });
      const program = BEGIN + PROGRAMS[format].replace("PAULI", String(pauli)) + END;
      const [re, im, again] = python(program, text) as [number[], number[], string];
      const { re: ourRe, im: ourIm } = denseMatrix(H, QUBITS);
      expect(Math.max(...re.map((value, k) => Math.abs(value - ourRe[k])))).toBeLessThan(1e-12);
      expect(Math.max(...im.map((value, k) => Math.abs(value - ourIm[k])))).toBeLessThan(1e-12);
      expect(readOperatorFormat(format, again, { basis: { pauli } }).equals(H, 1e-15)).toBe(true);
    },
  );
});

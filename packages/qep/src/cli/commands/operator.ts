import { stat } from "node:fs/promises";
import { type Command, Option } from "commander";
import { QepError } from "../../base/errors.ts";
import {
  OPERATOR_FORMATS,
  type OperatorFormat,
  readOperatorFormat,
  type WrittenOperator,
  writeOperatorFormat,
} from "../../operators/exchange/operator-format.ts";
import type { QuSpinBasis, QuSpinPauli } from "../../operators/exchange/quspin.ts";
import type { OperatorSum } from "../../operators/operator-sum.ts";
import { parseOperator } from "../../operators/parse-operator.ts";
import { readInputText, wholeNumber } from "../arguments.ts";
import { printResult } from "../output.ts";

/** qep's own operator text, and those of the Python libraries. */
type Form = "qep" | OperatorFormat;

interface OperatorFlags {
  readonly from: Form;
  readonly to: Form;
  readonly qubits?: number;
  readonly basis: NonNullable<QuSpinBasis["kind"]>;
  readonly pauli: string;
  readonly json?: boolean;
}

const FORMS: readonly Form[] = ["qep", ...OPERATOR_FORMATS];

/** `qep operator`. */
export function addOperator(program: Command): void {
  program
    .command("operator")
    .description("an operator in another form: that of qep, Qiskit, OpenFermion, QuSpin or PennyLane")
    .argument("<text|file>", "the operator, or a file with it; -- stands before one that begins with a minus")
    .addOption(new Option("--from <form>", "form it is in").choices(FORMS).default("qep"))
    .addOption(new Option("--to <form>", "form to write").choices(FORMS).default("qep"))
    .option("--qubits <n>", "length of Qiskit's labels (default: as needed)", wholeNumber("--qubits", 1))
    .addOption(
      new Option("--basis <kind>", "of a QuSpin list").choices(["spin", "boson", "fermion"]).default("spin"),
    )
    .addOption(
      new Option("--pauli <flag>", "of QuSpin's spins: 1 Pauli matrices, 0 spins S, -1 halved + and -")
        .choices(["1", "0", "-1"])
        .default("1"),
    )
    .option("--json", 'print {"format", "qubits", "isHermitian", "text", "terms"}')
    .action(convert);
}

async function convert(given: string, flags: OperatorFlags): Promise<void> {
  const isFile = await isInputFile(given);
  const basis: QuSpinBasis = { kind: flags.basis, pauli: Number(flags.pauli) as QuSpinPauli };
  const text = isFile ? await readInputText(given, "file") : given;
  const where = isFile ? given : flags.from;
  const operator =
    flags.from === "qep"
      ? parseOperator(text, { where })
      : readOperatorFormat(flags.from, text, { where, basis });
  const qubits = flags.qubits ?? Math.max(1, operator.minimalQubits);
  const written = write(operator, flags.to, { qubits, basis });
  const result = { format: flags.to, qubits, isHermitian: operator.isHermitian(), ...written };
  printResult(flags.json === true, result, () => written.text);
}

/** Whether a file is meant, not an operator. @throws QepError invalid-argument where it cannot be read */
async function isInputFile(given: string): Promise<boolean> {
  const entry = await stat(given).catch(() => undefined);
  if (entry?.isFile()) return true;
  // No operator ends like a file or is a path.
  const isMissing = !entry && /\.(txt|json|ya?ml|csv)$/i.test(given);
  if (!isMissing && !entry?.isDirectory()) return false;
  throw new QepError(
    "invalid-argument",
    entry
      ? `${given} is a directory; expected an operator, or a file with one`
      : `there is no file ${given}; check the path`,
    { given },
  );
}

function write(
  operator: OperatorSum,
  form: Form,
  options: { readonly qubits: number; readonly basis: QuSpinBasis },
): WrittenOperator {
  return form === "qep" ? { text: String(operator) } : writeOperatorFormat(form, operator, options);
}

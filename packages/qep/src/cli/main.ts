import { Command, CommanderError } from "commander";
import { type ErrorCode, isQepError } from "../base/errors.ts";
import { colors } from "./colors.ts";
import { addCheckReciprocity } from "./commands/check-reciprocity.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExport } from "./commands/export.ts";
import { addGradient } from "./commands/gradient.ts";
import { addGroundState } from "./commands/ground-state.ts";
import { addOperator } from "./commands/operator.ts";
import { addPhaseDiagram } from "./commands/phase-diagram.ts";
import { addPlan } from "./commands/plan.ts";
import { addPlot } from "./commands/plot.ts";
import { addReport } from "./commands/report.ts";
import { addReproduce } from "./commands/reproduce.ts";
import { addRuns } from "./commands/runs.ts";
import { addStudio } from "./commands/studio.ts";
import { addTrain } from "./commands/train.ts";
import { addTransfer } from "./commands/transfer.ts";
import { version } from "./version.ts";

const HELP = `
Examples:
  qep train examples/phase-sensor.yaml --steps 500
  qep train --resume runs/phase-sensor-2026-01-01T12-00-00 --steps 1000
  qep evaluate runs/phase-sensor-2026-01-01T12-00-00 --inputs gZXZ=1,gZZ=1,gX=2 --json
  qep gradient examples/single-qubit.yaml --method linear-response
  qep ground-state cluster-ising --sites 8 --inputs gZXZ=2.5,gZZ=0.5,gX=1

Results go to stdout, progress and messages to stderr.
Exit status: 0 done, 1 the computation failed, 2 the input was wrong, 130 stopped by Ctrl-C.`;

async function main(): Promise<void> {
  const program = new Command("qep")
    .description(
      "Quantum equilibrium propagation: train quantum systems with gradients from free and nudged equilibria",
    )
    .version(version())
    .addHelpText("after", HELP)
    .exitOverride()
    .showHelpAfterError("(--help shows all commands)")
    .configureOutput({ outputError: (text, write) => write(colors.red(text.replace(/^error: /, "qep: "))) });
  for (const add of [
    addTrain,
    addEvaluate,
    addGradient,
    addGroundState,
    addPhaseDiagram,
    addOperator,
    addPlan,
    addPlot,
    addReport,
    addRuns,
    addExport,
    addReproduce,
    addCheckReciprocity,
    addTransfer,
    addStudio,
  ])
    add(program);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError("(--help shows all options)");
  await program.parseAsync();
}

/** Says what went wrong on stderr, with --json on stdout too, as data; returns the exit status. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message, or the help that was asked for.
    if (error.exitCode === 0) return 0;
    printError("invalid-argument", error.message.replace(/^error: /, ""));
    return 2;
  }
  if (isQepError(error)) {
    printError(error.code, error.message);
    process.stderr.write(`${colors.red(`qep: ${error.message}`)}\n`);
    return error.isInputError ? 2 : 1;
  }
  const { stack, message, syscall } = error as NodeJS.ErrnoException;
  // The operating system said no (disk full, permission denied): its words are enough.
  const trace =
    syscall === undefined ? `\nThis is a fault of qep; please report it with these lines.\n${stack}` : "";
  process.stderr.write(`${colors.red(`qep: ${message}`)}${trace}\n`);
  return 1;
}

/** For programs that called: `{"error": {"code", "message"}}`. */
function printError(code: ErrorCode, message: string): void {
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  }
}

// A reader that has seen enough (`qep ... | head`) is no failure; a full disk is.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.exitCode = report(error);
});
process.stderr.on("error", () => {
  // Nobody is listening; the work goes on.
});

try {
  await main();
} catch (error) {
  process.exitCode = report(error);
}

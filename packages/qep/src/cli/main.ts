import { Command, CommanderError } from "commander";
import colors from "picocolors";
import { isQepError } from "../base/errors.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addGradient } from "./commands/gradient.ts";
import { addGroundState } from "./commands/ground-state.ts";
import { addPhaseDiagram } from "./commands/phase-diagram.ts";
import { addPlot } from "./commands/plot.ts";
import { addTrain } from "./commands/train.ts";
import { version } from "./version.ts";

/** Exit status: 0 done, 1 the computation failed, 2 the input was wrong. */
async function main(): Promise<void> {
  const program = new Command("qep")
    .description(
      "Quantum equilibrium propagation: train quantum systems with gradients from free and nudged equilibria",
    )
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(colors.red(text)) });
  for (const add of [addTrain, addEvaluate, addGradient, addGroundState, addPhaseDiagram, addPlot])
    add(program);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError("(--help shows all options)");
  await program.parseAsync();
}

try {
  await main();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong on stderr; returns the exit status. */
function report(error: unknown): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isQepError(error)) {
    process.stderr.write(`${colors.red(`qep: ${error.message}`)}\n`);
    return error.isInputError ? 2 : 1;
  }
  const { stack, message } = error as Error;
  process.stderr.write(`${colors.red(`qep: ${message}`)}\n${stack ?? ""}\n`);
  return 1;
}

import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { openRunDirectory } from "../../platform/node/node-run-store.ts";
import { loadExperiment, runValues } from "../load-experiment.ts";
import { printResult } from "../output.ts";
import { writeFigures } from "../run-files.ts";

/** `qep plot`. */
export function addPlot(program: Command): void {
  program
    .command("plot")
    .description("draw the figures of a run again, as SVG and PNG")
    .argument("<run>", "run directory")
    .option("--json", "print the paths as JSON")
    .action(async (path: string, flags: { json?: boolean }) => {
      const { experiment, run } = await loadExperiment(path);
      if (!run)
        throw new QepError("invalid-argument", `${path} is a file; plot takes the directory of a run`);
      const store = await openRunDirectory(path, { create: false });
      try {
        const figures = await writeFigures(store, experiment, await runValues(experiment, run));
        printResult(flags.json === true, { figures }, () => figures.join("\n"));
      } finally {
        await store.close();
      }
    });
}

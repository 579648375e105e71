import { chooseThermalMethod } from "../devices/thermal-method.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../experiments/build-hidden.ts";
import { outputReader, type PointReader, stateReader } from "../experiments/diagram.ts";
import { requireTrueKnobs } from "../experiments/experiment-quantities.ts";
import { solverTolerance } from "../experiments/solver-tolerance.ts";
import { openLatticeSimulator } from "../platform/node/open-lattice-simulator.ts";
import { openSimulator } from "../platform/node/open-simulator.ts";
import { System } from "../propagation/system.ts";
import type { Quantity } from "../quantities/quantity.ts";
import type { SolveProgress } from "../solvers/problem.ts";
import { noteMemory } from "./memory-note.ts";

/** What reads the points of a diagram; to be closed. */
export interface OpenDiagram {
  readonly reader: PointReader;
  /** The kernels, for the record. */
  readonly kernels: string;
  /** Points that are asked for at once. */
  readonly chunk: number;
  close(): Promise<void>;
}

/** How a diagram is opened. */
export interface OpenDiagramOptions {
  readonly workers: number;
  /** The kernels that a resumed diagram began with. */
  readonly kernels?: string | undefined;
  /** Whether energies are needed, which no outputs tell. */
  readonly needsEnergy: boolean;
  /** Whether the gap of each point is to be read. */
  readonly hasGap: boolean;
  readonly onProgress: (progress: SolveProgress) => void;
}

/** Points for each worker in a chunk: enough to keep all busy, few enough to lose little. */
const SHARE = 4;

/**
 * Opens what reads the points of a diagram: large rings by their lattice symmetries where outputs and correlators are all
 * that is asked for, else a simulator.
 *
 * @throws QepError unsupported for quantities of a device whose knobs are off, out-of-memory
 */
export async function openDiagram(
  experiment: Experiment,
  quantities: readonly Quantity[],
  { workers, kernels, needsEnergy, hasGap, onProgress }: OpenDiagramOptions,
): Promise<OpenDiagram> {
  const { config } = experiment;
  const system = simulatedSystem(experiment);
  const { equilibrium, preparation } = config;
  const { symmetries } = preparation;
  const options = { equilibrium, symmetries, tolerance: Math.min(1e-10, solverTolerance(config)) };
  const outputs = system.outputs.map(({ name }) => name);
  const needsState = needsEnergy || quantities.some(({ request }) => request.properties.length > 0);
  const lattice = needsState
    ? null
    : await openLatticeSimulator(withOutputs(system, quantities), {
        ...options,
        onProgress,
        onNeed: noteMemory,
      });
  if (lattice) {
    const device = simulatedDevice(lattice, experiment);
    const reader = outputReader(device, outputs, quantities, { hasGap, hasErrors: false });
    return {
      reader,
      kernels: `${device.capabilities().record.kernels}`,
      chunk: 1,
      close: () => device.close(),
    };
  }
  if (quantities.length > 0 || needsState) requireTrueKnobs(experiment, "--observables and --boundaries");
  const variant = kernels === "simd" || kernels === "relaxed-simd" ? ({ variant: kernels } as const) : {};
  // Thermal states from random vectors have standard errors, and no states to be read.
  const hasErrors = !needsState && isSampled(experiment, system);
  const opened = hasErrors ? withOutputs(system, quantities) : system;
  const simulator = await openSimulator(opened, { ...options, workers, ...variant });
  const device = simulatedDevice(simulator, experiment);
  const readsStates = needsState || (quantities.length > 0 && !hasErrors);
  const reader = readsStates
    ? stateReader(simulator, experiment, quantities)
    : outputReader(device, outputs, quantities, { hasGap, hasErrors });
  return {
    reader,
    kernels: `${device.capabilities().record.kernels}`,
    chunk: SHARE * workers,
    close: () => device.close(),
  };
}

function isSampled({ config: { equilibrium } }: Experiment, system: System): boolean {
  return equilibrium.kind === "thermal" && chooseThermalMethod(equilibrium, system).method === "typicality";
}

/** The operators of quantities as further outputs. */
function withOutputs(system: System, quantities: readonly Quantity[]): System {
  const { qubits, fixed, inputs, parameters, outputs, space } = system;
  const added = quantities.flatMap(({ name, request }) =>
    request.operators.map((operator, k) => ({ name: `quantity ${k} of ${name}`, operator })),
  );
  if (added.length === 0) return system;
  return new System({ qubits, fixed, inputs, parameters, outputs: [...outputs, ...added], space });
}

import type { Basis } from "../measurement/basis.ts";
import type { Device, Measurement } from "../propagation/device.ts";
import type { PlannedEstimator } from "../propagation/error-model.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import type { GradientProblem } from "../propagation/problem.ts";

/** One basis of a phase, and its shots at one operating point, in all visits together. */
export interface PlannedBasis {
  readonly phase: "free" | "nudged";
  /** Letters of the qubits from 0 on, or the gates of the circuit before all are read in Z. */
  readonly basis: string;
  readonly shots: number;
}

/**
 * The bases that a device chooses for a plan, as it divides the shots over them at the first operating point of the first sample.
 *
 * @param device tells the readouts it made; one that does not, or that measures each observable on its own, gives an empty list
 */
export async function plannedBases(
  device: Device,
  problem: GradientProblem,
  { method, strength: beta, shots: { free, responding } }: PlannedEstimator,
  trainedInputs: readonly number[],
  signal?: AbortSignal,
): Promise<PlannedBasis[]> {
  if (!device.capabilities().hasBudget || method === "finite-difference") return [];
  const jobs: (readonly Measurement[])[] = [];
  await estimateGradients(
    listening(device, jobs),
    { ...problem, samples: problem.samples.slice(0, 1), stream: [...problem.stream, "bases"] },
    { method, beta, budget: { free, nudged: responding, probe: 0 }, trainedInputs },
    signal,
  );
  return jobs.slice(0, 2).flatMap(([first], job) => {
    const shots = new Map<string, number>();
    for (const readout of first?.readouts ?? []) {
      const basis = basisText(readout.basis);
      shots.set(basis, (shots.get(basis) ?? 0) + readout.shots);
    }
    const phase = job === 0 ? ("free" as const) : ("nudged" as const);
    return [...shots].map(([basis, total]) => ({ phase, basis, shots: total }));
  });
}

/** The device, with the measurements it hands out kept job by job. */
function listening(device: Device, jobs: (readonly Measurement[])[]): Device {
  return {
    capabilities: () => device.capabilities(),
    submit: (settings, request) => device.submit(settings, request),
    poll: async (job, waitSeconds) => {
      const status = await device.poll(job, waitSeconds);
      if (status.state === "done") jobs.push(status.measurements);
      return status;
    },
    cancel: (job) => device.cancel(job),
    close: () => device.close(),
  };
}

function basisText(basis: Basis): string {
  if (basis.kind === "pauli") return basis.letters;
  const gates = basis.circuit.map((gate) =>
    "qubit" in gate ? `${gate.gate} ${gate.qubit}` : `${gate.gate} ${gate.qubits.join(",")}`,
  );
  return `${gates.join("; ")}; Z`;
}

import type { Complaint, Sections, Written } from "./complaint.ts";
import { type ExperimentIssue, pathText } from "./experiment-issues.ts";
import { type ExperimentSource, isMapping } from "./experiment-source.ts";
import { gradientComplaints } from "./gradient-complaints.ts";
import { sensitivityComplaints, targetComplaints } from "./loss-complaints.ts";
import { nameComplaints } from "./name-checks.ts";
import type { ExperimentConfig, TrainingConfig } from "./schema.ts";

/**
 * Checks what no section can check alone: sections that exclude or need each other, and names that must exist.
 *
 * @param config the sections that are valid by themselves; a check whose sections are missing says nothing
 */
export function crossChecks(config: Sections, source: ExperimentSource): ExperimentIssue[] {
  const raw = isMapping(source.value) ? source.value : {};
  const written: Written = {
    config,
    has: (section) => Object.hasOwn(raw, section),
    pointPath: (index) => (Array.isArray(raw.at) ? ["at", index] : ["at"]),
  };
  const checks = [
    sourceComplaints,
    equilibriumComplaints,
    samplerComplaints,
    fileComplaints,
    gradientComplaints,
    toleranceComplaints,
    platformComplaints,
    targetComplaints,
    sensitivityComplaints,
    trainingComplaints,
    scheduleComplaints,
    hamiltonianComplaints,
    nameComplaints,
  ];
  return checks
    .flatMap((check) => check(written))
    .map(({ path, message, ofKey }) => ({
      path,
      message: `${pathText(path)}: ${message}`,
      location: ofKey ? source.locateKey(path) : source.locate(path),
    }));
}

function sourceComplaints({ has }: Written): Complaint[] {
  if (!has("data") || !has("at")) return [];
  const message = "expected either data or at, given both; remove one of them";
  return [{ path: ["at"], ofKey: true, message }];
}

function equilibriumComplaints({ config: { equilibrium } }: Written): Complaint[] {
  if (equilibrium?.kind !== "thermal" || equilibrium.method !== "exact" || equilibrium.samples === undefined)
    return [];
  const message =
    "expected no samples with method exact, which takes all eigenstates; remove samples, or use method: typicality";
  return [{ path: ["equilibrium", "samples"], ofKey: true, message }];
}

/** What each triangle needs of a system: the model that has it, and its inputs for a system of operator texts. */
const TRIANGLES = {
  "phase-triangle": { model: "cluster-ising", inputs: ["gX", "gZZ", "gZXZ"] },
  "kitaev-triangle": { model: "kitaev-honeycomb", inputs: ["Jx", "Jy", "Jz"] },
} as const;

function samplerComplaints({ config: { data, system } }: Written): Complaint[] {
  if (data === undefined || data.sampler === "table" || data.sampler === "file" || system === undefined)
    return [];
  const { model, inputs: needed } = TRIANGLES[data.sampler];
  if (system.model === model) return [];
  const inputs = "qubits" in system ? Object.keys(system.inputs) : [];
  if (needed.every((input) => inputs.includes(input))) return [];
  const given = "qubits" in system ? `inputs ${inputs.join(", ") || "none"}` : `model ${system.model}`;
  const message =
    `expected a system with inputs ${needed[0]}, ${needed[1]} and ${needed[2]} for ${data.sampler}, given ${given}; ` +
    `use model: ${model} or sampler: table`;
  return [{ path: ["data", "sampler"], message }];
}

/** A table says what is right either by class numbers or by a target for each output. */
function fileComplaints({ config: { data } }: Written): Complaint[] {
  if (data?.sampler !== "file") return [];
  if ((data.labels === undefined) !== (data.targets === undefined)) return [];
  const message =
    data.labels === undefined
      ? "expected labels (a column of class numbers) or targets (a column for each output), given neither; add labels: COLUMN"
      : "expected either labels or targets, given both; remove one of them";
  return [{ path: ["data"], ofKey: true, message }];
}

function toleranceComplaints({ config: { preparation, measurement } }: Written): Complaint[] {
  if (typeof preparation?.tolerance !== "object" || measurement?.kind !== "exact") return [];
  const message =
    "expected shots to follow, given exact expectation values; use measurement: { kind: gaussian, shots: 10 } or a number";
  return [{ path: ["preparation", "tolerance"], message }];
}

function platformComplaints({ config: { platform, measurement } }: Written): Complaint[] {
  if (platform === undefined || measurement === undefined || measurement.kind === "counts") return [];
  const message =
    `expected measurement: { kind: counts, shots: 1000 } on a platform, which counts; given kind: ${measurement.kind}; ` +
    "change it, or remove platform";
  return [{ path: ["platform"], ofKey: true, message }];
}

function trainingComplaints({ config: { training, system }, has }: Written): Complaint[] {
  if (training === undefined) return [];
  const missing: string[] = (["loss", "gradient"] as const)
    .filter((section) => !has(section))
    .map((section) => `expected a section ${section} beside training, given none; add ${section}: { ... }`);
  if (system !== undefined && training.trainInputs === undefined && !hasParameters(system)) {
    const remedy = "add parameters, a sensor or trainInputs";
    missing.push(`expected something to train, given a system without parameters; ${remedy}`);
  }
  return missing.map((message) => ({ path: ["training"], ofKey: true, message }));
}

function scheduleComplaints({ config: { training, data }, has }: Written): Complaint[] {
  const refuse = (key: keyof TrainingConfig, message: string): Complaint[] => [
    { path: ["training", key], ofKey: true, message },
  ];
  if (has("data")) {
    const isDrawn = data !== undefined && data.sampler !== "table" && data.sampler !== "file";
    if (isDrawn && training?.batchSize === "all") {
      return refuse(
        "batchSize",
        `expected a number, because ${data.sampler} has no end of samples, given all; for example 10`,
      );
    }
    if (training?.trainInputs === undefined) return [];
    return refuse(
      "trainInputs",
      "expected operating points (at) whose inputs are trained, given data; use at",
    );
  }
  const { batchSize = 1, testEvery } = training ?? {};
  const single = `expected 1 where there is no data, given ${batchSize}; remove it or add data`;
  const untested = `expected data to test on every ${testEvery} batches, given none; remove testEvery or add data`;
  return [
    ...(batchSize === 1 ? [] : refuse("batchSize", single)),
    ...(testEvery === undefined ? [] : refuse("testEvery", untested)),
  ];
}

function hasParameters(system: ExperimentConfig["system"]): boolean {
  if (Object.keys(system.parameters ?? {}).length > 0) return true;
  if ("qubits" in system) return false;
  return system.sensor !== undefined || ("trainPositions" in system && system.trainPositions !== undefined);
}

function hamiltonianComplaints({ config: { system } }: Written): Complaint[] {
  if (system === undefined || !("qubits" in system)) return [];
  const terms = [system.fixed, ...Object.keys(system.inputs), ...Object.keys(system.parameters)];
  if (terms.some((term) => term !== undefined)) return [];
  const message =
    "expected a Hamiltonian, given neither fixed nor inputs nor parameters; add for example fixed: Z0 Z1";
  return [{ path: ["system"], message }];
}

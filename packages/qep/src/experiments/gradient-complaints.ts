import type { Complaint, Written } from "./complaint.ts";

/** Methods of the gradient that do not go with how it is measured, or with what the optimiser asks of it. */
export function gradientComplaints(written: Written): Complaint[] {
  return [methodComplaints, shotsComplaints, autoComplaints, optimizerComplaints].flatMap((check) =>
    check(written),
  );
}

function methodComplaints({ config: { gradient, measurement } }: Written): Complaint[] {
  if (gradient?.method !== "linear-response" || !measurement || measurement.kind === "exact") return [];
  if (measurement.shots === undefined) return [];
  return [
    {
      path: ["measurement", "shots"],
      message:
        `expected no shots with gradient method linear-response (the exact limit beta -> 0 has no shot noise), ` +
        `given ${JSON.stringify(measurement.shots)}; use measurement: { kind: exact } or the method symmetric`,
    },
  ];
}

/** Who counts says how often, or has it planned. */
function shotsComplaints({ config: { gradient, measurement }, has }: Written): Complaint[] {
  if (measurement?.kind !== "counts" || (has("gradient") && gradient === undefined)) return [];
  const isPlanned = gradient?.method === "auto";
  if (isPlanned === (measurement.shots === undefined)) return [];
  if (isPlanned) {
    const message =
      "expected no shots with gradient method auto, which chooses them, given " +
      `${JSON.stringify(measurement.shots)}; remove them, or write method: symmetric with a beta`;
    return [{ path: ["measurement", "shots"], ofKey: true, message }];
  }
  const message =
    "expected shots, a whole number of at least 1 or { free, nudged }, given none; for example shots: 1000, or have them " +
    "chosen by gradient: { method: auto, budget: { shots: 10000000 } }";
  return [{ path: ["measurement"], ofKey: true, message }];
}

function autoComplaints({
  config: { gradient, measurement, preparation, training },
  has,
}: Written): Complaint[] {
  if (gradient?.method !== "auto") return [];
  const complaints: Complaint[] = [];
  const { budget, signalToNoise } = gradient;
  if ((budget === undefined) === (signalToNoise === undefined)) {
    const message =
      "expected either a budget or a signalToNoise with method auto, given " +
      `${budget === undefined ? "neither; add budget: { shots: 10000000 }" : "both; remove one of them"}`;
    complaints.push({ path: ["gradient"], ofKey: true, message });
  }
  if (measurement !== undefined && measurement.kind !== "counts") {
    const message =
      "expected measurement: { kind: counts } with method auto, which divides shots over everything that is measured; given " +
      `kind: ${measurement.kind}; change it, or use ${measurement.kind === "exact" ? "linear-response" : "symmetric"}`;
    complaints.push({ path: ["gradient", "method"], message });
  }
  if (!has("training")) {
    const message =
      "expected a section training beside method auto, which plans a whole training, given none; add it, or use symmetric";
    complaints.push({ path: ["gradient", "method"], message });
  }
  if (training?.optimizer.kind === "natural-gradient") {
    const message =
      "expected another method than auto for the optimiser natural-gradient, which nudges each output; use symmetric";
    complaints.push({ path: ["gradient", "method"], message });
  }
  if (typeof preparation?.tolerance === "object") {
    const message =
      "expected a number with method auto, whose shots change from step to step, given followShots; for example 1e-9";
    complaints.push({ path: ["preparation", "tolerance"], message });
  }
  return complaints;
}

/** What a random direction tells is no response of the outputs, and nothing that a line search could follow. */
function optimizerComplaints({ config: { training, gradient } }: Written): Complaint[] {
  const kind = training?.optimizer.kind;
  if (gradient?.method !== "spsa" || (kind !== "lbfgs" && kind !== "natural-gradient")) return [];
  const message = `expected a method that estimates each component for the optimiser ${kind}, given spsa; use symmetric, or sgd`;
  return [{ path: ["gradient", "method"], message }];
}

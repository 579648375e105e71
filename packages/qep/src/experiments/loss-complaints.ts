import type { Complaint, Written } from "./complaint.ts";
import { needsTargets } from "./schema-loss.ts";

/** Where there is data it brings the targets; elsewhere a loss that needs them must have its own. */
export function targetComplaints({ config: { loss }, has }: Written): Complaint[] {
  if (!needsTargets(loss)) return [];
  if (has("data") && loss.target !== undefined) {
    const message = "expected no target here, because data brings its own targets; remove it";
    return [{ path: ["loss", "target"], ofKey: true, message }];
  }
  if (has("data") || loss.target !== undefined) return [];
  const message =
    "expected the targets of the outputs where there is no data, given none; for example target: { up: 1 }";
  return [{ path: ["loss", "target"], message }];
}

/** A sensitivity lies between two operating points that differ in its input, or at one point. */
export function sensitivityComplaints(written: Written): Complaint[] {
  const { config, has, pointPath } = written;
  const { loss, at } = config;
  if (loss?.kind !== "sensitivity") return [];
  const isLocal = loss.step !== undefined;
  const needs = isLocal
    ? "expected one operating point in at for a sensitivity with a step"
    : "expected two operating points in at for a sensitivity";
  if (!has("at")) {
    const example = isLocal ? "at: { ... }" : "at: [{ ... }, { ... }]";
    return [{ path: ["loss", "kind"], message: `${needs}, given none; add ${example}` }];
  }
  if (at === undefined) return [];
  if (at.length !== (isLocal ? 1 : 2)) {
    const advice = isLocal ? "give one, or remove step" : "list exactly two, or add step: 0.001 to use one";
    return [{ path: ["at"], message: `${needs}, given ${at.length}; ${advice}` }];
  }
  const missing = at.findIndex((point) => !Object.hasOwn(point, loss.input));
  if (missing >= 0) {
    const path = [...pointPath(missing), loss.input];
    const message = `expected a value of ${loss.input}, the input of the sensitivity, given none; add it`;
    return [{ path, message }];
  }
  return isLocal ? trainedInputComplaints(written) : equalInputComplaints(written, loss.input);
}

function equalInputComplaints({ config: { at = [] }, pointPath }: Written, input: string): Complaint[] {
  const [first, second] = at.map((point) => point[input]);
  if (first !== second) return [];
  const message = `expected two different values of ${input}, given ${first} twice; change one of them`;
  return [{ path: [...pointPath(1), input], message }];
}

/** The two points of a step would be trained apart. */
function trainedInputComplaints({ config: { training } }: Written): Complaint[] {
  if (training?.trainInputs === undefined) return [];
  const message =
    "expected no trained inputs with the step of a sensitivity, whose two points must stay together; " +
    "remove trainInputs, or remove loss.step and give two points";
  return [{ path: ["training", "trainInputs"], ofKey: true, message }];
}

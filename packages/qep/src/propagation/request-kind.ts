import { QepError } from "../base/errors.ts";
import type { Readout } from "../measurement/basis.ts";
import { requireBasis } from "../measurement/check-basis.ts";
import type {
  Capabilities,
  CountingCapabilities,
  CountsRequest,
  MeasurementRequest,
  ObservablesRequest,
  Selection,
} from "./device.ts";

/**
 * The request, where it is one for observables measured each on its own.
 *
 * @param device names the device in the message
 * @throws QepError unsupported for a shot budget or for counts
 */
export function requireObservablesRequest(request: MeasurementRequest, device: string): ObservablesRequest {
  if ("shots" in request) return request;
  const asked = "readouts" in request ? "counts" : "a budget of shots for all observables together";
  throw new QepError(
    "unsupported",
    `${device} gives expectation values, each observable measured on its own; ${asked} was asked for. ` +
      "Ask for shots of each observable, or use a device that counts.",
  );
}

/**
 * Refuses observables that a device cannot read.
 *
 * @throws QepError unsupported, naming them
 */
export function requireReadable(
  selection: Selection,
  { name, readable, outputs, parameters, inputs }: Capabilities,
): void {
  if (!readable) return;
  const names = {
    outputs,
    parameters: parameters.map((knob) => knob.name),
    inputs: inputs.map((knob) => knob.name),
  };
  const asked = (["outputs", "parameters", "inputs"] as const).flatMap((kind) =>
    (selection[kind] ?? []).map((index) => names[kind][index] as string),
  );
  const missing = asked.filter((observable) => !readable.includes(observable));
  if (missing.length === 0) return;
  throw new QepError(
    "unsupported",
    `${name} cannot read ${missing.join(", ")}; it reads ${readable.join(", ") || "nothing"}. Do not train what cannot be ` +
      "read, or choose outputs that can.",
    { missing, readable: [...readable] },
  );
}

/** The request for some of the settings of a job. */
export function requestAt(request: MeasurementRequest, positions: readonly number[]): MeasurementRequest {
  if (!("readouts" in request)) return request;
  return { readouts: positions.map((position) => request.readouts[position] as readonly Readout[]) };
}

/**
 * Refuses readouts that make no sense or that the device cannot do, before anything runs.
 *
 * @param settings how many there are
 * @throws QepError wrong-shape, invalid-argument, qubit-out-of-range or unsupported, naming setting and readout
 */
export function requireReadouts(
  { readouts }: CountsRequest,
  settings: number,
  { qubits, bases, maxShots = MOST_SHOTS }: CountingCapabilities,
): void {
  if (readouts.length !== settings) {
    throw new QepError(
      "wrong-shape",
      `a request for counts has a list of readouts for each setting: ${settings} settings, ${readouts.length} lists`,
    );
  }
  for (const [k, list] of readouts.entries()) {
    for (const [index, { basis, shots }] of list.entries()) {
      const where = `readout ${index} of setting ${k}`;
      requireBasis(basis, qubits, bases, where);
      if (Number.isInteger(shots) && shots >= 1 && shots <= maxShots) continue;
      throw new QepError(
        "invalid-argument",
        `${where}: the number of shots must be a whole number from 1 to ${maxShots}, it is ${shots}` +
          `${shots > maxShots ? "; divide them over several readouts" : ""}`,
        { shots, maxShots },
      );
    }
  }
}

/** What the occurrences in counts can hold. */
const MOST_SHOTS = 2 ** 32 - 1;

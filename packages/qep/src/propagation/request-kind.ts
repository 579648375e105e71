import { QepError } from "../base/errors.ts";
import type { MeasurementRequest, ObservablesRequest } from "./device.ts";

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

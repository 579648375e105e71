import { QepError } from "../base/errors.ts";
import type { Device, Measurement, MeasurementRequest, Setting } from "./device.ts";

/** Seconds a device may hold an answer back before it is asked again. */
const WAIT_SECONDS = 30;

/**
 * Submits and waits: the measurements of one job, in the order of the settings.
 *
 * @throws QepError aborted where `signal` fired (the job is cancelled), device-failed where the device gave up
 */
export async function measure(
  device: Device,
  settings: readonly Setting[],
  request: MeasurementRequest,
  signal?: AbortSignal,
): Promise<readonly Measurement[]> {
  if (settings.length === 0) return [];
  const job = await device.submit(settings, request);
  for (;;) {
    if (signal?.aborted) {
      await device.cancel(job);
      throw new QepError("aborted", "the measurement was cancelled");
    }
    const status = await device.poll(job, WAIT_SECONDS);
    switch (status.state) {
      case "done":
        return status.measurements;
      case "failed":
        if (status.error instanceof QepError) throw status.error;
        throw new QepError(
          "device-failed",
          `the device failed: ${status.error.message}`,
          {},
          { cause: status.error },
        );
      case "cancelled":
        throw new QepError("aborted", "the device cancelled the job");
    }
  }
}

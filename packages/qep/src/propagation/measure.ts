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
    const status = await unlessAborted(device.poll(job, WAIT_SECONDS), signal);
    if (status === undefined) {
      await device.cancel(job);
      throw new QepError("aborted", "the measurement was cancelled");
    }
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

/** What the promise gives, or undefined as soon as the signal fires; the device may hold its answer back for long. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (!signal) return promise;
  if (signal.aborted) return undefined;
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

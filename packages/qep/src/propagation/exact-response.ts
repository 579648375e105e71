import { QepError } from "../base/errors.ts";
import type { Device } from "./device.ts";

/**
 * The exact response of a device, for one that passes it on.
 *
 * @throws QepError unsupported where the device has none
 */
export function exactResponseOf(device: Device): NonNullable<Device["respond"]> {
  if (device.respond) return device.respond.bind(device);
  const { name } = device.capabilities();
  throw new QepError(
    "unsupported",
    `the device "${name}" has no exact response; use the gradient method symmetric or one-sided`,
  );
}

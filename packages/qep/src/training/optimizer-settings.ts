import { QepError } from "../base/errors.ts";

/** @throws QepError `invalid-argument` unless the setting is finite and above zero */
export function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new QepError(
    "invalid-argument",
    `Optimizer: ${name} must be a finite number above 0; given: ${value}.`,
    {
      setting: name,
      value,
    },
  );
}

/** @throws QepError `invalid-argument` unless the setting is in [0, 1) */
export function checkDecay(name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new QepError("invalid-argument", `Optimizer: ${name} must be in [0, 1); given: ${value}.`, {
    setting: name,
    value,
  });
}

/** @throws QepError `invalid-argument` unless the setting is finite and at least zero */
export function checkNonNegative(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new QepError(
    "invalid-argument",
    `Optimizer: ${name} must be a finite number of at least 0; given: ${value}.`,
    { setting: name, value },
  );
}

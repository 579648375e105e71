import { QepError } from "../base/errors.ts";

/** Refuses a list of numbers that holds NaN or infinity. @throws QepError `not-finite` */
export function checkFinite(where: string, values: readonly number[]): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  throw new QepError(
    "not-finite",
    `${where}: every value must be finite, but number ${index} is ${values[index]}; leave such points out of the figure`,
    { where, index },
  );
}

/** Refuses a list of the wrong length. @throws QepError `wrong-shape` */
export function checkLength(where: string, values: readonly unknown[], expected: number): void {
  if (values.length === expected) return;
  throw new QepError("wrong-shape", `${where}: expected ${expected} values, got ${values.length}`, {
    where,
    expected,
    length: values.length,
  });
}

/** Refuses an empty list. @throws QepError `wrong-shape` */
export function checkNotEmpty(where: string, values: readonly unknown[]): void {
  if (values.length > 0) return;
  throw new QepError("wrong-shape", `${where}: there is nothing to draw; give at least one value`, { where });
}

/** Refuses a list that does not rise strictly. @throws QepError `invalid-argument` */
export function checkIncreasing(where: string, values: readonly number[]): void {
  const index = values.findIndex((value, i) => i > 0 && !(value > (values[i - 1] as number)));
  if (index < 0) return;
  throw new QepError(
    "invalid-argument",
    `${where}: values must rise, but number ${index} (${values[index]}) follows ${values[index - 1]}; sort the axis`,
    { where, index },
  );
}

/** Checks points of a curve: as many x as y, at least one, all finite. @throws QepError */
export function checkCurve(where: string, x: readonly number[], y: readonly number[]): void {
  checkNotEmpty(`${where}: x`, x);
  checkLength(`${where}: y`, y, x.length);
  checkFinite(`${where}: x`, x);
  checkFinite(`${where}: y`, y);
}

/** Refuses values that are not positive where the axis is logarithmic. @throws QepError `invalid-argument` */
export function checkForLog(
  where: string,
  scale: "linear" | "log" | undefined,
  values: readonly number[],
): void {
  const index = scale === "log" ? values.findIndex((value) => !(value > 0)) : -1;
  if (index < 0) return;
  throw new QepError(
    "invalid-argument",
    `${where}: a logarithmic axis needs positive values, but number ${index} is ${values[index]}; use scale "linear"`,
    { where, index },
  );
}

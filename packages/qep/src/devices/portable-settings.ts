import type { Setting } from "../propagation/device.ts";

/**
 * The numbers in memory of their own: structured clone copies the whole buffer behind a view, which may be a data set.
 */
export function ownNumbers(numbers: Float64Array): Float64Array {
  return numbers.byteLength === numbers.buffer.byteLength ? numbers : numbers.slice();
}

/**
 * Settings as they are posted to another thread: nothing but what a simulator reads. What settings share (parameters,
 * those they are near and opposite to) stays shared, so it is sent once and found to be the same there.
 */
export function portableSettings(settings: readonly Setting[]): Setting[] {
  const numbers = shared(ownNumbers);
  const alone = shared(
    ({ inputs, parameters, nudge, time, stream }: Setting): Setting => ({
      inputs: numbers(inputs),
      parameters: numbers(parameters),
      nudge: numbers(nudge),
      ...(time !== undefined && { time }),
      stream,
    }),
  );
  return settings.map((setting) => ({
    ...alone(setting),
    ...(setting.near && { near: alone(setting.near) }),
    ...(setting.opposite && { opposite: alone(setting.opposite) }),
  }));
}

/** The function with one result for each argument, by identity. */
function shared<T extends object>(make: (original: T) => T): (original: T) => T {
  const made = new Map<T, T>();
  return (original) => {
    const known = made.get(original);
    if (known) return known;
    const result = make(original);
    made.set(original, result);
    return result;
  };
}

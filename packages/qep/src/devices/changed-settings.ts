import type { Setting } from "../propagation/device.ts";

/**
 * Every setting changed, with those it is `near` and `opposite` to; those that settings share stay shared.
 *
 * @param change is given a setting, and the number of the first one that leads to it
 */
export function changeSettings(
  settings: readonly Setting[],
  change: (setting: Setting, index: number) => Setting,
): Setting[] {
  const made = new Map<Setting, Setting>();
  const changed = (setting: Setting, index: number): Setting => {
    const done = made.get(setting);
    if (done) return done;
    const { near, opposite, ...own } = change(setting, index);
    const result = {
      ...own,
      ...(near && { near: changed(near, index) }),
      ...(opposite && { opposite: changed(opposite, index) }),
    };
    made.set(setting, result);
    return result;
  };
  return settings.map(changed);
}

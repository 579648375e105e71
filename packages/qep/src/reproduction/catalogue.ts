import { QepError } from "../base/errors.ts";
import type { Reproduction } from "./reproduction.ts";
import { chainExploration } from "./results/chain-exploration.ts";
import { hamiltonianDetection } from "./results/hamiltonian-detection.ts";
import { kitaevExploration } from "./results/kitaev-exploration.ts";
import { kitaevSensor } from "./results/kitaev-sensor.ts";
import { kitaevSensorAsPublished } from "./results/kitaev-sensor-as-published.ts";
import { nudgeAndShots } from "./results/nudge-and-shots.ts";
import { phaseExploration } from "./results/phase-exploration.ts";
import { phaseSensors } from "./results/phase-sensor.ts";
import { sensitivity } from "./results/sensitivity.ts";
import { sensorBackAction } from "./results/sensor-back-action.ts";

/** Everything that can be reproduced, in the order of the paper. */
export const REPRODUCTIONS: readonly Reproduction[] = [
  ...phaseSensors,
  sensorBackAction,
  nudgeAndShots,
  kitaevSensor,
  kitaevSensorAsPublished,
  phaseExploration,
  sensitivity,
  kitaevExploration,
  chainExploration,
  hamiltonianDetection,
];

/** The reproductions of an id, or of `all`. @throws QepError invalid-argument naming the ids there are */
export function reproductionsOf(id: string): readonly Reproduction[] {
  if (id === "all") return REPRODUCTIONS;
  const found = REPRODUCTIONS.find((one) => one.id === id);
  if (found) return [found];
  const ids = REPRODUCTIONS.map((one) => one.id).join(", ");
  throw new QepError(
    "invalid-argument",
    `there is nothing to reproduce named "${id}"; expected all or one of ${ids}`,
    {
      id,
    },
  );
}

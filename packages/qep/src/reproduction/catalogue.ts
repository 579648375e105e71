import { QepError } from "../base/errors.ts";
import { phaseExploration } from "./phase-exploration.ts";
import type { Reproduction } from "./reproduction.ts";

/** Everything that can be reproduced, in the order of the paper. */
export const REPRODUCTIONS: readonly Reproduction[] = [phaseExploration];

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

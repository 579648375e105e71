import { OKABE_ITO } from "qep/figures";

/** Colours of walkers in the order of exported figures: on maps, which look the same in light and dark, and on the page. */
const COLOURS = [
  { map: "#16191c", page: "var(--ink)" },
  { map: OKABE_ITO.green, page: OKABE_ITO.green },
  { map: OKABE_ITO.purple, page: OKABE_ITO.purple },
  { map: OKABE_ITO.orange, page: OKABE_ITO.orange },
] as const;

/** @param index of the walker among those on the map */
export function walkerColour(index: number): (typeof COLOURS)[number] {
  return COLOURS[index % COLOURS.length] ?? COLOURS[0];
}

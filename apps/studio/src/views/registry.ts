import type { Component } from "svelte";
import { formulaFontsReady } from "../session/fonts.ts";

/** A view of the studio, loaded when it is first shown. */
export interface ViewEntry {
  readonly id: string;
  /** In the navigation. */
  readonly title: string;
  readonly load: () => Promise<{ readonly default: Component }>;
}

/** A view and, meanwhile, the fonts of its formulas. */
async function withFormulas<View>(view: Promise<View>): Promise<View> {
  const [loaded] = await Promise.all([view, formulaFontsReady()]);
  return loaded;
}

/** All views in the order of the navigation; the first one opens. */
export const VIEWS = [
  { id: "sensor", title: "Phase sensor", load: () => withFormulas(import("./sensor/SensorView.svelte")) },
  { id: "tour", title: "Guided tour", load: () => withFormulas(import("./tour/TourView.svelte")) },
  { id: "idea", title: "See the idea", load: () => withFormulas(import("./idea/IdeaView.svelte")) },
  { id: "explore", title: "Explore", load: () => withFormulas(import("./explore/ExploreView.svelte")) },
  {
    id: "laboratory",
    title: "Laboratory",
    load: () => import("./laboratory/LaboratoryView.svelte"),
  },
  { id: "make", title: "Make your own", load: () => import("./make/MakeView.svelte") },
  { id: "runs", title: "Runs", load: () => import("./kept-runs/RunsView.svelte") },
] as const satisfies readonly ViewEntry[];

export type ViewId = (typeof VIEWS)[number]["id"];

export const HOME: ViewId = VIEWS[0].id;

export function isViewId(name: string): name is ViewId {
  return VIEWS.some(({ id }) => id === name);
}

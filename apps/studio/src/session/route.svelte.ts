import { HOME, isViewId, type ViewId } from "../views/registry.ts";

/** Where the visitor is: `#/view/place`, the part of the address after the hash. */
class Route {
  view = $state<ViewId>(viewOf(location.hash));
  /** The place within the view, as the view likes; empty for its beginning. */
  place = $state(placeOf(location.hash));

  constructor() {
    addEventListener("hashchange", () => {
      const before = this.view;
      this.view = viewOf(location.hash);
      this.place = placeOf(location.hash);
      // Another view begins at its top, wherever the last one was left.
      if (this.view !== before) scrollTo(0, 0);
    });
  }
}

function viewOf(hash: string): ViewId {
  const [, name = ""] = /^#\/([a-z]*)/.exec(hash) ?? [];
  return isViewId(name) ? name : HOME;
}

function placeOf(hash: string): string {
  const [, place = ""] = /^#\/[a-z]*\/([a-z0-9-]*)/.exec(hash) ?? [];
  return place;
}

export const route = new Route();

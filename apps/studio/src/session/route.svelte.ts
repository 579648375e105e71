import { HOME, isViewId, type ViewId } from "../views/registry.ts";

/** Which view is shown: the part of the address after `#/`. */
class Route {
  view = $state<ViewId>(viewOf(location.hash));

  constructor() {
    addEventListener("hashchange", () => {
      this.view = viewOf(location.hash);
    });
  }
}

function viewOf(hash: string): ViewId {
  const [, name = ""] = /^#\/([a-z]*)/.exec(hash) ?? [];
  return isViewId(name) ? name : HOME;
}

export const route = new Route();

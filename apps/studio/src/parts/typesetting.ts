import { inTurn } from "../session/next-task.ts";

type Typeset = typeof import("./typeset.ts").typeset;

let loaded: Typeset | undefined;
let loading: Promise<Typeset> | undefined;

/**
 * Writes a formula into an element: at once, so that nothing moves later; where KaTeX has yet to be loaded, as soon as it has
 * been, each formula in a task of its own.
 *
 * @param isWanted asked before a late formula is written: the element may have got another one
 */
export function writeFormula(
  tex: string,
  target: HTMLElement,
  displayMode: boolean,
  isWanted: () => boolean,
): void {
  if (loaded) {
    loaded(tex, target, displayMode);
    if (displayMode) letKeysScroll(target);
    return;
  }
  const write = (typeset: Typeset) =>
    inTurn(() => {
      if (!isWanted()) return;
      typeset(tex, target, displayMode);
      if (displayMode) letKeysScroll(target);
    });
  loading ??= inTurn(async () => {
    const { typeset } = await import("./typeset.ts");
    loaded = typeset;
    return typeset;
  });
  void loading.then(write);
}

/** What is wider than its place has to be scrolled, by the keyboard too. */
function letKeysScroll(target: HTMLElement): void {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}

import { render } from "katex";
import "katex/dist/katex.min.css";

/** Writes a formula into an element. @param tex must be valid; what is not is shown in red */
export function typeset(tex: string, target: HTMLElement, displayMode: boolean): void {
  // Elements are made one by one: markup with style attributes would be refused by the content security policy.
  render(tex, target, { displayMode, throwOnError: false, trust: false });
}

import type { TrainingSession } from "../../session/training.svelte.ts";

/** Space trains and pauses, S makes a step, R resets; not where a key has another meaning. */
export function trainingKeys(event: KeyboardEvent, training: TrainingSession): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || takesKeys(event.target)) return;
  switch (event.key) {
    case " ":
      if (training.state === "running") training.pause();
      else training.run();
      break;
    case "s":
      training.advance();
      break;
    case "r":
      training.reset();
      break;
    default:
      return;
  }
  event.preventDefault();
}

/** Text fields and controls; a button that has the focus is pressed by space. */
function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, button, a, [contenteditable]") !== null
  );
}

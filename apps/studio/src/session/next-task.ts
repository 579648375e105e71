let turn: Promise<unknown> = Promise.resolve();

/** Lets the page draw and answer before what comes next. */
export function nextTask(): Promise<void> {
  // Not every browser has it yet.
  const { scheduler } = globalThis as { readonly scheduler?: Partial<Scheduler> };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** Does this in a task of its own, after all that was asked for before: many small tasks, but none that is felt. */
export function inTurn<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const done = turn.then(nextTask).then(work);
  turn = done.catch(() => undefined);
  return done;
}

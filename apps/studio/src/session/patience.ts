/** Milliseconds within which a worker obeys, unless it is in the middle of a long computation. */
const PATIENCE = 800;

/** Waits for a worker to do as it was told, for a while. */
export class Patience {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param otherwise what is done where the worker does not obey soon */
  expect(otherwise: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(otherwise, PATIENCE);
  }

  /** It has obeyed, or need not any more. */
  end(): void {
    clearTimeout(this.timer);
  }
}

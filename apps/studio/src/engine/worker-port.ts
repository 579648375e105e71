/** What a worker needs of its global object to talk to the page. */
export interface WorkerPort<Incoming, Outgoing> {
  post(message: Outgoing, transfer?: Transferable[]): void;
  onMessage(handler: (message: Incoming) => void | Promise<void>): void;
}

/** The line from this worker to the page that started it. */
export function pagePort<Incoming, Outgoing>(): WorkerPort<Incoming, Outgoing> {
  return {
    post: (message, transfer = []) => globalThis.postMessage(message, { transfer }),
    onMessage: (handler) => {
      globalThis.addEventListener("message", ({ data }) => handler(data as Incoming));
    },
  };
}

/** A request to stop, from Ctrl-C or the system. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** What a shell expects of a program stopped this way: 130 for Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;
  /** Stops listening. */
  release(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Turns the first Ctrl-C (or SIGTERM) into a request to stop at a checkpoint; the second one ends the process. */
export function listenForStop(): StopSignal {
  const controller = new AbortController();
  let exitCode: number = EXIT_CODES.SIGINT;
  const stop = (name: NodeJS.Signals) => {
    exitCode = name === "SIGTERM" ? EXIT_CODES.SIGTERM : EXIT_CODES.SIGINT;
    release();
    controller.abort();
  };
  const release = () => {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release,
  };
}

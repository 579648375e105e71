/** Stable names of everything that can go wrong; scripts may rely on them. */
export type ErrorCode =
  | "invalid-argument"
  | "invalid-operator"
  | "invalid-experiment"
  | "invalid-file"
  | "not-hermitian"
  | "qubit-out-of-range"
  | "not-finite"
  | "wrong-shape"
  | "out-of-memory"
  | "not-converged"
  | "unsupported"
  | "run-locked"
  | "run-mismatch"
  | "device-failed"
  | "aborted"
  | "kernel-unavailable";

/** Codes that mean "the input was wrong" (exit status 2) rather than "the computation failed" (exit status 1). */
const INPUT_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "invalid-argument",
  "invalid-operator",
  "invalid-experiment",
  "invalid-file",
  "not-hermitian",
  "qubit-out-of-range",
  "not-finite",
  "wrong-shape",
  "out-of-memory",
  "unsupported",
  "run-locked",
  "run-mismatch",
]);

/** Where in a text an error lies; line and column count from 1. */
export interface TextLocation {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * The one error class of the library. The message says where, what must hold, what was given and what to do;
 * `code` is stable, `context` carries the same facts as data.
 */
export class QepError extends Error {
  override readonly name = "QepError";
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    context: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.code = code;
    this.context = context;
  }

  /** True where the input was wrong, false where the computation failed. */
  get isInputError(): boolean {
    return INPUT_CODES.has(this.code);
  }
}

/** Narrows an unknown error to a {@link QepError}, optionally of one code. */
export function isQepError(error: unknown, code?: ErrorCode): error is QepError {
  return error instanceof QepError && (code === undefined || error.code === code);
}

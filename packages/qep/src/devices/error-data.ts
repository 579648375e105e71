import { type ErrorCode, QepError } from "../base/errors.ts";

/** An error as plain data: structured clone alone would lose the class, the code and the context. */
export interface ErrorData {
  /** Null where it was no {@link QepError}. */
  readonly code: ErrorCode | null;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly context: Readonly<Record<string, unknown>>;
  readonly cause: ErrorData | null;
}

/** Anything that was thrown, as plain data. */
export function describeError(thrown: unknown): ErrorData {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isOurs = error instanceof QepError;
  return {
    code: isOurs ? error.code : null,
    name: error.name,
    message: error.message,
    stack: error.stack,
    context: isOurs ? cloneable(error.context) : {},
    cause: error.cause === undefined ? null : describeError(error.cause),
  };
}

/** The error again, of the same code, with the stack of the thread that threw it. */
export function restoreError({ code, name, message, stack, context, cause }: ErrorData): Error {
  const options = cause ? { cause: restoreError(cause) } : {};
  const error =
    code === null
      ? Object.assign(new Error(message, options), { name })
      : new QepError(code, message, context, options);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** A context may hold anything; what cannot travel is sent as text, so that the error itself always arrives. */
function cloneable(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => {
      try {
        return [key, structuredClone(value)];
      } catch {
        return [key, String(value)];
      }
    }),
  );
}

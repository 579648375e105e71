import { isQepError } from "qep";
import type { EngineError } from "./protocol.ts";

/** An error as plain data for the page. */
export function engineError(error: unknown): EngineError {
  if (isQepError(error)) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

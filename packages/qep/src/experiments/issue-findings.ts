import type * as z from "zod";
import type { ConfigPath } from "./experiment-issues.ts";

/** What zod found, reduced to what matters for a reader. */
export type Finding =
  | { readonly kind: "value"; readonly path: ConfigPath }
  | { readonly kind: "unknown-key" | "bad-name"; readonly path: ConfigPath }
  | { readonly kind: "said"; readonly path: ConfigPath; readonly message: string };

/** The findings in one issue of zod; of a union only those of the variant that was meant. */
export function findingsOf(issue: z.core.$ZodIssue, base: ConfigPath): Finding[] {
  const path = [...base, ...(issue.path as ConfigPath)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ kind: "unknown-key", path: [...path, key] }));
  }
  if (issue.code === "invalid_key") return [{ kind: "bad-name", path }];
  if (issue.code === "custom") return [{ kind: "said", path, message: issue.message }];
  const branch = issue.code === "invalid_union" ? intendedBranch(issue.errors) : undefined;
  if (branch !== undefined) return branch.flatMap((inner) => findingsOf(inner, path));
  return [{ kind: "value", path }];
}

/** The only variant of a union that fits the kind of value and its keys, if there is one. */
function intendedBranch(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const atTop = (issue: z.core.$ZodIssue) => issue.path.length === 0;
  const ofKind = branches.filter(
    (issues) => !issues.some((issue) => atTop(issue) && issue.code !== "unrecognized_keys"),
  );
  const ofKeys = ofKind.filter((issues) => !issues.some(atTop));
  if (ofKeys.length === 1) return ofKeys[0];
  return ofKind.length === 1 ? ofKind[0] : undefined;
}

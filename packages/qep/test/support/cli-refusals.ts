import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { qep, scratch } from "./cli.ts";

/** A good experiment, for tests to spoil. */
export const GOOD_EXPERIMENT = `schemaVersion: 1
system:
  qubits: 3
  parameters: { a: X0, b: Z0 Z1 }
  outputs: { up: Z0 }
loss: { kind: square, target: { up: 1 } }
gradient: { method: symmetric, beta: 0.1 }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 4 }
`;

/**
 * Runs a command that must be refused: exit status 2, nothing on stdout, no stack trace, no run left behind.
 *
 * @param words what the message must contain
 * @param files of the directory it runs in
 */
export async function refused(
  args: readonly string[],
  words: readonly (string | RegExp)[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<void> {
  const cwd = scratch(files);
  const { status, stdout, stderr } = await qep(args, { cwd });
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stdout).toBe("");
  expect(status).toBe(2);
  const added = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((name) => !(name in files));
  expect(added.filter((name) => existsSync(join(cwd, name, "experiment.json")))).toEqual([]);
}

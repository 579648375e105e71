import { spawnSync } from "node:child_process";

const PYTHON = process.env.QEP_PYTHON ?? "python3";

/** Whether there is a numpy to ask. */
export const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"]).status === 0;

/** For titles of tests that need numpy. */
export const numpySuffix = hasNumpy
  ? ""
  : ` (skipped: ${PYTHON} has no numpy; set QEP_PYTHON to one that has)`;

/** Whether a Python package is there. */
export function hasModule(name: string): boolean {
  const find = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
  return spawnSync(PYTHON, ["-c", find, name]).status === 0;
}

/** For titles of tests that need a Python package. */
export function moduleSuffix(name: string): string {
  return hasModule(name) ? "" : ` (skipped: ${PYTHON} has no ${name}; set QEP_PYTHON to one that has)`;
}

/** Runs a Python program with the arguments in sys.argv[1:]; what it prints is JSON. */
export function python(program: string, ...args: string[]): unknown {
  const result = spawnSync(PYTHON, ["-W", "error", "-c", program, ...args], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout === "" ? undefined : JSON.parse(result.stdout);
}

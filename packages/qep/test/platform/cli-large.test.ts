import { describe, expect, test } from "vitest";
import { startQep } from "../support/cli.ts";

describe("a ground state of 25 qubits", () => {
  const args = [
    "ground-state",
    "cluster-ising",
    "--sites",
    "25",
    "--inputs",
    "gZXZ=1,gZZ=1,gX=2",
    "--symmetries",
    "off",
  ];

  test("says its memory first, then how far it is, and Ctrl-C ends it at once", async () => {
    const began = performance.now();
    const { child, done, saw } = startQep(args);
    await saw("solve 1, products");
    const pressed = performance.now();
    child.kill("SIGINT");
    const { signal, stdout, stderr } = await done;
    // A shell makes status 130 of this signal.
    expect(signal).toBe("SIGINT");
    // Sooner than it came so far, however busy the machine.
    expect(performance.now() - pressed).toBeLessThan(pressed - began);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^25 qubits \(real\) need 1\.25 GiB: 5 state vectors of 256 MiB \(two-pass Lanczos\); .* available\n/,
    );
    expect(stderr).toMatch(
      /\nsolve 1, products \d+(\/~\d+)?, (started|\d.*\/s).*, residual \d.* of 1\.0e-10\n/,
    );
  });
});

import { expect, test } from "vitest";
import { stateLayout } from "../kernels/layout.ts";
import { peakVectors, planLanczos } from "./lanczos-form.ts";

test("2 GiB: stored up to 20 qubits, thick restart to 24, two passes at 26", () => {
  const plans = [10, 16, 20, 21, 24, 25, 26].map((qubits) => planLanczos(stateLayout(qubits, false).length));
  expect(plans).toEqual([
    { form: "stored", workspace: 1000 },
    { form: "stored", workspace: 1000 },
    { form: "stored", workspace: 256 },
    { form: "thick-restart", workspace: 128 },
    { form: "thick-restart", workspace: 16 },
    { form: "two-pass", workspace: 2 },
    { form: "two-pass", workspace: 2 },
  ]);
});

test("a complex state counts as one of a qubit more", () => {
  const real = planLanczos(stateLayout(21, false).length);
  expect(planLanczos(stateLayout(20, true).length)).toEqual(real);
});

test("memory, dimension and form can be asked for", () => {
  const { length } = stateLayout(12, false);
  expect(planLanczos(length, { workspaceBytes: 8 * length * 40 })).toEqual({
    form: "thick-restart",
    workspace: 40,
  });
  expect(planLanczos(length, { workspaceBytes: 8 * length * 2 })).toEqual({ form: "two-pass", workspace: 2 });
  expect(planLanczos(length, { krylovDimension: 8 })).toEqual({ form: "thick-restart", workspace: 8 });
  expect(planLanczos(length, { form: "two-pass" })).toEqual({ form: "two-pass", workspace: 2 });
  expect(planLanczos(length, { form: "stored" }).form).toBe("stored");
});

test("at 26 qubits a ground state and the gap above it take 2 GiB", () => {
  const { length } = stateLayout(26, false);
  const plan = planLanczos(length);
  expect(peakVectors(plan) * 8 * length).toBe(1.5 * 2 ** 30);
  expect(peakVectors(plan, 2) * 8 * length).toBe(2 ** 31);
});

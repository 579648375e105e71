import { describe, expect, test } from "vitest";
import { chiSquareRatio, histogram } from "../../test/support/chi-square.ts";
import { type DenseVector, denseMatrix, rowOf } from "../../test/support/dense.ts";
import { denseDistribution, runCircuit } from "../../test/support/dense-circuit.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { memoryLine } from "../../test/support/memory-channel.ts";
import { observeAll, randomSettings, randomSystem } from "../../test/support/random-system.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import type { Basis } from "../measurement/basis.ts";
import type { CliffordGate } from "../measurement/clifford-circuit.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { loadKernelModule } from "../platform/node/load-kernels.ts";
import type { Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { driftedSetting } from "./drift.ts";
import { PooledDevice } from "./pooled-device.ts";
import { Simulator, type SimulatorOptions } from "./simulator.ts";
import { serveSimulator } from "./simulator-worker.ts";

const QUBITS = 3;
const SHOTS = 300_000;
const system = randomSystem("imperfect", QUBITS);
const setting: Setting = { ...randomSettings(system, 1, "imperfect")[0], time: 40.5 };
const knobs = [1, ...setting.inputs, ...setting.parameters, ...setting.nudge];
const operator = OperatorSum.sum(system.operators.map((part, k) => part.scale(knobs[k])));
const { vectors } = hermitianEigen(denseMatrix(operator, QUBITS));
const ground = rowOf(vectors, 0);
const circuit: CliffordGate[] = [
  { gate: "H", qubit: 0 },
  { gate: "CX", qubits: [0, 2] },
  { gate: "S", qubit: 2 },
  { gate: "CZ", qubits: [1, 2] },
  { gate: "H", qubit: 2 },
];
const bases: readonly Basis[] = [
  { kind: "pauli", letters: "XYZ" },
  { kind: "clifford", circuit },
];

async function countsOf(
  options: SimulatorOptions,
  asked = setting,
  of = system,
  readBases = bases,
  shots = SHOTS,
) {
  const readouts = [readBases.map((basis) => ({ basis, shots }))];
  const [{ counts = [] }] = await measure(new Simulator(of, testKernels(), options), [asked], { readouts });
  return counts;
}

/** The distribution of what is read when each bit flips with the probability of its value and qubit. */
function misread(distribution: Float64Array, p01: readonly number[], p10: readonly number[]): Float64Array {
  return distribution.map((_, read) =>
    distribution.reduce((sum, probability, b) => {
      let product = probability;
      for (let j = 0; j < QUBITS; j++) {
        const [was, is] = [(b >> j) & 1, (read >> j) & 1];
        const flip = was ? p10[j] : p01[j];
        product *= was === is ? 1 - flip : flip;
      }
      return sum + product;
    }, 0),
  );
}

/** Diagonal of U ρ U†, ρ the state with each qubit replaced by 𝟙/2 with probability p: a partial trace of the matrix. */
function depolarised({ re, im }: DenseVector, p: number, basis: Basis): Float64Array {
  const size = re.length;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => [re[i] * re[j] + im[i] * im[j], im[i] * re[j] - re[i] * im[j]]),
  );
  let rho = matrix;
  for (let q = 0; q < QUBITS; q++) {
    const bit = 1 << q;
    rho = rho.map((row, i) =>
      row.map((entry, j) =>
        entry.map((value, part) => {
          const traced = (rho[i & ~bit][j & ~bit][part] + rho[i | bit][j | bit][part]) / 2;
          return (1 - p) * value + ((i ^ j) & bit ? 0 : p * traced);
        }),
      ),
    );
  }
  if (basis.kind !== "clifford") throw new Error("written for circuits");
  const turned = (columns: number[][][]) =>
    columns.map((column) =>
      runCircuit(basis.circuit, {
        re: Float64Array.from(column, ([x]) => x),
        im: Float64Array.from(column, ([, y]) => y),
      }),
    );
  // (U ρ)† has the conjugated rows of U ρ as columns.
  const columns = turned(rho.map((_, j) => rho.map((row) => row[j])));
  const adjoint = rho.map((_, i) => columns.map((column) => [column.re[i], -column.im[i]]));
  return Float64Array.from(turned(adjoint), ({ re: diagonal }, i) => diagonal[i]);
}

describe("imperfect counts against dense calculations (false alarm: one in a million each)", () => {
  test("readout errors, different for each qubit and value, after a circuit too", async () => {
    const readout = { p01: [0.02, 0.1, 0], p10: [0.2, 0.05, 0.3] };
    const counts = await countsOf({ imperfections: { readout } });
    for (const [k, basis] of bases.entries()) {
      const exact = denseDistribution(ground, basis);
      const read = misread(exact, readout.p01, readout.p10);
      expect(chiSquareRatio(histogram(counts[k]), read)).toBeLessThan(1);
      expect(chiSquareRatio(histogram(counts[k]), misread(exact, readout.p10, readout.p01))).toBeGreaterThan(
        2,
      );
    }
  });

  test("depolarised qubits, through a circuit that spreads the error", async () => {
    const [, counts] = await countsOf({ imperfections: { depolarisation: 0.15 } });
    expect(chiSquareRatio(histogram(counts), depolarised(ground, 0.15, bases[1]))).toBeLessThan(1);
    expect(chiSquareRatio(histogram(counts), denseDistribution(ground, bases[1]))).toBeGreaterThan(2);
  });

  test("failed preparations are in the first excited state", async () => {
    const counts = await countsOf({ imperfections: { preparation: 0.3 } });
    for (const [k, basis] of bases.entries()) {
      const excited = denseDistribution(rowOf(vectors, 1), basis);
      const mixed = denseDistribution(ground, basis).map((p, b) => 0.7 * p + 0.3 * excited[b]);
      expect(chiSquareRatio(histogram(counts[k]), mixed)).toBeLessThan(1);
    }
  });

  test("that state may have another symmetry; in a fixed sector it has not", async () => {
    const chain = new System({
      qubits: 7,
      fixed: parseOperator("-sum(j=0..5, Z[j] Z[j+1]) - 0.8 sum(j=0..6, X[j])"),
    });
    const none = new Float64Array(0);
    const at = { inputs: none, parameters: none, nudge: none, stream: ["chain"] };
    const imperfections = { preparation: 1 };
    const basis = { kind: "pauli", letters: "XXXXXXX" } as const;
    const parity = async (options: SimulatorOptions) => {
      const [{ outcomes }] = await countsOf({ imperfections, ...options }, at, chain, [basis], 100);
      return new Set(Array.from(outcomes, (b) => [...b.toString(2)].filter((bit) => bit === "1").length % 2));
    };
    expect(await parity({})).toEqual(new Set([1]));
    expect(await parity({ symmetries: { sector: [1] } })).toEqual(new Set([0]));
  });

  test("lost shots are missing, whatever their outcome", async () => {
    const [first, second] = await countsOf({ imperfections: { shotLoss: 0.25 } });
    for (const [k, counts] of [first, second].entries()) {
      const kept = counts.occurrences.reduce((sum, count) => sum + count, 0);
      expect(Math.abs(kept - 0.75 * SHOTS)).toBeLessThan(4.9 * Math.sqrt(SHOTS * 0.25 * 0.75));
      expect(chiSquareRatio(histogram(counts), denseDistribution(ground, bases[k]))).toBeLessThan(1);
    }
    const [nothing] = await countsOf({ imperfections: { shotLoss: 0.9999 } }, setting, system, bases, 1);
    expect(nothing).toEqual({ qubits: 3, outcomes: new Uint32Array(0), occurrences: new Uint32Array(0) });
  });
});

describe("an imperfect simulator", () => {
  const drift = { correlationTime: 10, relative: 0.05, absolute: 0.02, seed: 3 };
  const everything: Imperfections = {
    readout: { p01: [0.01, 0.02, 0.03], p10: [0.05, 0.04, 0.03] },
    preparation: 0.1,
    depolarisation: 0.02,
    shotLoss: 0.05,
    drift,
  };

  test("that drifts counts as a perfect one does at the drifted setting", async () => {
    const drifting = await countsOf({ imperfections: { drift } });
    expect(drifting).toEqual(await countsOf({}, driftedSetting(setting, drift)));
    expect(drifting).not.toEqual(await countsOf({}));
    expect(await countsOf({ imperfections: { drift } }, { ...setting, time: 55 })).not.toEqual(drifting);
  });

  test("gives the expectation values and the response of a perfect one", async () => {
    const [perfect, imperfect] = [{}, { imperfections: everything }].map(
      (options) => new Simulator(system, testKernels(), options),
    );
    const request = observeAll(system);
    expect(await measure(imperfect, [setting], request)).toEqual(await measure(perfect, [setting], request));
    const respond = (device: Simulator) =>
      device.respond([setting], [Float64Array.of(1, -1)], { parameters: [0, 1] });
    expect(await respond(imperfect)).toEqual(await respond(perfect));
  });

  test("gives the same counts in several workers, in any order of the settings", async () => {
    const kernels = await loadKernelModule();
    const settings = randomSettings(system, 5, "pool").map((free, k) => ({ ...free, time: 3 * k }));
    const readouts = settings.map(() => bases.map((basis) => ({ basis, shots: 200 })));
    const lines = Array.from({ length: 3 }, memoryLine);
    for (const { worker } of lines) serveSimulator(worker);
    const channels = lines.map(({ owner }) => owner);
    const pool = await PooledDevice.open(system, {
      channels,
      kernels,
      simulator: { imperfections: everything },
    });
    const pooled = await measure(pool, settings, { readouts });
    await pool.close();
    const alone = new Simulator(system, testKernels(), { imperfections: everything });
    expect(await measure(alone, settings.toReversed(), { readouts })).toEqual(pooled.toReversed());
  });

  test.each<[Imperfections, string]>([
    [{ preparation: 1.5 }, "preparation must be a probability from 0 to 1, it is 1.5"],
    [{ depolarisation: -0.1 }, "depolarisation must be"],
    [{ shotLoss: 1 }, "from 0 to less than 1"],
    [{ readout: { p01: [0], p10: [0] } }, "one probability for each of the 3 qubits"],
    [{ drift: { correlationTime: 0 } }, "drift.correlationTime must be a positive time"],
    [{ drift: { correlationTime: 1, relative: -1 } }, "drift.relative"],
  ])("%j is refused", (imperfections, message) => {
    expect(() => new Simulator(system, testKernels(), { imperfections })).toThrow(message);
  });

  test("a thermal state has no failed preparations", () => {
    const options = {
      equilibrium: { kind: "thermal", temperature: 1 },
      imperfections: { preparation: 0.1 },
    } as const;
    expect(() => new Simulator(system, testKernels(), options)).toThrow("Choose another temperature");
  });
});

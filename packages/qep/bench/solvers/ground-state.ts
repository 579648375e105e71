import { RandomStream } from "../../src/base/random.ts";
import { SettableHamiltonian } from "../../src/devices/hamiltonian.ts";
import { chainSum } from "../../src/models/chains.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { loadKernels } from "../../src/platform/node/load-kernels.ts";
import { System } from "../../src/propagation/system.ts";
import { groundState } from "../../src/solvers/ground-state.ts";
import { fillRandom } from "../../src/states/state-vector.ts";
import type { PythonPeer } from "../harness/python-peer.ts";
import { comparisonTable } from "../harness/report.ts";
import {
  type Contender,
  inTurns,
  repeated,
  type TimedContender,
  type Timing,
  timingOf,
} from "../harness/timing.ts";

/** Norm of Hx − Ex that both sides reach. */
const RESIDUAL = 1e-9;

/** Random starts: fewer where a solve takes seconds. */
function startsAt(sites: number): number {
  return sites >= 20 ? 1 : 3;
}

/** Seconds for which a turn repeats its starts. */
const TURN_SECONDS = 0.5;

/** One way in which a peer computes ground states. */
export interface PeerWay {
  readonly name: string;
  readonly script: string;
  readonly solver: string;
  readonly threads: number;
}

interface PeerResult extends Timing {
  readonly energies: readonly number[];
  readonly settings: readonly number[];
}

/** What one size gave: ours first. */
export interface GroundStateComparison {
  readonly sites: number;
  readonly threads: number;
  readonly contenders: readonly TimedContender[];
  /** Time of the fastest of the peer's ways over ours, minima. */
  readonly ratio: number;
}

/**
 * Ground states of the cluster Ising ring without symmetries, from random starts, each side at its loosest setting that
 * reaches a residual of 1e-9; energies are compared first.
 *
 * H = 0.6 Σ ZXZ − 0.3 Σ ZZ − 0.5 Σ X + 10⁻³ Σ_j cos(3j) Z_j
 */
export async function compareGroundStates(
  sites: number,
  peer: PythonPeer,
  ways: readonly PeerWay[],
  rounds: number,
): Promise<GroundStateComparison> {
  const own = await OwnGroundStates.open(sites);
  const others = ways.map((way) => peerContender(sites, peer, way, own.energy));
  const contenders = await inTurns([own.contender(), ...others], rounds);
  const [qep, ...peers] = contenders as [TimedContender, ...TimedContender[]];
  const fastest = Math.min(...peers.map(({ timing }) => timing.minimum));
  const { threads } = qep;
  console.log(
    `\n${sites} sites, ${threads} thread${threads === 1 ? "" : "s"}\n${comparisonTable(contenders)}`,
  );
  return { sites, threads, contenders, ratio: fastest / qep.timing.minimum };
}

function peerContender(sites: number, peer: PythonPeer, way: PeerWay, energy: number): Contender {
  const { name, script, solver, threads } = way;
  // The first turn searches for the loosest setting of each start, outside of the timed part; later ones know them.
  let settings: readonly number[] | undefined;
  const measure = (): Timing => {
    const known = settings ? ["--settings", JSON.stringify(settings)] : [];
    const limits = ["--residual", RESIDUAL, "--starts", startsAt(sites), "--seconds", TURN_SECONDS];
    const result = peer.run<PeerResult>(script, [solver, "--sites", sites, ...limits, ...known], { threads });
    settings = result.settings;
    requireSameEnergy(name, result.energies, energy);
    return result;
  };
  return { name, side: "peer", threads, measure };
}

/** A peer that computes something else is no peer. */
function requireSameEnergy(name: string, energies: readonly number[], energy: number): void {
  const distance = Math.max(...energies.map((value) => Math.abs(value - energy)));
  if (!(distance <= 1e-8)) throw new Error(`${name}: the energies differ from ours by ${distance}`);
}

/** This library's solver, its Hamiltonian set once. */
class OwnGroundStates {
  readonly energy: number;
  private readonly solveAll: () => number;
  private readonly maxResidual: number;
  private readonly starts: number;

  private constructor(energy: number, maxResidual: number, starts: number, solveAll: () => number) {
    this.energy = energy;
    this.maxResidual = maxResidual;
    this.starts = starts;
    this.solveAll = solveAll;
  }

  static async open(sites: number): Promise<OwnGroundStates> {
    const kernels = await loadKernels();
    const hamiltonian = new SettableHamiltonian(clusterIsingRing(sites), kernels);
    const none = new Float64Array(0);
    const problem = hamiltonian.at({ inputs: none, parameters: none, nudge: none });
    const { layout } = problem;
    const starts = Array.from({ length: startsAt(sites) }, (_, index) => {
      const start = kernels.allocate(layout.length);
      fillRandom(start, layout, new RandomStream("bench", index));
      return start;
    });
    const state = kernels.allocate(layout.length);
    const solve = (start: typeof state) => {
      kernels.copy(start, state);
      return groundState(problem, state, new RandomStream("bench"), { tolerance: RESIDUAL });
    };
    const found = starts.map(solve);
    const residual = Math.max(...found.map(({ residualNorm }) => residualNorm));
    const energy = (found[0] as { energy: number }).energy;
    return new OwnGroundStates(energy, residual, starts.length, () =>
      starts.reduce((sum, start) => sum + solve(start).energy, 0),
    );
  }

  contender(): Contender {
    const { solveAll, starts, maxResidual } = this;
    const repetition = { least: 1, seconds: TURN_SECONDS };
    const measure = () =>
      timingOf(
        repeated(solveAll, repetition).map((seconds) => seconds / starts),
        maxResidual,
      );
    return { name: "qep", side: "own", threads: 1, measure };
  }
}

/** H = 0.6 Σ ZXZ − 0.3 Σ ZZ − 0.5 Σ X + 10⁻³ Σ_j cos(3j) Z_j */
export function clusterIsingRing(sites: number): System {
  const field = Array.from({ length: sites }, (_, j) =>
    OperatorSum.pauli("Z", j).scale(1e-3 * Math.cos(3 * j)),
  );
  const fixed = OperatorSum.sum([
    chainSum("ZXZ", sites, "periodic").scale(0.6),
    chainSum("ZZ", sites, "periodic").scale(-0.3),
    chainSum("X", sites, "periodic").scale(-0.5),
    ...field,
  ]);
  return new System({ qubits: sites, fixed, inputs: [], parameters: [], outputs: [] });
}

import { QepError } from "../../base/errors.ts";
import { stateLayoutOf } from "../../devices/hamiltonian.ts";
import { PooledDevice } from "../../devices/pooled-device.ts";
import { Simulator, type SimulatorOptions } from "../../devices/simulator.ts";
import { requireMemoryToOpen } from "../../devices/simulator-memory.ts";
import type { StateObserver } from "../../devices/state-observer.ts";
import { chooseSymmetries } from "../../devices/symmetry-choice.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { instantiateKernels } from "../../kernels/wasm-kernels.ts";
import type { KernelModule } from "../../kernels/wasm-module.ts";
import type { Device } from "../../propagation/device.ts";
import type { System } from "../../propagation/system.ts";
import { type KernelOptions, loadKernelModule, loadKernels } from "./load-kernels.ts";
import { startSimulatorThread } from "./node-channel.ts";

/** Options of {@link openSimulator}. */
export interface OpenSimulatorOptions extends SimulatorOptions {
  /**
   * Simulators in threads of their own, over which samples are spread; 0 or 1, the default, computes in this thread.
   * Changes no number.
   */
  readonly workers?: number;
  /**
   * Threads that share each state where states are large, from 2^18 numbers; samples then come one after the other, in
   * this thread. Default `workers`. Changes no number.
   */
  readonly threads?: number | undefined;
  /** Which kernels, default the fastest that this host has; see `loadKernelModule`. */
  readonly variant?: KernelModule["variant"];
  /** Bytes for all workers together, default what this host and its container have left. */
  readonly memoryLimit?: number;
}

/**
 * The exact simulator of a system, in this thread or spread over several: many small states by samples, large ones each.
 *
 * @throws QepError out-of-memory where the states do not fit, kernel-unavailable, invalid-argument
 *
 * @example
 * const device = await openSimulator(system, { workers: 2 });
 * const gradients = await estimateGradients(device, problem, { method: "symmetric", beta: 0.4 });
 * await device.close();
 */
export async function openSimulator(
  system: System,
  options: OpenSimulatorOptions = {},
): Promise<Device & StateObserver> {
  const {
    workers = 1,
    threads = workers,
    variant,
    memoryLimit = process.availableMemory(),
    ...rest
  } = options;
  for (const [name, value] of Object.entries({ workers, threads })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new QepError("invalid-argument", `${name} must be a whole number of at least 0, it is ${value}`, {
      [name]: value,
    });
  }
  const isShared = threads > 1 && hasLargeStates(system, rest);
  const count = isShared ? 1 : Math.max(1, workers);
  const simulator = { ...rest, memoryLimit: Math.floor(memoryLimit / count) };
  requireMemoryToOpen(system, { ...simulator, workers: count });
  if (isShared) return await ThreadedSimulator.open(system, { variant, threads }, simulator);
  const kernels = await loadKernelModule(variant);
  if (count === 1) return new Simulator(system, instantiateKernels(kernels), simulator);
  const channels = Array.from({ length: count }, () => startSimulatorThread());
  // A function cannot be sent to other threads.
  const { onProgress: _, ...portable } = simulator;
  return await PooledDevice.open(system, { channels, kernels, simulator: portable });
}

/** Numbers in a state from which threads share one state rather than samples: a Krylov basis is then worth saving. */
const LARGE = 2 ** 18;

function hasLargeStates(system: System, { symmetries, equilibrium }: SimulatorOptions): boolean {
  // Thermal states take all sectors.
  const isThermal = equilibrium?.kind === "thermal";
  const tapering = isThermal ? undefined : chooseSymmetries(system, symmetries).tapering;
  return stateLayoutOf(system, tapering).length >= LARGE;
}

/** A simulator whose threads end with it. */
class ThreadedSimulator extends Simulator {
  private readonly team: Kernels;

  private constructor(system: System, team: Kernels, options: SimulatorOptions) {
    super(system, team, options);
    this.team = team;
  }

  static async open(system: System, kernels: KernelOptions, options: SimulatorOptions): Promise<Simulator> {
    const team = await loadKernels(kernels);
    try {
      return new ThreadedSimulator(system, team, options);
    } catch (error) {
      await team.close();
      throw error;
    }
  }

  override async close(): Promise<void> {
    await super.close();
    await this.team.close();
  }
}

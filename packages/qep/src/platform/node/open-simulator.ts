import { freemem } from "node:os";
import { QepError } from "../../base/errors.ts";
import { requireMemory, WASM_LIMIT } from "../../devices/memory-need.ts";
import { PooledDevice } from "../../devices/pooled-device.ts";
import { Simulator, type SimulatorOptions } from "../../devices/simulator.ts";
import { instantiateKernels } from "../../kernels/wasm-kernels.ts";
import type { KernelModule } from "../../kernels/wasm-module.ts";
import type { Device } from "../../propagation/device.ts";
import type { System } from "../../propagation/system.ts";
import { loadKernelModule } from "./load-kernels.ts";
import { startSimulatorThread } from "./node-channel.ts";

/** Options of {@link openSimulator}. */
export interface OpenSimulatorOptions extends SimulatorOptions {
  /** Threads that compute beside this one; 0 or 1, the default, computes in this thread. Changes no number. */
  readonly workers?: number;
  /** Which kernels, default the fastest that this host has; see `loadKernelModule`. */
  readonly variant?: KernelModule["variant"];
  /** Bytes for all workers together, default what this host has free. */
  readonly memoryLimit?: number;
}

/**
 * The exact simulator of a system, in this thread or spread over several.
 *
 * @throws QepError out-of-memory where the states do not fit, kernel-unavailable, invalid-argument
 *
 * @example
 * const device = await openSimulator(system, { workers: 2 });
 * const gradients = await estimateGradients(device, problem, { method: "symmetric", beta: 0.4 });
 * await device.close();
 */
export async function openSimulator(system: System, options: OpenSimulatorOptions = {}): Promise<Device> {
  const { workers = 1, variant, memoryLimit = freeMemory(), ...rest } = options;
  if (!Number.isInteger(workers) || workers < 0) {
    throw new QepError("invalid-argument", `workers must be a whole number of at least 0, it is ${workers}`, {
      workers,
    });
  }
  const count = Math.max(1, workers);
  const simulator = { ...rest, memoryLimit: Math.floor(memoryLimit / count) };
  requireShare(system, simulator.memoryLimit, count);
  const kernels = await loadKernelModule(variant);
  if (count === 1) return new Simulator(system, instantiateKernels(kernels), simulator);
  const channels = Array.from({ length: count }, () => startSimulatorThread());
  return await PooledDevice.open(system, { channels, kernels, simulator });
}

/** Refuses before any thread starts; where several share the memory, the message says so. */
function requireShare({ qubits, isReal }: System, share: number, workers: number): void {
  try {
    requireMemory(qubits, !isReal, share);
  } catch (error) {
    // Beyond what WebAssembly can address, sharing is not the cause.
    if (workers === 1 || share >= WASM_LIMIT || !(error instanceof QepError)) throw error;
    throw new QepError(
      error.code,
      `${error.message} That is the share of each of ${workers} workers; fewer workers leave more to each.`,
      { ...error.context, workers },
      { cause: error },
    );
  }
}

/** Bytes that this host has left, within what a container allows (0 or more than there is: no limit). */
function freeMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, freemem()) : freemem();
}

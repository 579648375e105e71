import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PeerUnavailable } from "./benchmark.ts";

const BENCH = fileURLToPath(new URL("..", import.meta.url));
const PEERS = `${BENCH}peers/`;

/** A virtual environment beside the benchmarks and the pinned packages in it. */
interface Environment {
  readonly folder: string;
  readonly requirements: string;
}

const ENVIRONMENTS = {
  scipy: { folder: `${BENCH}.venv`, requirements: `${PEERS}requirements.txt` },
  quspin: { folder: `${BENCH}.venv-quspin`, requirements: `${PEERS}requirements-quspin.txt` },
} as const satisfies Record<string, Environment>;

/** How a peer runs. */
interface RunOptions {
  /** Of BLAS and OpenMP, default 1. */
  readonly threads?: number;
  /** Its standard input. */
  readonly input?: string;
}

/** Programs of bench/peers in a Python of their own. */
export class PythonPeer {
  private readonly python: string;

  /**
   * Installs the environment the first time, and again when its requirements have changed.
   *
   * @throws PeerUnavailable where there is no Python, or its packages cannot be installed
   */
  constructor(name: keyof typeof ENVIRONMENTS) {
    const { folder, requirements } = ENVIRONMENTS[name];
    this.python = `${folder}/bin/python`;
    const stamp = `${folder}/requirements.txt`;
    const wanted = readFileSync(requirements, "utf8");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
    if (spawnSync("python3", ["--version"]).status !== 0) {
      throw new PeerUnavailable(
        "there is no python3 on this machine; install Python 3.11 or newer, with venv",
      );
    }
    console.error(`installing ${wanted.trim().split(/\s+/).join(", ")} …`);
    install("python3", ["-m", "venv", folder]);
    install(this.python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
    writeFileSync(stamp, wanted);
  }

  /**
   * Runs a program of bench/peers to its end.
   *
   * @param script file in bench/peers
   * @returns the JSON that it prints
   */
  run<Result>(
    script: string,
    args: readonly (string | number)[],
    { threads = 1, input = "" }: RunOptions = {},
  ): Result {
    // Kernels forced on OpenBLAS for older builds would slow the peer: it chooses its own.
    const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
    const env = { ...rest, OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` };
    const command = [`${PEERS}${script}`, ...args.map(String)];
    return JSON.parse(execFileSync(this.python, command, { env, input, encoding: "utf8" })) as Result;
  }
}

function install(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return;
  const reason = stderr.trim().split("\n").at(-1) ?? "no message";
  throw new PeerUnavailable(`"${command} ${args.join(" ")}" failed: ${reason}`);
}

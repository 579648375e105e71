// `npm run bench`: training steps of the phase sensor, this library against numpy/scipy, side by side in one run.
//
// Every setting is measured in turns, several rounds; minima are compared, and printed with medians, achieved residuals,
// machine and load. The peer gets its best thread setting, and both of its tolerances: the authors' and the fastest.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

interface Timing {
  readonly minimum: number;
  readonly median: number;
  readonly maxResidual: number;
}

interface Contender {
  readonly name: string;
  readonly cores: 1 | 2;
  readonly side: "own" | "peer";
  readonly measure: () => Timing;
}

const { values: flags } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, steps: { type: "string", default: "12" } },
});
const folder = fileURLToPath(new URL(".", import.meta.url));
const environment = `${folder}.venv`;
const python = `${environment}/bin/python`;

/** The peer's own Python, installed once beside the benchmark. */
function installPeer(): void {
  if (existsSync(python)) return;
  console.log("installing numpy and scipy for the peer …");
  execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
  const requirements = `${folder}peers/requirements.txt`;
  execFileSync(python, ["-m", "pip", "install", "--quiet", "-r", requirements], { stdio: "inherit" });
}

function own(cores: 1 | 2): Contender {
  const steps = String(3 * Number(flags.steps));
  const script = `${folder}training/own-step.ts`;
  const measure = () => run(process.execPath, [script, "--workers", String(cores), "--steps", steps]);
  return { name: "qep", cores, side: "own", measure };
}

function peer(name: string, cores: 1 | 2, settings: readonly string[]): Contender {
  const script = `${folder}peers/phase_sensor_step.py`;
  const common = ["--steps", flags.steps, "--warmup", "2", "--json", "--processes", String(cores)];
  return { name, cores, side: "peer", measure: () => run(python, [script, ...common, ...settings]) };
}

function run(command: string, args: readonly string[]): Timing {
  // One BLAS thread is the peer's best: vectors of 1024 elements are too short to share (bench/peers/README.md).
  const env = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };
  return JSON.parse(execFileSync(command, args, { env, encoding: "utf8" })) as Timing;
}

/** The fastest round, with its median and the worst residual over all rounds. */
function best(rounds: readonly Timing[]): Timing {
  return {
    minimum: Math.min(...rounds.map(({ minimum }) => minimum)),
    median: Math.min(...rounds.map(({ median }) => median)),
    maxResidual: Math.max(...rounds.map(({ maxResidual }) => maxResidual)),
  };
}

function report(contenders: readonly Contender[], timings: readonly Timing[], cores: 1 | 2): void {
  const reference = timings[contenders.findIndex((c) => c.side === "own" && c.cores === cores)] as Timing;
  console.log(
    `\n${cores} ${cores === 1 ? "core" : "cores"}   minimum / median, ms    residual    qep is faster by`,
  );
  for (const [index, { name, cores: own }] of contenders.entries()) {
    if (own !== cores) continue;
    const { minimum, median, maxResidual } = timings[index] as Timing;
    const ratio = `${(minimum / reference.minimum).toFixed(1)} / ${(median / reference.median).toFixed(1)}`;
    const times = `${(1e3 * minimum).toFixed(1)} / ${(1e3 * median).toFixed(1)}`;
    console.log(
      `  ${name.padEnd(34)}${times.padStart(15)}    ${maxResidual.toExponential(0)}       ${ratio}`,
    );
  }
}

installPeer();
const settings: [string, string[]][] = [
  ["numpy/scipy, as its authors (tol 0)", ["--tol", "0"]],
  ["numpy/scipy at our residual", ["--tol", "3e-11"]],
  ["numpy/scipy, tuned and warm", ["--tol", "3e-11", "--warm", "--ncv", "10"]],
];
const contenders = ([1, 2] as const).flatMap((cores) => [
  own(cores),
  ...settings.map(([name, args]) => peer(name, cores, args)),
]);
const rounds: Timing[][] = contenders.map(() => []);
const before = loadavg();
for (let round = 0; round < Number(flags.rounds); round++) {
  for (const [index, contender] of contenders.entries()) rounds[index]?.push(contender.measure());
}
const timings = rounds.map(best);
console.log("One training step: 8+2 qubits, 51 parameters, batch 10, symmetric nudging, 30 ground states");
console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.versions.node}`);
const load = (values: number[]) => values.map((value) => value.toFixed(2)).join(" ");
console.log(`load before ${load(before)}, after ${load(loadavg())} (the benchmark itself adds 1 to 2)`);
for (const cores of [1, 2] as const) report(contenders, timings, cores);
mkdirSync("bench-results", { recursive: true });
const rows = contenders.map(({ name, cores }, index) => ({ name, cores, ...timings[index] }));
writeFileSync("bench-results/training-step.json", `${JSON.stringify(rows, null, 2)}\n`);

// How to spend shots on the 51 trained observables and three outputs of the phase sensor, 8 + 2 qubits: the root mean
// square error of each way over `repetitions` settings of `total` shots. `node examples/bases-and-shots.ts [repetitions]`
import {
  attachSensor,
  CountedDevice,
  clusterIsing,
  measure,
  OperatorSum,
  phaseProjectors,
  RandomStream,
  System,
} from "qep";
import { openSimulator } from "qep/node";

const repetitions = Number(process.argv[2] ?? 2);
const total = 5400; // 100 for each observable
const model = clusterIsing({ sites: 8, boundary: "periodic" });
const couples = [0, 1].flatMap((site) =>
  (["X", "Y", "Z"] as const).map((letter) => OperatorSum.pauli(letter, site)),
);
const sensor = attachSensor(model, { qubits: 2, couples });
const parameters = [...sensor.couplings, ...sensor.terms];
const system = new System({
  qubits: sensor.qubits,
  inputs: model.inputs,
  parameters,
  outputs: phaseProjectors(sensor),
});
const simulator = await openSimulator(system);
const normal = new RandomStream(1, "sensor");
const setting = {
  inputs: Float64Array.of(2, 1, 1), // gZXZ, gZZ, gX
  parameters: Float64Array.from(parameters, (_, j) => (j < sensor.couplings.length ? 0.1 : normal.normal())),
  nudge: new Float64Array(3),
};
const all = (members: readonly unknown[]) => members.map((_, index) => index);
const observables = { parameters: all(parameters), outputs: all(system.outputs) };
const size = parameters.length + system.outputs.length;
const exactly = { observables, shots: { outputs: null, parameters: null, inputs: null } };
const [exact] = await measure(simulator, [{ ...setting, stream: ["exact"] }], exactly);
const gaussian = { observables, shots: { outputs: total / size, parameters: total / size, inputs: null } };
const [alone] = await measure(simulator, [{ ...setting, stream: ["alone"] }], gaussian);
const rms = (errors: Float64Array) => Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / size);
console.log(`each on its own, from its variance: ${rms(alone?.standardError as Float64Array).toFixed(4)}`);

const ways = {
  "qubit-wise, even": { grouping: "qubit-wise", allocation: "uniform" },
  "qubit-wise": { grouping: "qubit-wise" },
  "qubit-wise, pilot": { grouping: "qubit-wise", pilot: 0.2 },
  "commuting, even": { grouping: "commuting", allocation: "uniform" },
  commuting: { grouping: "commuting" },
  "commuting, pilot": { grouping: "commuting", pilot: 0.2 },
  shadows: { grouping: "shadows" },
} as const;
for (const [name, way] of Object.entries(ways)) {
  const device = new CountedDevice(simulator, system, { ...way, keepCounts: true });
  const settings = Array.from({ length: repetitions }, (_, r) => ({ ...setting, stream: ["counts", r] }));
  const runs = await measure(device, settings, { observables, budget: { total } });
  const found = runs.map(({ mean }) => rms(mean.map((value, i) => value - (exact?.mean[i] as number))));
  const claimed = runs.map(({ standardError }) => rms(standardError as Float64Array));
  const root = (values: number[]) => Math.hypot(...values) / Math.sqrt(values.length);
  const bases = new Set(
    runs.flatMap(({ readouts = [] }) => readouts.map(({ basis }) => JSON.stringify(basis))),
  );
  console.log(
    `${name}: error ${root(found).toFixed(4)}, claimed ${root(claimed).toFixed(4)}, ${bases.size} bases`,
  );
}
await simulator.close();

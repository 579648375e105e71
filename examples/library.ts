// Three spins in a transverse field: gradient descent on two couplings until the ends are correlated, <Z0 Z2> = 0.9.
import { estimateGradients, parseOperator, System, squareLoss } from "qep";
import { openSimulator } from "qep/node";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });
const system = new System({
  qubits: 3,
  inputs: [named("gX", "-X0 - X1 - X2")],
  parameters: [named("a", "-Z0 Z1"), named("b", "-Z1 Z2")],
  outputs: [named("zz", "Z0 Z2")],
});
const device = await openSimulator(system);
const samples = [{ points: [Float64Array.of(1)], target: Float64Array.of(0.9) }]; // at gX = 1
let parameters = Float64Array.of(0.5, 0.7);
for (let step = 1; step <= 40; step++) {
  const problem = { loss: squareLoss(), samples, parameters, stream: ["library example", step] };
  const [result] = await estimateGradients(device, problem, { method: "symmetric", beta: 0.1 });
  parameters = parameters.map((value, j) => value - result.parameters[j]);
  if (step % 10 === 0)
    console.log(`step ${step}: loss ${result.loss.toFixed(6)}, <Z0 Z2> ${result.outputs[0][0].toFixed(6)}`);
}
await device.close();

// A process of its own for the tests of how one ends that has simulator threads: argument "forget" or "close".
import { openSimulator } from "../../src/platform/node/open-simulator.ts";
import { observeAll, randomSettings, randomSystem } from "../support/random-system.ts";

const system = randomSystem("process", 12);
const device = await openSimulator(system, { workers: 2 });
const few = await device.submit(randomSettings(system, 2, "few"), observeAll(system));
const { state } = await device.poll(few, 60);

if (process.argv[2] === "close") {
  // Minutes of work, which nothing but ending the threads can stop.
  await device.submit(randomSettings(system, 10_000, "many"), observeAll(system));
  await device.close();
}
process.stdout.write(state);

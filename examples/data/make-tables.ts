// Writes the tables that the examples learn from: node examples/data/make-tables.ts FOLDER
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RandomStream, writeCsv } from "qep";

const folder = process.argv[2];
if (folder === undefined) throw new Error("say where to write: node make-tables.ts FOLDER");
const rounded = (value: number) => Number(value.toFixed(4));

/** Two interleaved half circles with normal noise: 200 points, class 0 above. */
function twoMoons() {
  const stream = new RandomStream("two moons");
  return Array.from({ length: 200 }, (_, row) => {
    const [label, angle] = [row % 2, stream.uniform(0, Math.PI)];
    const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return [x + 0.1 * stream.normal(), y + 0.1 * stream.normal(), label].map(rounded);
  });
}

/** One period of a sine of amplitude 0.8 with normal noise: 60 points. */
function sine() {
  const stream = new RandomStream("sine");
  return Array.from({ length: 60 }, () => {
    const x = stream.uniform(-1, 1);
    return [x, 0.8 * Math.sin(Math.PI * x) + 0.05 * stream.normal()].map(rounded);
  });
}

/** Couplings of a transverse-field Ising ring on both sides of its transition gX = gZZ: 80 rings, class 0 ordered. */
function isingRings() {
  const stream = new RandomStream("Ising rings");
  return Array.from({ length: 80 }, (_, row) => {
    const [gZZ, ratio] = [
      stream.uniform(0.5, 1.5),
      row % 2 === 0 ? stream.uniform(0.2, 0.9) : stream.uniform(1.1, 2),
    ];
    return [gZZ, gZZ * ratio, row % 2].map(rounded);
  });
}

const tables = [
  ["two-moons.csv", ["x", "y", "label"], twoMoons()],
  ["sine.csv", ["x", "y"], sine()],
  ["ising-rings.csv", ["gZZ", "gX", "label"], isingRings()],
] as const;
for (const [name, header, rows] of tables) writeFileSync(join(folder, name), writeCsv({ header, rows }));

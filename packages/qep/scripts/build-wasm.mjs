// Compiles assembly/index.ts twice: with relaxed SIMD (fused multiply-add) and with plain SIMD.
import { mkdirSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const variants = {
  simd: ["--enable", "simd"],
  "relaxed-simd": ["--enable", "simd", "--enable", "relaxed-simd"],
};

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = (await readdir(`${root}assembly`)).map((name) => `${root}assembly/${name}`);
const newest = Math.max(...sources.map(modified));
mkdirSync(`${root}wasm`, { recursive: true });

for (const [name, features] of Object.entries(variants)) {
  const output = `${root}wasm/kernels-${name}.wasm`;
  if (modified(output) > newest) continue;
  const flags = ["-O3", "--runtime", "stub", "--noAssert"];
  // A maximum, so that the same code can be made to run on shared memory, which must have one (wasm-module.ts).
  flags.push("--importMemory", "--initialMemory", "1", "--maximumMemory", "65535");
  const { error, stderr } = await asc.main([
    `${root}assembly/index.ts`,
    "--outFile",
    output,
    ...flags,
    ...features,
  ]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
}

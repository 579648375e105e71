/**
 * `node site/verify.ts [--slow] [FILE]...`: runs the commands that documents show and compares what they print. Without
 * files, all documents.
 */
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { verifyCommands } from "./run-commands.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const named = process.argv.slice(2).filter((argument) => argument !== "--slow");
const files = named.length > 0 ? named : globSync(["*.md", "docs/**/*.md"], { cwd: root }).sort();
for (const file of files) {
  const { ran, skipped, problems } = await verifyCommands(file, { slow: process.argv.includes("--slow") });
  if (ran + skipped > 0) console.log(`${file}: ${ran} ran, ${skipped} left out, ${problems.length} differ`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

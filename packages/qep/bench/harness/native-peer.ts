import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PeerUnavailable } from "./benchmark.ts";

const BENCH = fileURLToPath(new URL("..", import.meta.url));
const BUILDS = `${BENCH}.build/`;
const FLAGS = ["-std=c++20", "-O3", "-march=native"];

/** A C++ program of bench/peers, compiled for this machine; builds are kept and made again when anything changes. */
export class NativePeer {
  private readonly program: string;

  /**
   * @param source file in bench/peers
   * @param defines macros, name to value
   * @throws PeerUnavailable where there is no g++, or it cannot compile the program
   */
  constructor(source: string, defines: Readonly<Record<string, string>> = {}) {
    const path = `${BENCH}peers/${source}`;
    const version = spawnSync("g++", ["-v", "-march=native"], { encoding: "utf8" });
    if (version.error) throw new PeerUnavailable("there is no g++ on this machine");
    const headers = Object.values(defines).map((value) =>
      value.startsWith('"') ? readFileSync(value.slice(1, -1), "utf8") : value,
    );
    const content = [readFileSync(path, "utf8"), version.stderr, JSON.stringify(FLAGS), ...headers];
    const name = createHash("sha256").update(content.join("\n")).digest("hex").slice(0, 16);
    this.program = `${BUILDS}${name}`;
    if (existsSync(this.program)) return;
    mkdirSync(BUILDS, { recursive: true });
    const macros = Object.entries(defines).map(([macro, value]) => `-D${macro}=${value}`);
    const build = spawnSync("g++", [...FLAGS, ...macros, path, "-o", this.program], { encoding: "utf8" });
    if (build.status !== 0) throw new PeerUnavailable(`g++ cannot compile ${source}:\n${build.stderr}`);
  }

  /** Runs the program to its end; returns what it prints. */
  run(input: string): string {
    return execFileSync(this.program, { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  }

  /** Where a file of a given name and content is kept for the compiler. */
  static fileFor(name: string): string {
    mkdirSync(BUILDS, { recursive: true });
    return `${BUILDS}${name}`;
  }
}

import { type GeneratedExports, instantiateCode } from "./generated-kernels.ts";
import { COMMAND_NAMES, COMMANDS, type MemberKernels } from "./team-commands.ts";
import { TeamControl } from "./team-control.ts";
import { instantiateExports } from "./wasm-module.ts";

/** What a thread needs to join a team; plain data that can be posted to it. */
export interface TeamTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** Threads of the team, with the caller. */
  readonly members: number;
  /** Which of them this one is, from 1; the caller is 0. */
  readonly member: number;
}

/** Generated code that a helper keeps; the caller keeps as much. */
const MAX_CODES = 64;

/**
 * A helper's side of a {@link ThreadTeam}: its own instance of the kernels on the shared memory, put to work whenever
 * the caller has a command. Blocks the thread until the team is dismissed; what goes wrong is told to the caller.
 *
 * @param onReady called once everything is in place
 */
export function serveTeam({ module, memory, control, members, member }: TeamTask, onReady: () => void): void {
  const kernels: MemberKernels = {
    wasm: instantiateExports(module, memory),
    codeAt: codeReader(memory),
  };
  const shared = new TeamControl(control, members);
  onReady();
  shared.serve(() => {
    const { command, numbers } = shared.command;
    try {
      const name = COMMAND_NAMES[command];
      shared.takeChunks(member, COMMANDS[name](kernels, numbers, member));
    } catch (error) {
      shared.reportFailure(String(error));
    }
  });
}

/** Compiles generated code when its number is first seen: the caller writes the bytes into the shared memory. */
function codeReader(memory: WebAssembly.Memory): MemberKernels["codeAt"] {
  const codes = new Map<number, GeneratedExports>();
  return (id, pointer, length) => {
    const known = codes.get(id);
    if (known) return known;
    // The buffer may be from before another thread grew the memory; growing by nothing brings it up to date.
    memory.grow(0);
    // A copy: compilers refuse shared memory.
    const bytes = new Uint8Array(memory.buffer, pointer, length).slice();
    const exports = instantiateCode(new WebAssembly.Module(bytes), memory);
    if (codes.size >= MAX_CODES) codes.clear();
    codes.set(id, exports);
    return exports;
  };
}

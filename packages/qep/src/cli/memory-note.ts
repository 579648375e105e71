import { bytesOf, describeNeed, formatBytes, type MemoryNeed } from "../devices/memory-need.ts";
import { note } from "./output.ts";

/** A need below this is nobody's concern. */
const NOTEWORTHY_BYTES = 2 ** 28;

/** Says before the work, on stderr, how much memory it will take. */
export function noteMemory(need: MemoryNeed): void {
  if (bytesOf(need) < NOTEWORTHY_BYTES) return;
  note(`${describeNeed(need)}; ${formatBytes(process.availableMemory())} are available`);
}

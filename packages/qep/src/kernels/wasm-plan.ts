import { type FlipGroup, flipGroups, groupKind, TILE_BITS, tableLength } from "./flip-groups.ts";
import type { ObservablePlan, OperatorPlan, PauliTable } from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { popcount, realForm } from "./real-form.ts";
import type { WasmMemory } from "./wasm-memory.ts";

const RECORD_BYTES = 32;
const KINDS = 6;

/** A table of one flip group in linear memory. */
interface Table {
  readonly pointer: number;
  readonly length: number;
}

/** Groups of Pauli strings laid out for assembly/pauli.ts; serves as operator and as observables. */
export interface WasmPlan extends OperatorPlan, ObservablePlan {
  readonly groups: number;
  readonly kinds: number;
  readonly tileBits: number;
  readonly lowBits: number;
  readonly tables: readonly Table[];
  readonly tableBytes: number;
  /** Element addresses, signs and values of the strings, in the order of the table. */
  readonly slots: number;
  readonly signs: number;
  readonly values: number;
  readonly blocks: readonly { readonly pointer: number; readonly bytes: number }[];
}

/** Lays the groups out; everything is written once and freed together. */
export function makeWasmPlan(memory: WasmMemory, table: PauliTable, layout: StateLayout): WasmPlan {
  const form = realForm(table, layout);
  const groups = flipGroups(form);
  const tileBits = Math.log2(layout.length) - TILE_BITS;
  // Low index tables stay in the first-level cache; the high ones are read once a block.
  const lowBits = Math.min(tileBits, Math.max(5, tileBits >> 1));
  const blocks: { pointer: number; bytes: number }[] = [];
  const allocate = (bytes: number) => {
    const pointer = memory.allocate(bytes);
    blocks.push({ pointer, bytes });
    return pointer;
  };
  const records = allocate(Math.max(1, groups.length) * RECORD_BYTES);
  const kinds = allocate(KINDS * 4);
  const rowTables = allocate(Math.max(1, groups.length) * 4 * (2 ** lowBits + 2 ** (tileBits - lowBits)));
  const tableBytes = 8 * groups.reduce((sum, group) => sum + alignedLength(group), 0);
  const tableStart = allocate(Math.max(8, tableBytes));
  const slots = allocate(4 * table.size);
  const signs = allocate(8 * table.size);
  const values = allocate(8 * table.size);

  const words = new Uint32Array(memory.memory.buffer);
  const numbers = new Float64Array(memory.memory.buffer);
  const tables: Table[] = [];
  let rows = rowTables;
  let tablePointer = tableStart;
  for (const [position, group] of groups.entries()) {
    const low = rows;
    const high = rows + 4 * 2 ** lowBits;
    rows = high + 4 * 2 ** (tileBits - lowBits);
    writeRowOffsets(words, low, group, 2 ** lowBits, 0);
    writeRowOffsets(words, high, group, 2 ** (tileBits - lowBits), lowBits);
    const flipBytes = (group.flips >>> TILE_BITS) * 128;
    const registerBytes = ((group.flips & 15) >>> 1) * 16;
    words.set(
      [flipBytes, registerBytes, tablePointer, low, high, 0],
      (records + position * RECORD_BYTES) / 4,
    );
    const kind = kinds / 4 + groupKind(group);
    words[kind] = (words[kind] as number) + 1;
    for (const { term, slot } of group.members) {
      words[slots / 4 + term] = tablePointer + 8 * slot;
      numbers[signs / 8 + term] = form.sign[term] as number;
    }
    tables.push({ pointer: tablePointer, length: tableLength(group) });
    tablePointer += 8 * alignedLength(group);
  }
  return {
    table,
    layout,
    groups: records,
    kinds,
    tileBits,
    lowBits,
    tables,
    tableBytes,
    slots,
    signs,
    values,
    blocks,
  };
}

/** Rows are read as 16-byte registers: a table takes a multiple of 16 elements. */
function alignedLength(group: FlipGroup): number {
  return Math.ceil(tableLength(group) / 16) * 16;
}

/** Byte offset of the row for each value of the tile-index bits from `shift` upward. */
function writeRowOffsets(
  words: Uint32Array,
  at: number,
  group: FlipGroup,
  count: number,
  shift: number,
): void {
  const rowBytes = group.isUniform ? 8 : 128;
  for (let index = 0; index < count; index++) {
    let row = 0;
    for (const [bit, mask] of group.basis.entries()) {
      row |= (popcount((mask >>> shift) & index) & 1) << bit;
    }
    words[at / 4 + index] = row * rowBytes;
  }
}

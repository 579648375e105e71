import { type FlipGroup, factorOfElement, flipGroups, groupKind, TILE_BITS } from "./flip-groups.ts";
import type { ObservablePlan, OperatorPlan, PauliTable } from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { factorBytes, type PlanShape, planShape, RECORD_BYTES, TILE_BYTES } from "./plan-shape.ts";
import { popcount, realForm } from "./real-form.ts";
import type { WasmMemory } from "./wasm-memory.ts";

const KINDS = 5;
/** Row offsets on a line of 128 bytes. */
const LINE_ROWS = 32;
/** Address, sign and value of a string. */
const STRING_BYTES = 4 + 8 + 8;

/** A table of one flip group in linear memory. */
interface Table {
  readonly pointer: number;
  readonly length: number;
}

/** Groups of Pauli strings laid out for assembly/pauli.ts; serves as operator and as observables. */
export interface WasmPlan extends OperatorPlan, ObservablePlan {
  readonly shape: PlanShape;
  readonly pointer: number;
  /** Room for one row offset a group, for each thread, `rowBytes` apart. */
  readonly rows: number;
  readonly rowBytes: number;
  readonly tables: readonly Table[];
  readonly tableBytes: number;
  /** Element addresses, signs and values of the strings, in the order of the table. */
  readonly slots: number;
  readonly signs: number;
  readonly values: number;
  /** What is freed with the plan. */
  readonly blocks: { readonly pointer: number; readonly bytes: number }[];
}

/**
 * Lays the groups out; everything is written once and freed together.
 *
 * @param threads how many will work on it at a time, default 1
 */
export function makeWasmPlan(
  memory: WasmMemory,
  table: PauliTable,
  layout: StateLayout,
  threads = 1,
): WasmPlan {
  const form = realForm(table, layout);
  const bits = Math.log2(layout.length);
  const groups = flipGroups(form, bits);
  const shape = planShape(groups, bits);
  const blocks: { pointer: number; bytes: number }[] = [];
  const allocate = (bytes: number) => {
    const pointer = memory.allocate(bytes);
    blocks.push({ pointer, bytes });
    return pointer;
  };
  const pointer = allocate(shape.bytes);
  // What threads write lies on lines of its own.
  const rowBytes = rowBytesOf(groups.length);
  const rows = allocate(threads * rowBytes);
  const slots = allocate(4 * table.size);
  const signs = allocate(8 * table.size);
  const values = allocate(8 * table.size);

  const words = new Uint32Array(memory.memory.buffer, pointer, shape.bytes / 4);
  writeHeader(words, shape);
  writeRecords(words, shape);
  const { middle, high, middleBits, blockBits } = shape;
  writeRowOffsets(words.subarray(middle / 4), shape, 2 ** middleBits, 0);
  writeRowOffsets(words.subarray(high / 4), shape, 2 ** (blockBits - middleBits), middleBits);
  const tables = groups.map(({ tableLength }, position) => ({
    pointer: pointer + (shape.tableOf[position] as number),
    length: tableLength,
  }));
  const slotWords = new Uint32Array(memory.memory.buffer, slots, table.size);
  for (const [position, { members }] of groups.entries()) {
    for (const { term, slot } of members) slotWords[term] = (tables[position] as Table).pointer + 8 * slot;
  }
  new Float64Array(memory.memory.buffer, signs, table.size).set(form.sign);
  const tableBytes = shape.bytes - shape.tables;
  return { table, layout, shape, pointer, rows, rowBytes, tables, tableBytes, slots, signs, values, blocks };
}

/** Bytes that {@link makeWasmPlan} takes, but for alignment. */
export function planBytes(table: PauliTable, layout: StateLayout, threads = 1): number {
  const bits = Math.log2(layout.length);
  const groups = flipGroups(realForm(table, layout), bits);
  return planShape(groups, bits).bytes + threads * rowBytesOf(groups.length) + STRING_BYTES * table.size;
}

function rowBytesOf(groups: number): number {
  return Math.max(1, Math.ceil(groups / LINE_ROWS)) * 4 * LINE_ROWS;
}

function writeHeader(words: Uint32Array, shape: PlanShape): void {
  const { groups, tileOfBlockBits, middleBits, middle, high, records } = shape;
  const ends = Array.from({ length: KINDS }, (_, kind) => {
    const upToHere = groups.filter((group) => groupKind(group) <= kind).length;
    return records + RECORD_BYTES * upToHere;
  });
  words.set([tileOfBlockBits, middleBits, middle, high, records, ...ends]);
}

function writeRecords(words: Uint32Array, shape: PlanShape): void {
  for (const [position, group] of shape.groups.entries()) {
    const { flips, elementMask } = group;
    const steps = Array.from({ length: 8 }, (_, register) => 8 * factorOfElement(elementMask, 2 * register));
    const flip = (flips >>> TILE_BITS) * TILE_BYTES;
    const registers = ((flips & 15) >>> 1) * 16;
    const shift = Math.log2(factorBytes(group, shape).tile);
    const record = [flip, registers, shape.tableOf[position] as number, shift, ...steps];
    words.set(record, (shape.records + position * RECORD_BYTES) / 4);
  }
}

/** Byte offset of each group's row for each value of the block-index bits from `shift` upward. */
function writeRowOffsets(words: Uint32Array, shape: PlanShape, count: number, shift: number): void {
  const { groups } = shape;
  const rowBytes = groups.map((group) => factorBytes(group, shape).row);
  for (let index = 0; index < count; index++) {
    for (const [position, group] of groups.entries()) {
      words[index * groups.length + position] = rowOf(group, index, shift) * (rowBytes[position] as number);
    }
  }
}

function rowOf({ basis }: FlipGroup, index: number, shift: number): number {
  let row = 0;
  for (const [bit, mask] of basis.entries()) row |= (popcount((mask >>> shift) & index) & 1) << bit;
  return row;
}

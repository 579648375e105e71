/** Types of WebAssembly values, as they are encoded. */
export const VALUE_TYPE = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof VALUE_TYPE;

/** Instructions without immediate operands. */
const PLAIN = {
  end: [0x0b],
  else: [0x05],
  ltU: [0x49],
  eq: [0x46],
  eqz: [0x45],
  or: [0x72],
  and: [0x71],
  xor: [0x73],
  add: [0x6a],
  mul: [0x6c],
  shiftLeft: [0x74],
  shiftRightU: [0x76],
  f64Ne: [0x62],
  f64Add: [0xa0],
  splatF64x2: [0xfd, 0x14],
  addF64x2: [0xfd, 0xf0, 0x01],
  mulF64x2: [0xfd, 0xf2, 0x01],
  relaxedMaddF64x2: [0xfd, 0x87, 0x02],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Loads and stores: opcode, then log2 of the alignment, which is a hint and kept at the natural one. */
const MEMORY = {
  loadI32: [0x28, 2],
  storeI32: [0x36, 2],
  loadF64: [0x2b, 3],
  storeF64: [0x39, 3],
  loadV128: [0xfd, 0x00, 4],
  loadSplatF64x2: [0xfd, 0x0a, 3],
  storeV128: [0xfd, 0x0b, 4],
} as const satisfies Readonly<Record<string, readonly number[]>>;

const BLOCK_WITHOUT_RESULT = 0x40;

/**
 * The body of one WebAssembly function, written instruction by instruction.
 *
 * @see WebAssembly Core Specification, chapter 5 (binary format)
 */
export class WasmFunction {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
  private readonly locals: ValueType[] = [];
  private readonly code: number[] = [];

  constructor(parameters: readonly ValueType[], result?: ValueType) {
    this.parameters = parameters;
    this.result = result;
  }

  /** A new local variable, zero at first. */
  local(type: ValueType): number {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  get(local: number): this {
    return this.write(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.write(0x21, ...unsigned(local));
  }

  tee(local: number): this {
    return this.write(0x22, ...unsigned(local));
  }

  constant(value: number): this {
    return this.write(0x41, ...signed(value));
  }

  constantF64(value: number): this {
    return this.write(0x44, ...new Uint8Array(Float64Array.of(value).buffer));
  }

  zeroV128(): this {
    return this.write(0xfd, 0x0c, ...new Uint8Array(16));
  }

  op(name: keyof typeof PLAIN): this {
    return this.write(...PLAIN[name]);
  }

  /** Loads or stores at the address on the stack plus an offset. */
  memory(name: keyof typeof MEMORY, offset = 0): this {
    return this.write(...MEMORY[name], ...unsigned(offset));
  }

  /** Exchanges both halves of the v128 in a local, which goes onto the stack. */
  swapLanes(local: number): this {
    return this.get(local).get(local).write(0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  }

  extractLaneF64x2(lane: 0 | 1): this {
    return this.write(0xfd, 0x21, lane);
  }

  /** Repeats the body while it leaves something other than zero on the stack. */
  loop(body: () => void): this {
    this.write(0x03, BLOCK_WITHOUT_RESULT);
    body();
    return this.write(0x0d, 0).op("end");
  }

  /** Takes the condition from the stack. */
  if(yes: () => void, no?: () => void): this {
    this.write(0x04, BLOCK_WITHOUT_RESULT);
    yes();
    if (no) {
      this.op("else");
      no();
    }
    return this.op("end");
  }

  encode(): number[] {
    const locals = this.locals.flatMap((type) => [1, VALUE_TYPE[type]]);
    const body = [...unsigned(this.locals.length), ...locals, ...this.code, ...PLAIN.end];
    return [...unsigned(body.length), ...body];
  }

  private write(...bytes: readonly number[]): this {
    for (const byte of bytes) this.code.push(byte);
    return this;
  }
}

/**
 * A module that exports functions and imports its memory as `env.memory`.
 *
 * @param sharesMemory whether that memory is one that threads share
 */
export function encodeModule(
  functions: Readonly<Record<string, WasmFunction>>,
  sharesMemory: boolean,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(functions);
  const types = entries.map(([, { parameters, result }]) => [
    0x60,
    ...vector(parameters.map((type) => [VALUE_TYPE[type]])),
    ...vector(result ? [[VALUE_TYPE[result]]] : []),
  ]);
  // Memory of at least one page and, as shared memory must say, at most 65535.
  const limits = sharesMemory ? [3, 1, ...unsigned(65_535)] : [0, 1];
  const memory = [...text("env"), ...text("memory"), 0x02, ...limits];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(entries.map((_, index) => unsigned(index)))),
    ...section(7, vector(entries.map(([name], index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(entries.map(([, code]) => code.encode()))),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(ascii: string): number[] {
  return [...unsigned(ascii.length), ...new TextEncoder().encode(ascii)];
}

/** LEB128: seven bits a byte, low ones first. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** LEB128 of a 32-bit integer in two's complement. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}

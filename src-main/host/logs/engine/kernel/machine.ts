import type { KernelProgram, KernelState } from './program';

/** What scan.as exports. Numbers of the log (offsets, times) are 64-bit floats. */
interface Exports {
  memory: WebAssembly.Memory;
  BUFFER: WebAssembly.Global;
  init(): void;
  begin(
    from: number,
    to: number,
    cell: number,
    blockLines: number,
    blockSpan: number,
    facts: number,
    utc: number,
    local: number,
    started: number,
    given: number,
  ): void;
  scan(length: number, base: number, last: number): number;
  next(): number;
  takeOut(): number;
  takeMinutes(): number;
  flush(): number;
  summary(): number;
  lineStart(length: number): number;
}

// As in scan.as.
const programAt = 0x10000;
const minutesAt = 0x60000;
const outAt = 0x90000;
/** Vectors are read a little beyond the last byte. */
const margin = 256;

/** Bytes scanned at once: a line that is not judged yet, what is looked at beyond it, and fresh ones. */
export const scanCapacity = 1024 * 1024;

export const blockFloats = 10;
export const factFloats = 6;

/** What `scan` waits for. */
export const wants = { bytes: 0, room: 1, nothing: 2 } as const;

/** How the index is cut: see `IndexShape`. */
export interface ScanRange {
  /** Lines that begin in [from, to); `from` is where one begins. */
  from: number;
  to: number;
  cell: number;
  blockLines: number;
  blockSpan: number;
  facts: boolean;
  /** What lines before hand on; null: not known. */
  state: KernelState | null;
}

/** Sums over the lines of a scan. */
export interface ScanSummary {
  /** Lines that belong to no record; each has a number among the records. */
  strays: number;
  newlines: number;
  crlf: boolean;
  firstTime: number;
  lastTime: number;
  state: KernelState;
  /** Something was told by the lines before it: no year, no date, an hour that exists twice. */
  ordered: boolean;
  /** And nothing was known of those: what was found may be wrong. */
  consulted: boolean;
  /** Where the last line but one and the last line begin; -1 without. */
  previousLine: number;
  lastLine: number;
  /** Where the line after them begins. */
  lineAfter: number;
}

/** One instance of the WASM kernel: its memory and a program in it. Not shared by two scans. */
export class KernelMachine {
  readonly #exports: Exports;
  readonly #bufferAt: number;
  #program: KernelProgram | null = null;
  /** Bytes to look at are put here, from its begin. */
  buffer: Uint8Array;

  constructor(module: WebAssembly.Module, capacity: number) {
    const instance = new WebAssembly.Instance(module, {});
    // What the module exports is what scan.as says.
    this.#exports = instance.exports as unknown as Exports;
    this.#bufferAt = this.#exports.BUFFER.value;
    this.buffer = new Uint8Array(0);
    this.reserve(capacity);
  }

  /** Makes room for at least so many bytes. What the buffer held is still there. */
  reserve(capacity: number): void {
    if (this.buffer.length >= capacity) return;
    const { memory } = this.#exports;
    const missing = this.#bufferAt + capacity + margin - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    this.buffer = new Uint8Array(memory.buffer, this.#bufferAt, capacity);
  }

  /** Takes this program from now on. */
  load(program: KernelProgram): void {
    if (this.#program === program) return;
    new Uint8Array(this.#exports.memory.buffer, programAt).set(program.bytes);
    this.#exports.init();
    this.#program = program;
  }

  begin(range: ScanRange): void {
    const { state } = range;
    this.#exports.begin(
      range.from,
      range.to,
      range.cell,
      range.blockLines,
      range.blockSpan,
      Number(range.facts),
      state?.utc ?? NaN,
      state?.local ?? NaN,
      Number(state?.started ?? false),
      Number(state !== null),
    );
  }

  /** Goes on with the first `length` bytes of the buffer, which stand at `base`; gives how many are done with. */
  scan(length: number, base: number, last: boolean): { used: number; next: number } {
    const used = this.#exports.scan(length, base, Number(last));
    return { used, next: this.#exports.next() };
  }

  /** Rows that are out, of so many floats each: a copy. */
  takeRows(floats: number): Float64Array {
    const count = this.#exports.takeOut();
    return new Float64Array(this.#exports.memory.buffer, outAt, count * floats).slice();
  }

  /** Rows of [minute since 1970, records, warnings, errors and worse]; a minute may stand in several. */
  takeMinutes(): Int32Array {
    const count = this.#exports.takeMinutes();
    return new Int32Array(this.#exports.memory.buffer, minutesAt, count * 4).slice();
  }

  /** Puts out what is left at the end; true when that was all. */
  flush(): boolean {
    return Boolean(this.#exports.flush());
  }

  summary(): ScanSummary {
    const at = this.#exports.summary();
    const sums = [...new Float64Array(this.#exports.memory.buffer, at, 13)];
    const [newlines = 0, crlf, firstTime = NaN, lastTime = NaN, utc = NaN, local = NaN] = sums;
    const [started, consulted, previousLine = -1, lastLine = -1, lineAfter = 0, ordered] =
      sums.slice(6);
    const strays = sums[12] ?? 0;
    return {
      strays,
      newlines,
      crlf: crlf === 1,
      firstTime,
      lastTime,
      state: { utc, local, started: started === 1 },
      consulted: consulted === 1,
      ordered: ordered === 1,
      previousLine,
      lastLine,
      lineAfter,
    };
  }

  /** Where in the buffer the first line begins after a line feed; -1 without one. */
  lineStart(length: number): number {
    return this.#exports.lineStart(length);
  }
}

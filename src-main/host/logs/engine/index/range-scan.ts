import {
  blockFloats,
  scanCapacity,
  wants,
  type KernelMachine,
  type ScanSummary,
} from '../kernel/machine';
import type { KernelState } from '../kernel/program';
import type { IndexShape } from './shape';

/** What is scanned at once: lines that begin in [from, to). */
export interface ScanTask {
  from: number;
  to: number;
  shape: IndexShape;
  /** What lines before `from` hand on; null: not known. */
  state: KernelState | null;
  /** A line begins at `from`; otherwise the first one after it is looked for. */
  atLine: boolean;
  /** UTF-16: a line feed takes two bytes. */
  wide: boolean;
}

/** What was found in a part of a log; can be handed over between threads. */
export interface ScanPart {
  /** Rows of scan.as, `blockFloats` each. */
  blocks: Float64Array;
  /** Rows of minute, records, warnings, errors. */
  minutes: Int32Array;
  summary: ScanSummary;
}

const slack = 8 * 1024;

/**
 * Scans one part of a log with bytes that somebody else reads: into `room`, from `position`, then
 * `filled`, until that gives true.
 */
export class RangeScan {
  readonly #machine: KernelMachine;
  readonly #task: ScanTask;
  readonly #blocks: Float64Array[] = [];
  readonly #minutes: Int32Array[] = [];
  /** Where the buffer's first byte stands in the log, and how many bytes are in it. */
  #base: number;
  #length = 0;
  #seeking: boolean;

  constructor(machine: KernelMachine, task: ScanTask) {
    this.#machine = machine;
    this.#task = task;
    this.#seeking = !task.atLine && task.from > 0;
    // The line feed before `from` tells that a line begins there.
    this.#base = this.#seeking ? task.from - (task.wide ? 2 : 1) : task.from;
    this.#begin(this.#seeking ? task.to : task.from);
  }

  get position(): number {
    return this.#base + this.#length;
  }

  get room(): Uint8Array {
    return this.#machine.buffer.subarray(this.#length, scanCapacity);
  }

  /** How many bytes are useful: little beyond the range, more and more for a line that goes on there. */
  get wanted(): number {
    const beyond = this.position - this.#task.to;
    const useful = beyond < 0 ? slack - beyond : Math.max(8 * slack, beyond);
    return Math.min(scanCapacity - this.#length, useful);
  }

  /** So many bytes were put into `room`; `last`: the log ends with them. True: nothing more is needed. */
  filled(count: number, last: boolean): boolean {
    this.#length += count;
    if (this.#seeking && !this.#seek()) return last || this.position >= this.#task.to;
    for (;;) {
      const { used, next } = this.#machine.scan(this.#length, this.#base, last);
      this.#drop(used);
      if (next !== wants.room) return next === wants.nothing || last;
      this.#take();
    }
  }

  finish(): ScanPart {
    this.#take();
    while (!this.#machine.flush()) this.#take();
    this.#take();
    return {
      blocks: join(this.#blocks, Float64Array),
      minutes: join(this.#minutes, Int32Array),
      summary: this.#machine.summary(),
    };
  }

  #begin(from: number): void {
    const { to, shape, state } = this.#task;
    const { cell, blockLines, blockSpan } = shape;
    this.#machine.begin({ from, to, cell, blockLines, blockSpan, facts: false, state });
  }

  /** Looks for the first line that begins in the range; false while none is seen. */
  #seek(): boolean {
    const start = this.#machine.lineStart(this.#length);
    if (start < 0) {
      // Half of a UTF-16 line feed may be the last byte.
      this.#drop(this.#length - (this.#task.wide ? this.#length % 2 : 0));
      return false;
    }
    this.#drop(start);
    this.#seeking = false;
    this.#begin(this.#base);
    return true;
  }

  #drop(count: number): void {
    this.#machine.buffer.copyWithin(0, count, this.#length);
    this.#base += count;
    this.#length -= count;
  }

  #take(): void {
    const rows = this.#machine.takeRows(blockFloats);
    if (rows.length > 0) this.#blocks.push(rows);
    const minutes = this.#machine.takeMinutes();
    if (minutes.length > 0) this.#minutes.push(minutes);
  }
}

function join<T extends Float64Array | Int32Array>(
  parts: T[],
  Kind: { new (length: number): T },
): T {
  const joined = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

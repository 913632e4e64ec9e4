import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Chance } from './chance';

/** How a log is rotated. */
export const rotations = ['rename', 'copytruncate', 'truncate', 'gz'] as const;
export type LogRotation = (typeof rotations)[number];

/** What was written to a log between two rotations, and what of it must be found. */
interface Generation {
  bytes: Buffer;
  /** What follows these went with the rotation itself. */
  kept: number;
  /** The rotated file is no longer there. */
  gone: boolean;
  /** Whether a gap has to be marked where less than all is found. */
  marked: boolean;
}

/** What came of comparing a copy with the truth. */
export type Verdict =
  | { is: 'complete'; lost: number; gaps: number }
  | { is: 'incomplete'; bytes: number; of: number }
  | { is: 'wrong'; why: string };

/**
 * Writes and rotates a log, and knows what a loss-free copy of it looks like. Lines are of several
 * scripts and are torn in the middle of characters, as a buffered writer's are.
 */
export class LogWriter {
  readonly path: string;
  private readonly chance: Chance;
  private readonly done: Generation[] = [];
  private readonly rotated: { name: string; generation: Generation }[] = [];
  private descriptor: number;
  private parts: Buffer[] = [];
  private held: Buffer = Buffer.alloc(0);
  private line = 0;
  /** Rotated files that are kept; the oldest goes when there are more. */
  private readonly keeps: number;

  constructor(path: string, chance: Chance, keeps = 50) {
    this.path = path;
    this.chance = chance;
    this.keeps = keeps;
    this.descriptor = openSync(path, 'a');
  }

  /** Writes some lines; the last one may stay torn until the next call. */
  write(lines: number): void {
    const texts = Array.from({ length: lines }, () => this.text());
    const bytes = Buffer.concat([this.held, Buffer.from(texts.join(''))]);
    const torn = this.chance.below(3) === 0 ? this.chance.below(40) : 0;
    this.held = Buffer.from(bytes.subarray(bytes.length - torn));
    const now = bytes.subarray(0, bytes.length - torn);
    const middle = this.chance.below(now.length + 1);
    for (const part of [now.subarray(0, middle), now.subarray(middle)]) this.put(part);
  }

  /** Rotates the log; while a rotation takes its steps the writer may go on. */
  async rotate(how: LogRotation): Promise<void> {
    if (how === 'truncate') return this.cut(0, true);
    if (how === 'copytruncate') {
      this.shift();
      copyFileSync(this.path, `${this.path}.1`);
      const copied = this.written;
      if (this.chance.below(4) === 0) this.write(1 + this.chance.below(5));
      this.cut(copied, false);
      this.keepNames(`${this.path}.1`);
      return;
    }
    this.shift();
    renameSync(this.path, `${this.path}.1`);
    // Some rotators make the new file at once. A writer holds the old one until it is told.
    if (this.chance.below(2) === 0) closeSync(openSync(this.path, 'a'));
    for (let late = this.chance.below(4); late > 0; late -= 1) {
      this.write(1 + this.chance.below(20));
      await pause(this.chance.below(20));
    }
    closeSync(this.descriptor);
    this.end(this.written, false);
    this.keepNames(`${this.path}.1`);
    if (this.chance.below(3) === 0) await pause(this.chance.below(150));
    this.descriptor = openSync(this.path, 'a');
    if (how === 'gz') this.pack(this.chance.below(3) === 0 ? 2 : 1);
  }

  /** Writes what was held back; nothing comes after it. */
  finish(): void {
    this.put(this.held);
    this.held = Buffer.alloc(0);
    closeSync(this.descriptor);
    this.end(this.written, false);
  }

  /**
   * Compares a copy with what was written.
   *
   * @param gaps places of the copy where something is said to be missing
   */
  compare(copyPath: string, gaps: readonly number[]): Verdict {
    const copy = existsSync(copyPath) ? readFileSync(copyPath) : Buffer.alloc(0);
    const of = this.done.reduce((sum, { bytes }) => sum + bytes.length, 0);
    let furthest = 0;
    const unused = new Set(gaps);
    /** Bytes lost from this generation on, or null when the copy cannot be that. */
    const from = (index: number, at: number): number | null => {
      furthest = Math.max(furthest, at);
      const generation = this.done[index];
      if (!generation) return at === copy.length ? 0 : null;
      const { bytes, kept, gone, marked } = generation;
      const shared = sharedBytes(copy, at, bytes);
      furthest = Math.max(furthest, at + shared);
      for (let found = shared; found >= (gone ? 0 : kept); found -= 1) {
        const missing = found < kept || (marked && found < bytes.length);
        if (missing && !gaps.includes(at + found)) continue;
        const rest = from(index + 1, at + found);
        if (rest === null) continue;
        // A gap may also be marked where nothing can be known to be missing.
        if (gone || kept < bytes.length) unused.delete(at + found);
        return rest + bytes.length - found;
      }
      return null;
    };
    const lost = from(0, 0);
    if (lost === null && furthest < copy.length) {
      const lengths = this.done.map(({ bytes, kept }) => `${kept}/${bytes.length}`).join(' ');
      const there = copy.toString('utf8', furthest, furthest + 60);
      const why = `byte ${furthest} of ${copy.length}: ${there}; gaps ${gaps.join(' ')}; ${lengths}`;
      return { is: 'wrong', why };
    }
    if (lost === null) return { is: 'incomplete', bytes: copy.length, of };
    if (unused.size > 0) return { is: 'wrong', why: `gap at ${[...unused].join(', ')}` };
    return { is: 'complete', lost, gaps: gaps.length };
  }

  private get written(): number {
    return this.parts.reduce((sum, part) => sum + part.length, 0);
  }

  private text(): string {
    const words = ['订单已保存', 'naïve café', '連線逾時', 'ok', '💾 diskfull', 'ОШИБКА'];
    const word = this.chance.of(words).repeat(1 + this.chance.below(4));
    return `2026-11-22 10:00:00,${String((this.line += 1)).padStart(6, '0')} INFO ${word}\n`;
  }

  private put(bytes: Buffer): void {
    if (bytes.length === 0) return;
    writeSync(this.descriptor, bytes);
    this.parts.push(Buffer.from(bytes));
  }

  private cut(kept: number, marked: boolean): void {
    this.end(kept, marked);
    ftruncateSync(this.descriptor, 0);
  }

  /** The present file is over: its first bytes are kept somewhere. */
  private end(kept: number, marked: boolean): void {
    this.done.push({ bytes: Buffer.concat(this.parts), kept, marked, gone: false });
    this.parts = [];
  }

  /** Makes room for a new `.1`. */
  private shift(): void {
    for (let number = this.rotated.length; number >= 1; number -= 1) {
      for (const ending of ['', '.gz']) {
        const from = `${this.path}.${number}${ending}`;
        if (existsSync(from)) renameSync(from, `${this.path}.${number + 1}${ending}`);
      }
    }
  }

  private keepNames(name: string): void {
    const generation = this.done.at(-1);
    if (generation) this.rotated.unshift({ name, generation });
    while (this.rotated.length > this.keeps) {
      const last = this.rotated.length;
      for (const ending of ['', '.gz']) rmSync(`${this.path}.${last}${ending}`, { force: true });
      const gone = this.rotated.pop();
      if (gone) gone.generation.gone = true;
    }
  }

  private pack(number: number): void {
    const path = `${this.path}.${number}`;
    if (existsSync(path)) execFileSync('gzip', ['-1', path]);
  }
}

function sharedBytes(copy: Buffer, at: number, bytes: Buffer): number {
  const most = Math.min(bytes.length, copy.length - at);
  if (copy.subarray(at, at + most).equals(bytes.subarray(0, most))) return most;
  let shared = 0;
  while (shared < most && copy[at + shared] === bytes[shared]) shared += 1;
  return shared;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

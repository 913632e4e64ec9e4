import { factFloats, wants, type KernelMachine } from '../kernel/machine';
import type { KernelState } from '../kernel/program';

/** What a filter asks of records, as it is handed to threads. */
export interface SieveRules {
  /** Of each condition on texts: records that have it are left out. */
  texts: readonly boolean[];
  /** `mask`: bit n + 1 is the n-th of `kernelLevels`. */
  levels: readonly { exclude: boolean; mask: number }[];
  /** [from, to) in times as the log states them. */
  times: readonly { exclude: boolean; from: number; to: number }[];
  /** Lines that belong to no record may pass, by their numbers (`takesNumber`). */
  strays: boolean;
}

/** Some blocks of a log that stand one behind the other. */
export interface SievePart {
  /** Their bytes, [from, to). */
  from: number;
  to: number;
  firstLine: number;
  lines: number;
  /** Number of the first record that begins in them, and how many there are; strays among them. */
  firstRecord: number;
  records: number;
  /** Records below it are not looked for. */
  least: number;
  /** What the lines before hand on (`LogIndex.stateBefore`). */
  state: KernelState | null;
  /** Lines that have the texts, a condition each: bit 0 is the multiple of 32 at or below `firstLine`. */
  hits: readonly Uint32Array[];
}

/** What a part was found to hold. */
export interface SieveFound {
  /** Records that pass; bit 0 is the multiple of 32 at or below `firstRecord`. */
  records: Uint32Array<ArrayBuffer>;
  /** All their lines; bit 0 is the multiple of 32 at or below `firstLine`. */
  lines: Uint32Array<ArrayBuffer>;
  /** Lines before the first one that has a number. */
  lead: number;
  /**
   * The record that goes on to the end of the part, or beyond; it is in neither set. `passes`: but
   * for its texts.
   */
  open: { record: number; line: number; passes: boolean } | null;
}

/** The multiple of 32 at or below a number. */
export function wordStart(number: number): number {
  return number - (number % 32);
}

/** Goes through the lines of a part, as the kernel tells them, and finds the records that pass. */
export class RecordSieve {
  private readonly rules: SieveRules;
  private readonly part: SievePart;
  private readonly records: Uint32Array<ArrayBuffer>;
  private readonly lines: Uint32Array<ArrayBuffer>;
  private readonly lineShift: number;
  private readonly recordShift: number;
  private line = 0;
  private record = 0;
  private lead = -1;
  /** The record that is open: its first line, -1 without one. */
  private openLine = -1;
  private passes = false;

  constructor(rules: SieveRules, part: SievePart) {
    this.rules = rules;
    this.part = part;
    this.lineShift = part.firstLine % 32;
    this.recordShift = part.firstRecord % 32;
    this.records = new Uint32Array(Math.ceil((this.recordShift + part.records) / 32));
    this.lines = new Uint32Array(Math.ceil((this.lineShift + part.lines) / 32));
  }

  /**
   * Takes the next line.
   *
   * @param kind 0: it goes with the record before; 1: it begins one; 2: it belongs to none
   * @param level 0: none; else its place in `kernelLevels`, from 1
   * @param time UTC ms as the log states it; NaN without one
   */
  take(kind: number, level: number, time: number): void {
    if (kind !== 0 || (this.line === 0 && this.part.from === 0)) {
      this.close();
      if (this.lead < 0) this.lead = this.line;
      this.openLine = this.line;
      this.passes =
        kind === 1
          ? this.passesAtOnce(level, time)
          : this.rules.strays && this.passesAtOnce(0, NaN);
      this.record += 1;
    }
    this.line += 1;
  }

  finish(): SieveFound {
    const { records, lines, openLine, passes, part } = this;
    const record = part.firstRecord + this.record - 1;
    return {
      records,
      lines,
      lead: this.lead < 0 ? this.line : this.lead,
      open: openLine < 0 ? null : { record, line: part.firstLine + openLine, passes },
    };
  }

  private passesAtOnce(level: number, time: number): boolean {
    const { levels, times } = this.rules;
    for (const { exclude, mask } of levels)
      if ((((mask >>> level) & 1) !== 0) === exclude) return false;
    // A time that is not known is in no range.
    for (const { exclude, from, to } of times)
      if ((time >= from && time < to) === exclude) return false;
    return true;
  }

  private close(): void {
    const { openLine, line, record, part } = this;
    if (openLine < 0) return;
    this.openLine = -1;
    if (!this.passes || part.firstRecord + record - 1 < part.least) return;
    const from = this.lineShift + openLine;
    const to = this.lineShift + line;
    const { texts } = this.rules;
    for (let text = 0; text < texts.length; text += 1) {
      const hits = part.hits[text];
      if (hits && anyBit(hits, from, to) === texts[text]) return;
    }
    const bit = this.recordShift + record - 1;
    this.records[bit >>> 5] = (this.records[bit >>> 5] ?? 0) | (1 << (bit & 31));
    for (let at = from; at < to; at += 1)
      this.lines[at >>> 5] = (this.lines[at >>> 5] ?? 0) | (1 << (at & 31));
  }
}

function anyBit(words: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to;) {
    const word = (words[at >>> 5] ?? 0) >>> (at & 31);
    const inWord = Math.min(32 - (at & 31), to - at);
    if (word !== 0 && (inWord === 32 || (word & ((1 << inWord) - 1)) !== 0)) return true;
    at += inWord;
  }
  return false;
}

/**
 * Finds the records that pass in a part whose bytes, and `lookAhead` more, are the first
 * `length` ones of the machine's buffer. Its program must be loaded.
 */
export function sieveBytes(
  machine: KernelMachine,
  length: number,
  rules: SieveRules,
  part: SievePart,
): SieveFound {
  const { from, to, state } = part;
  const sieve = new RecordSieve(rules, part);
  machine.begin({ from, to, cell: 1, blockLines: 1, blockSpan: 1, facts: true, state });
  let rest = length;
  for (let base = from; ;) {
    const { used, next } = machine.scan(rest, base, true);
    const rows = machine.takeRows(factFloats);
    const words = new Int32Array(rows.buffer);
    for (let row = 0; row < rows.length; row += factFloats)
      sieve.take(words[row * 2 + 8] ?? 0, words[row * 2 + 9] ?? 0, rows[row + 3] ?? NaN);
    if (next !== wants.room) return sieve.finish();
    machine.buffer.copyWithin(0, used, rest);
    rest -= used;
    base += used;
  }
}

import { orAborted } from '../../../../kit/abort';
import { lookAhead } from '../kernel/program';
import type { LineFact } from '../log-index';
import { clipBytes } from '../text/index';
import { factsOfBlock, type LineKernel } from './facts';
import { wholeLineBytes, type DocumentLine, type DocumentRecord, type FoundTime } from './lines';
import { beginningsOf, decodeAt, rowOf, type Beginning, type TextPlace } from './rows';
import { takesNumberIn, type LineTable } from './table';

/** Blocks whose facts are kept: what is near the rows that were shown last. */
const keptBlocks = 64;

/** How the lines of a log are read at the moment. */
export interface ReaderOptions extends TextPlace {
  kernel: LineKernel;
  /** Added to stated times. */
  clockOffsetMs: number;
}

interface Place {
  block: number;
  at: number;
  fact: LineFact;
}

/** Lines and records of what a {@link LineTable} covers. Only what is asked for is decoded. */
export class LineReader {
  readonly table: LineTable;
  private readonly options: ReaderOptions;
  private readonly kept = new Map<string, Promise<LineFact[]>>();
  clockOffsetMs: number;

  constructor(table: LineTable, options: ReaderOptions) {
    this.table = table;
    this.options = options;
    this.clockOffsetMs = options.clockOffsetMs;
  }

  /** Lines [from, from + count) as far as they are known. */
  async lines(from: number, count: number, signal?: AbortSignal): Promise<DocumentLine[]> {
    const { table } = this;
    const start = Math.max(from, table.firstLine);
    const end = Math.min(from + count, table.endLine);
    const found: DocumentLine[] = [];
    if (start >= end) return found;
    let block = table.blockOfLine(start);
    let context: LineFact | null | undefined;
    while (found.length < end - start && block < table.blocks) {
      const { line } = table.block(block);
      const facts = await this.facts(block, signal);
      const first = Math.max(0, start - line);
      if (context === undefined) context = await this.recordOf(block, first, facts, signal);
      const part = facts.slice(first, end - line);
      if (part.length === 0 && first >= facts.length) break;
      const texts = await beginningsOf(part, this.options, signal);
      part.forEach((fact, index) => {
        if (takesNumberIn(this.table, fact)) context = recordOrNull(fact);
        found.push(
          rowOf(fact, line + first + index, context ?? null, texts[index], this.clockOffsetMs),
        );
      });
      block += 1;
    }
    return found;
  }

  /** Records [from, from + count) as far as they are known. */
  async records(from: number, count: number, signal?: AbortSignal): Promise<DocumentRecord[]> {
    const { table } = this;
    const first = Math.max(from, table.firstRecord);
    const wanted = Math.min(from + count, table.endRecord) - first;
    if (wanted <= 0) return [];
    // The one after the last says how far that goes.
    const starts = await this.starts(first, wanted + 1, signal);
    const own = starts.slice(0, wanted);
    const texts = await beginningsOf(
      own.map(({ fact }) => fact),
      this.options,
      signal,
    );
    return own.map((place, at) =>
      this.recordFrom(place, first + at, starts[at + 1] ?? null, texts[at]),
    );
  }

  /** The record a line belongs to, or the lines that belong to none with it. Null: not known. */
  async record(line: number, signal?: AbortSignal): Promise<DocumentRecord | null> {
    const place = await this.placeOf(line, signal);
    if (!place) return null;
    const { table } = this;
    const facts = await this.facts(place.block, signal);
    const block = table.block(place.block);
    const before = facts.slice(0, place.at + 1).filter((fact) => takesNumberIn(table, fact)).length;
    const record = block.recordsBefore + before - 1;
    const [start, next = null] =
      record < table.firstRecord ? [] : await this.starts(record, 2, signal);
    if (start) {
      const [text] = await beginningsOf([start.fact], this.options, signal);
      return this.recordFrom(start, record, next, text);
    }
    const first = (await this.lines(line, 1, signal))[0];
    if (!first) return null;
    return { record: null, first, lines: 1, from: first.offset, to: first.end };
  }

  /** The text of a line, up to 16 MiB of it, and the length of its content in bytes. */
  async whole(line: number, signal?: AbortSignal): Promise<{ text: string; bytes: number } | null> {
    const place = await this.placeOf(line, signal);
    if (!place) return null;
    const { offset, contentEnd } = place.fact;
    const bytes = contentEnd - offset;
    const { source, encoding } = this.options;
    // A few bytes more tell whether a character ends there.
    const read = await source.read(offset, Math.min(bytes, wholeLineBytes + 4), signal);
    return { text: decodeAt(clipBytes(read, wholeLineBytes, encoding), offset, encoding), bytes };
  }

  /** Number of the line that holds an offset; null: not known. */
  async lineAt(offset: number, signal?: AbortSignal): Promise<number | null> {
    const { table } = this;
    if (table.blocks === 0 || offset < table.from) return null;
    const at = Math.min(offset, table.to - 1);
    const block = table.blockOfOffset(at);
    const facts = await this.facts(block, signal);
    const index = facts.findLastIndex((fact) => fact.offset <= at);
    return table.block(block).line + Math.max(0, index);
  }

  /** The first record at or after a true time, in file order; null: none that is known. */
  async recordAtTime(time: number, signal?: AbortSignal): Promise<FoundTime | null> {
    const { table } = this;
    const stated = time - this.clockOffsetMs;
    if (table.blocks === 0) return null;
    for (let index = table.blockOfTime(stated); index < table.blocks; index += 1) {
      const block = table.block(index);
      if (!(block.maxTime >= stated)) continue;
      const facts = await this.facts(index, signal);
      let record = block.recordsBefore;
      for (const [at, fact] of facts.entries()) {
        if (fact.startsRecord && fact.time >= stated) {
          const found = fact.time + this.clockOffsetMs;
          return { line: block.line + at, record, offset: fact.offset, time: found };
        }
        if (takesNumberIn(this.table, fact)) record += 1;
      }
    }
    return null;
  }

  /** Facts of the lines of a block, from the kernel. */
  facts(index: number, signal?: AbortSignal): Promise<LineFact[]> {
    const { end, key } = this.extentOf(index);
    const facts = this.kept.get(key) ?? this.factsOf(index, end, key);
    // What was asked for last is kept longest.
    this.kept.delete(key);
    this.kept.set(key, facts);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= keptBlocks) break;
      this.kept.delete(oldest);
    }
    return orAborted(facts, signal);
  }

  /** The same for who looks at many blocks on the way to another: nothing of them is kept. */
  passing(index: number, signal?: AbortSignal): Promise<LineFact[]> {
    const { end, key } = this.extentOf(index);
    return orAborted(this.kept.get(key) ?? this.factsOf(index, end, key, true), signal);
  }

  private extentOf(index: number): { end: number; key: string } {
    const { table } = this;
    const end = index + 1 < table.blocks ? table.block(index + 1).offset : table.to;
    // A level may stand behind the block: what is added there may change it.
    const key = `${table.block(index).offset}-${end}-${Math.min(end + lookAhead, table.to)}`;
    return { end, key };
  }

  /** Others may wait for the same facts: who asks first cannot cancel them. */
  private factsOf(index: number, end: number, key: string, once = false): Promise<LineFact[]> {
    const { source, encoding, kernel } = this.options;
    const block = this.table.block(index);
    const state = this.table.stateBefore(index);
    const facts = factsOfBlock(block, end, { source, encoding, kernel, state, once });
    facts.catch(() => this.kept.delete(key));
    return facts;
  }

  private async placeOf(line: number, signal?: AbortSignal): Promise<Place | null> {
    const { table } = this;
    if (line < table.firstLine || line >= table.endLine) return null;
    const block = table.blockOfLine(line);
    const at = line - table.block(block).line;
    const fact = (await this.facts(block, signal))[at];
    return fact ? { block, at, fact } : null;
  }

  /** Where records [record, record + count) start, as far as they are known. */
  private async starts(record: number, count: number, signal?: AbortSignal): Promise<Place[]> {
    const { table } = this;
    const found: Place[] = [];
    while (found.length < count && record + found.length < table.endRecord) {
      const before = found.length;
      const block = table.blockOfRecord(record + before);
      const facts = await this.facts(block, signal);
      let number = table.block(block).recordsBefore;
      for (const [at, fact] of facts.entries()) {
        if (!takesNumberIn(table, fact)) continue;
        if (number === record + found.length && found.length < count)
          found.push({ block, at, fact });
        number += 1;
      }
      if (found.length === before) break;
    }
    return found;
  }

  /** The start of the record that a line of a block belongs to; null where it belongs to none. */
  private async recordOf(
    block: number,
    at: number,
    facts: readonly LineFact[],
    signal?: AbortSignal,
  ): Promise<LineFact | null> {
    for (let index = Math.min(at, facts.length - 1); index >= 0; index -= 1) {
      const fact = facts[index];
      if (fact && takesNumberIn(this.table, fact)) return recordOrNull(fact);
    }
    const record = this.table.block(block).recordsBefore - 1;
    if (record < this.table.firstRecord) return null;
    const [start] = await this.starts(record, 1, signal);
    return start ? recordOrNull(start.fact) : null;
  }

  /** A record, or lines that belong to none, with how far it goes: to the next number. */
  private recordFrom(
    place: Place,
    record: number,
    next: Place | null,
    text: Beginning | undefined,
  ): DocumentRecord {
    const { table } = this;
    const line = table.block(place.block).line + place.at;
    const endLine = next ? table.block(next.block).line + next.at : table.endLine;
    const to = next ? next.fact.offset : table.to;
    const first = rowOf(place.fact, line, recordOrNull(place.fact), text, this.clockOffsetMs);
    return { record, first, lines: endLine - line, from: first.offset, to };
  }
}

/** What lines are of that go with one that has a number: null for those that belong to no record. */
function recordOrNull(fact: LineFact): LineFact | null {
  return fact.startsRecord ? fact : null;
}

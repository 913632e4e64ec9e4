import type { LogFilter } from '../../../../contract/logs';
import type { FormatDocument } from '../formats/schema';
import type { Expression } from './expression';
import { FieldReader } from './field-reader';
import { termsOf, type FilterTerms, type TextTerm } from './filter-terms';
import { LineSet } from './line-set';
import type { Part } from './record-parts';
import { RecordPass, type Decided, type EndedRecord } from './record-pass';
import { RecordScan, type SearchedLog } from './record-scan';
import { wordStart, type SieveFound } from './record-sieve';
import { searchLines } from './search-lines';

/** What records are filtered of: a `LogDocument` is one. */
export interface FilteredLog extends SearchedLog {
  readonly format: FormatDocument;
  /** Added to stated times to bring them to true time. */
  readonly clockOffsetMs: number;
}

export interface UpdateOptions {
  signal?: AbortSignal | undefined;
  /** Told how much is done, 0 to 1, some times a second. */
  onProgress?: ((share: number) => void) | undefined;
}

/** Share of the work that looking for the texts is. */
const searchShare = 0.3;
/** Texts that are looked for at the same time. */
const searchedAtOnce = 2;
/** Between two words on the progress. */
const progressMilliseconds = 100;

/**
 * Records (and lines that belong to none, by their numbers) that pass a filter: every including
 * condition holds and no excluding one does, each by itself over the whole record. Conditions on
 * sources are left to the view.
 *
 * It covers what the index covered at the last {@link update}; the next one takes only what came
 * since, and the last record again, for it may have grown. A log that was read anew
 * (`restarted`) needs a new one; this one stays with what the log was.
 */
export class RecordFilter {
  /** Numbers of the records that pass, and all their lines. Both grow during an update. */
  readonly records = new LineSet();
  readonly lines = new LineSet();
  private readonly of: FilteredLog;
  private readonly kernel: FilteredLog['kernel'];
  /** The log as it was when the first records were decided. */
  private taken: FilteredLog | null = null;
  private readonly terms: FilterTerms;
  private readonly fields: FieldReader;
  /** Bytes that were searched for the texts, and the last line in them. */
  private searched = { to: 0, line: 0, offset: 0 };
  /** Where the next update begins: the last record, which may go on, or what was not reached. */
  private next = { block: 0, record: 0, line: 0 };
  private covered = 0;

  /** @throws AppError `logs.expression-…` */
  constructor(log: FilteredLog, filter: LogFilter) {
    this.of = log;
    this.kernel = log.kernel;
    this.terms = termsOf(filter, log.format, log.clockOffsetMs);
    this.fields = new FieldReader(log, log.format);
  }

  /** Lines that match the first text of the filter, also in records that do not pass. */
  get matchedLines(): LineSet {
    return this.terms.texts[0]?.hits ?? new LineSet();
  }

  /** Bytes of the log, from its begin, whose records are decided; the last one may change. */
  get bytes(): number {
    return this.covered;
  }

  /** Bytes that the index covers and that are not decided; 0 of a log that is read anew. */
  get rest(): number {
    const { index, kernel } = this.of;
    const same = kernel === this.kernel && index === (this.taken?.index ?? index);
    return same ? Math.max(0, index.bytes - this.covered) : 0;
  }

  /**
   * Takes in what the index has come to cover. After an abort the next one goes on, and after the
   * index went back meanwhile, because the log has grown.
   *
   * @throws AppError what the source throws; `logs.search-failed`; `wire.cancelled`
   */
  async update({ signal, onProgress }: UpdateOptions = {}): Promise<void> {
    if (this.rest === 0) return;
    this.taken ??= snapshot(this.of);
    const { index } = this.taken;
    const end = index.bytes;
    const scan = new RecordScan(this.log, signal);
    if (!(await this.search(scan, end, signal))) return;
    onProgress?.(searchShare);
    this.records.truncate(this.next.record);
    this.lines.truncate(this.next.line);
    const { block: first, record } = this.next;
    const last = index.blockOfOffset(end - 1);
    const pass = new RecordPass(this.log, this.terms, { block: first, record, end }, scan, signal);
    let tellAfter = performance.now() + progressMilliseconds;
    for await (const decided of pass.decided()) {
      if (decided.ended) await this.takeEnded(decided.ended, scan);
      if (!decided.blocks) continue;
      const { part, found } = decided.blocks;
      await this.takePart(part, found, scan);
      this.goOnAfter(part, decided, last);
      if (performance.now() < tellAfter) continue;
      tellAfter = performance.now() + progressMilliseconds;
      const share = (part.lastBlock - first + 1) / (last - first + 1);
      onProgress?.(searchShare + (1 - searchShare) * Math.min(1, share));
    }
    if (pass.isCut || !(await this.comeBackTo(last, end, scan))) return;
    this.covered = end;
    onProgress?.(1);
  }

  private get log(): FilteredLog {
    return this.taken ?? this.of;
  }

  /**
   * Finds the lines with the texts, from where they were not yet looked for.
   *
   * @returns false: the index went back meanwhile
   */
  private async search(scan: RecordScan, end: number, signal?: AbortSignal): Promise<boolean> {
    const { source, encoding, index } = this.log;
    const { to, line, offset } = this.searched;
    if (end <= to) return true;
    const texts = [...this.terms.texts, ...this.terms.fields, this.fields.directives];
    const range = { from: to > 0 ? { line, offset } : undefined, to: end };
    const find = (expression: Expression, stop: AbortSignal): Promise<LineSet> =>
      searchLines(source, encoding, expression, { ...range, signal: stop });
    const found = await searchTexts(texts, find, signal);
    if (index.bytes < end) return false;
    const block = index.blockOfOffset(end - 1);
    const { line: blockLine } = index.block(block);
    const facts = (await scan.facts(block)).filter((fact) => fact.offset < end);
    texts.forEach((text, at) => {
      const more = found[at];
      if (!more) return;
      // The last line was looked at before it was whole.
      text.hits.truncate(line);
      text.hits = text.hits.count === 0 ? more : text.hits.or(more);
    });
    this.searched = {
      to: end,
      line: Math.max(line, blockLine + facts.length - 1),
      offset: facts.at(-1)?.offset ?? offset,
    };
    return true;
  }

  private async takePart(part: Part, found: SieveFound, scan: RecordScan): Promise<void> {
    if (this.terms.fields.length === 0) {
      this.records.addBits(wordStart(part.firstRecord), found.records);
      this.lines.addBits(wordStart(part.firstLine), found.lines);
      return;
    }
    const base = wordStart(part.firstRecord);
    const passed = new LineSet();
    passed.addBits(base, found.records);
    for (let next = passed.at(0); next !== undefined;) {
      const block = this.log.index.blockOfRecord(next);
      const records = await scan.recordsIn(block);
      const end = (records.at(-1)?.record ?? next) + 1;
      for (const record of records) {
        const bit = record.record - base;
        if (((found.records[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue;
        await scan.turn();
        if (!(await this.fields.passes(this.terms.fields, record, scan))) continue;
        this.records.add(record.record);
        this.lines.addRange(record.fromLine, record.toLine);
      }
      next = passed.next(Math.max(end, next + 1));
    }
  }

  private async takeEnded(
    { record, fromLine, toLine }: EndedRecord,
    scan: RecordScan,
  ): Promise<void> {
    if (this.terms.fields.length > 0) {
      const records = await scan.recordsIn(this.log.index.blockOfRecord(record));
      const found = records.find((each) => each.record === record);
      if (!found || !(await this.fields.passes(this.terms.fields, found, scan))) return;
    }
    this.records.add(record);
    this.lines.addRange(fromLine, toLine);
  }

  /** After what is decided: the record that goes on, or what follows the part. */
  private goOnAfter(part: Part, { open }: Decided, last: number): void {
    if (open) {
      const block = Math.max(0, this.log.index.blockOfRecord(open.record));
      this.next = { block, record: open.record, line: open.line };
    } else if (part.lastBlock < last) {
      const { lastBlock, firstRecord, records, firstLine, lines } = part;
      this.next = { block: lastBlock + 1, record: firstRecord + records, line: firstLine + lines };
    }
  }

  /** The last record is looked at again by the next update. False: the index went back meanwhile. */
  private async comeBackTo(last: number, end: number, scan: RecordScan): Promise<boolean> {
    const { index } = this.log;
    for (let block = last; block >= 0; block -= 1) {
      if (index.bytes < end) return false;
      if (index.block(block).records === 0) continue;
      const records = await scan.recordsIn(block);
      const record = records.findLast(({ from }) => from < end);
      if (!record) continue;
      this.next = { block, record: record.record, line: record.fromLine };
      return true;
    }
    this.next = { block: 0, record: 0, line: 0 };
    return true;
  }
}

function snapshot({
  source,
  encoding,
  index,
  kernel,
  format,
  clockOffsetMs,
}: FilteredLog): FilteredLog {
  return { source, encoding, index, kernel, format, clockOffsetMs };
}

/** Looks for texts, some at once: each goes through all of the log by itself, on a core of its own. */
async function searchTexts(
  texts: readonly TextTerm[],
  find: (expression: Expression, signal: AbortSignal) => Promise<LineSet>,
  signal?: AbortSignal,
): Promise<(LineSet | null)[]> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
  const found = texts.map((): LineSet | null => null);
  const waiting = texts.entries();
  const work = async (): Promise<void> => {
    for (const [at, { expression }] of waiting)
      if (expression) found[at] = await find(expression, stopped);
  };
  const works = Array.from({ length: searchedAtOnce }, work);
  try {
    await Promise.all(works);
    return found;
  } finally {
    // Where one fails the others are for nothing.
    stop.abort();
    await Promise.allSettled(works);
  }
}

/**
 * Filters the records of a log, as far as its index goes.
 *
 * @throws AppError `logs.expression-…`, `logs.search-failed`, what the source throws; `wire.cancelled`
 */
export async function filterRecords(
  log: FilteredLog,
  filter: LogFilter,
  options: UpdateOptions = {},
): Promise<RecordFilter> {
  const made = new RecordFilter(log, filter);
  await made.update(options);
  return made;
}

/** Numbers of the records that have one of the lines. Lines that belong to none are left out. */
export async function recordsOfLines(
  log: SearchedLog,
  lines: LineSet,
  signal?: AbortSignal,
): Promise<LineSet> {
  const found = new LineSet();
  const end = log.index.bytes;
  if (lines.count === 0 || end === 0) return found;
  const texts = [{ exclude: false, expression: null, known: true as const, hits: lines }];
  const terms: FilterTerms = { texts, fields: [], levels: [], times: [], records: true };
  const scan = new RecordScan(log, signal);
  const pass = new RecordPass(log, terms, { block: 0, record: 0, end }, scan, signal);
  for await (const { ended, blocks } of pass.decided()) {
    if (ended) found.add(ended.record);
    if (blocks) found.addBits(wordStart(blocks.part.firstRecord), blocks.found.records);
  }
  return found;
}

import type { LogFilter } from '../../../../contract/logs';
import type { FormatDocument } from '../formats/schema';
import { FieldReader } from './field-reader';
import { blockMayPass, passesAtOnce, termsOf, type FilterTerms } from './filter-terms';
import { LineSet } from './line-set';
import { RecordScan, type ScannedRecord, type SearchedLog } from './record-scan';
import { searchLines } from './search-lines';

/** What records are filtered of: a `LogDocument` is one. */
export interface FilteredLog extends SearchedLog {
  readonly format: FormatDocument;
  /** Added to stated times to bring them to true time. */
  readonly clockOffsetMs: number;
}

export interface UpdateOptions {
  signal?: AbortSignal | undefined;
  /** Told how much is done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** Share of the work that looking for the texts is. */
const searchShare = 0.3;
/** Blocks between two words on the progress. */
const progressBlocks = 256;

/**
 * Records that pass a filter: every including condition holds and no excluding one does, each by
 * itself over the whole record. Conditions on sources are left to the view.
 *
 * It covers what the index covered at the last {@link update}; the next one takes only what came
 * since, and the last record again, for it may have grown. A log that was read anew
 * (`restarted`) needs a new one.
 */
export class RecordFilter {
  /** Numbers of the records that pass, and all their lines. Both grow during an update. */
  readonly records = new LineSet();
  readonly lines = new LineSet();
  private readonly log: FilteredLog;
  private readonly terms: FilterTerms;
  private readonly fields: FieldReader;
  /** Bytes that were searched for the texts, and the last line in them. */
  private searched = { to: 0, line: 0, offset: 0 };
  /** Where the next update begins: the last record, which may go on, or what was not reached. */
  private next = { block: 0, record: 0, line: 0 };
  private covered = 0;

  /** @throws AppError `logs.expression-…` */
  constructor(log: FilteredLog, filter: LogFilter) {
    this.log = log;
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

  /**
   * Takes in what the index has come to cover. After an abort the next one goes on.
   *
   * @throws AppError what the source throws; `logs.search-failed`; `wire.cancelled`
   */
  async update({ signal, onProgress }: UpdateOptions = {}): Promise<void> {
    const { index } = this.log;
    const end = index.bytes;
    if (end === this.covered || end === 0) return;
    const scan = new RecordScan(this.log, signal);
    await this.search(scan, end, signal);
    onProgress?.(searchShare);
    this.records.truncate(this.next.record);
    this.lines.truncate(this.next.line);
    const last = index.blockOfOffset(end - 1);
    const first = this.next.block;
    for (let block = first; block <= last; block += 1) {
      if (block % progressBlocks === 0)
        onProgress?.(searchShare + ((1 - searchShare) * (block - first)) / (last - first + 1));
      await scan.turn();
      await this.takeBlock(block, end, scan);
    }
    await this.comeBackTo(last, end, scan);
    this.covered = end;
    onProgress?.(1);
  }

  /** Finds the lines with the texts, from where they were not yet looked for. */
  private async search(scan: RecordScan, end: number, signal?: AbortSignal): Promise<void> {
    const { source, encoding, index } = this.log;
    const { to, line, offset } = this.searched;
    if (end <= to) return;
    const texts = [...this.terms.texts, ...this.terms.fields, this.fields.directives];
    const range = { from: to > 0 ? { line, offset } : undefined, to: end, signal };
    const found = await Promise.all(
      texts.map(async ({ expression }) =>
        expression ? await searchLines(source, encoding, expression, range) : null,
      ),
    );
    texts.forEach((text, at) => {
      const more = found[at];
      if (!more) return;
      // The last line was looked at before it was whole.
      text.hits.truncate(line);
      text.hits = text.hits.count === 0 ? more : text.hits.or(more);
    });
    const block = index.blockOfOffset(end - 1);
    const facts = (await scan.facts(block)).filter((fact) => fact.offset < end);
    this.searched = {
      to: end,
      line: index.block(block).line + facts.length - 1,
      offset: facts.at(-1)?.offset ?? offset,
    };
  }

  private async takeBlock(block: number, end: number, scan: RecordScan): Promise<void> {
    const { index } = this.log;
    if (!blockMayPass(this.terms, index.block(block), scan.endLine(block))) {
      // What it leaves out is decided, too: after an abort the next block comes.
      this.goOnFrom(block + 1);
      return;
    }
    for (const record of await scan.recordsIn(block)) {
      if (record.record < this.next.record || record.from >= end) continue;
      if (!passesAtOnce(this.terms, record)) continue;
      if (!(await this.fields.passes(this.terms.fields, record, scan))) continue;
      this.records.add(record.record);
      this.lines.addRange(record.fromLine, record.toLine);
    }
    this.goOnFrom(block + 1);
  }

  /** After what is decided: the records that begin in a block and those after them. */
  private goOnFrom(block: number): void {
    const { index } = this.log;
    if (block >= index.blocks) return;
    const { recordsBefore, line } = index.block(block);
    // A record that began before may have lines here.
    this.next = { block, record: recordsBefore, line: Math.max(line, this.lines.last + 1) };
  }

  /** The last record is looked at again by the next update. */
  private async comeBackTo(last: number, end: number, scan: RecordScan): Promise<void> {
    const { index } = this.log;
    for (let block = last; block >= 0; block -= 1) {
      if (index.block(block).records === 0) continue;
      const records = await scan.recordsIn(block);
      const record: ScannedRecord | undefined = records.findLast(({ from }) => from < end);
      if (!record) continue;
      this.next = { block, record: record.record, line: record.fromLine };
      return;
    }
    this.next = { block: 0, record: 0, line: 0 };
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
  const { index } = log;
  const scan = new RecordScan(log, signal);
  const found = new LineSet();
  for (let block = 0; block < index.blocks; block += 1) {
    await scan.turn();
    const { line, records } = index.block(block);
    if (records === 0 || lines.countRange(line, scan.endLine(block)) === 0) continue;
    for (const { record, fromLine, toLine, stray } of await scan.recordsIn(block))
      if (!stray && lines.countRange(fromLine, toLine) > 0) found.add(record);
  }
  return found;
}

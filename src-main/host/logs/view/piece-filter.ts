import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import { logLevels } from '../../../contract/logs';
import type { LogCondition, LogFilter, LogSearch, LogUnit } from '../../../contract/logs';
import type { DocumentRecord } from '../engine/document/lines';
import type { RangeDocument } from '../engine/document/piece';
import { columnsOf, fieldsOf, type Format } from '../engine/formats/index';
import { Expression } from '../engine/search/expression';
import { hasColumns } from './columns';
import type { ItemSet } from './lane';
import { sortedItems } from './places';

/** Records that are looked at together. */
const batchRecords = 200;
/** Of a record's lines so many are looked at. */
const mostLines = 5000;
/** Lines that are read together. */
const linesAhead = 500;

/** What is left of a piece of a log, and what is found in that. */
export interface FilteredPiece {
  chosen: ItemSet;
  hits: ItemSet;
  hitLines: number;
}

/**
 * Filters the records of a piece one by one: it is small.
 *
 * @param head names of the columns that the log begins with, where it has some
 * @throws AppError `logs.expression-…`
 */
export async function filterPiece(
  piece: RangeDocument,
  filter: LogFilter,
  search: LogSearch | null,
  unit: LogUnit,
  format: Format | null,
  head: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<FilteredPiece> {
  const asksFields = filter.some(({ kind }) => kind === 'field');
  let columns = asksFields && hasColumns(format) ? await head() : [];
  const find = search ? Expression.of(search) : null;
  const chosen: number[] = [];
  const hits: number[] = [];
  let hitLines = 0;
  const reader = new WholeLines(piece, signal);
  for (let at = piece.firstRecord; at < piece.endRecord; at += batchRecords) {
    // All of it may be at hand: others get their turn all the same.
    await nextTurn();
    if (signal.aborted) throw new AppError('wire.cancelled');
    const records = await piece.records(at, batchRecords, signal);
    for (const record of records) {
      if (record.record === null) continue;
      const { line: first } = record.first;
      const texts = await reader.read(first, Math.min(record.lines, mostLines));
      if (!record.first.startsRecord) columns = texts.map(columnsOf).find(Boolean) ?? columns;
      if (!filter.every((one) => holds(one, record, texts, format, columns) !== one.exclude))
        continue;
      const found = find
        ? texts.flatMap((text, index) => (find.matches(text) ? [first + index] : []))
        : [];
      hitLines += found.length;
      if (unit === 'record') {
        chosen.push(record.record);
        if (found.length > 0) hits.push(record.record);
      } else {
        for (let line = first; line < first + record.lines; line += 1) chosen.push(line);
        hits.push(...found);
      }
    }
  }
  return { chosen: sortedItems(chosen), hits: sortedItems(hits), hitLines };
}

/** Reads lines one after the other, some at a time, each in its whole length. */
class WholeLines {
  private readonly piece: RangeDocument;
  private readonly signal: AbortSignal;
  private first = 0;
  private texts: string[] = [];

  constructor(piece: RangeDocument, signal: AbortSignal) {
    this.piece = piece;
    this.signal = signal;
  }

  async read(first: number, count: number): Promise<string[]> {
    const known = this.first + this.texts.length;
    if (first < this.first || first + count > known) {
      const lines = await this.piece.lines(first, Math.max(count, linesAhead), this.signal);
      this.first = first;
      this.texts = [];
      for (const { line, text, fullLength } of lines) {
        // A line is shown by its begin.
        const whole = fullLength === null ? null : await this.piece.whole(line, this.signal);
        this.texts.push(whole?.text ?? text);
      }
    }
    return this.texts.slice(first - this.first, first - this.first + count);
  }
}

function holds(
  condition: LogCondition,
  { first }: DocumentRecord,
  texts: readonly string[],
  format: Format | null,
  columns: readonly string[],
): boolean {
  switch (condition.kind) {
    case 'text': {
      const expression = Expression.of(condition);
      return texts.some((text) => expression.matches(text));
    }
    case 'level': {
      if (first.level === null) return false;
      const rank = logLevels.indexOf(first.level);
      const wanted = logLevels.indexOf(condition.level);
      return condition.andWorse ? rank <= wanted : rank === wanted;
    }
    case 'time': {
      if (first.time === null) return false;
      const { from, to } = condition;
      return (from === null || first.time >= from) && (to === null || first.time < to);
    }
    case 'field':
      return format && first.startsRecord
        ? fieldsOf(format, texts.join('\n'), columns).some(
            ({ name, value }) => name === condition.field && value === condition.value,
          )
        : false;
    case 'source':
      return !condition.exclude;
  }
}

import {
  logLevels,
  type LogCondition,
  type LogFilter,
  type LogLevel,
} from '../../../../contract/logs';
import type { FormatDocument } from '../formats/schema';
import type { IndexBlock } from '../log-index';
import { Expression } from './expression';
import { fieldLiteral } from './field-literal';
import { LineSet } from './line-set';
import type { ScannedRecord } from './record-scan';

/** A condition on the lines of a record: one of them has the text. */
export interface TextTerm {
  exclude: boolean;
  /** Null: any line may hold it. */
  expression: Expression | null;
  /** Lines that have it, as far as the log was searched. */
  hits: LineSet;
}

/** A condition on a field; `expression` is what its record must hold to come into question. */
export interface FieldTerm extends TextTerm {
  field: string;
  value: string;
}

/** Levels or times that a record must, or must not, have. */
interface LevelTerm {
  exclude: boolean;
  levels: ReadonlySet<LogLevel>;
}
interface TimeTerm {
  exclude: boolean;
  /** [from, to) in times as the log states them. */
  from: number;
  to: number;
}

/** A filter, ready to be asked. */
export interface FilterTerms {
  texts: TextTerm[];
  fields: FieldTerm[];
  levels: LevelTerm[];
  times: TimeTerm[];
}

/**
 * Makes a filter ready for a log.
 *
 * @param clockOffsetMs added to the log's times to bring them to true time
 * @throws AppError `logs.expression-…`
 */
export function termsOf(
  filter: LogFilter,
  format: FormatDocument,
  clockOffsetMs: number,
): FilterTerms {
  const terms: FilterTerms = { texts: [], fields: [], levels: [], times: [] };
  for (const condition of filter) add(terms, condition, format, clockOffsetMs);
  return terms;
}

function add(
  terms: FilterTerms,
  condition: LogCondition,
  format: FormatDocument,
  clockOffsetMs: number,
): void {
  const { exclude } = condition;
  switch (condition.kind) {
    case 'text':
      terms.texts.push({ exclude, expression: Expression.of(condition), hits: new LineSet() });
      return;
    case 'level': {
      const { level, andWorse } = condition;
      const worse = logLevels.slice(0, logLevels.indexOf(level) + 1);
      terms.levels.push({ exclude, levels: new Set(andWorse ? worse : [level]) });
      return;
    }
    case 'time': {
      const from = condition.from === null ? -Infinity : condition.from - clockOffsetMs;
      const to = condition.to === null ? Infinity : condition.to - clockOffsetMs;
      terms.times.push({ exclude, from, to });
      return;
    }
    case 'field': {
      const { field, value } = condition;
      const text = fieldLiteral(format, value);
      const expression =
        text === null ? null : Expression.of({ text, regex: false, ignoreCase: false });
      terms.fields.push({ exclude, field, value, expression, hits: new LineSet() });
      return;
    }
    case 'source':
      // Which sources are shown is the view's matter.
      return;
  }
}

/**
 * Whether a record that begins in a block can pass at all, as far as the index tells.
 *
 * @param endLine no record that begins in the block has lines from there on
 */
export function blockMayPass(terms: FilterTerms, block: IndexBlock, endLine: number): boolean {
  if (block.records === 0) return false;
  for (const { exclude, levels } of terms.levels) {
    let within = 0;
    for (const level of levels) within += block.levels[level];
    if (exclude ? within === block.records : within === 0) return false;
  }
  for (const { exclude, from, to } of terms.times) {
    if (!exclude && !(block.maxTime >= from && block.minTime < to)) return false;
  }
  return [...terms.texts, ...terms.fields].every(
    ({ exclude, expression, hits }) =>
      exclude || !expression || hits.countRange(block.line, endLine) > 0,
  );
}

/** Whether a record passes all but the conditions on its fields. */
export function passesAtOnce(terms: FilterTerms, record: ScannedRecord): boolean {
  const { level, time, fromLine, toLine } = record;
  return (
    terms.levels.every(
      ({ exclude, levels }) => (level !== null && levels.has(level)) !== exclude,
    ) &&
    // A time that is not known is in no range.
    terms.times.every(({ exclude, from, to }) => (time >= from && time < to) !== exclude) &&
    terms.texts.every(({ exclude, hits }) => hits.countRange(fromLine, toLine) > 0 !== exclude)
  );
}

import {
  logLevels,
  type LogCondition,
  type LogFilter,
  type LogLevel,
} from '../../../../contract/logs';
import type { FormatDocument } from '../formats/schema';
import { kernelLevels } from '../kernel/program';
import type { IndexBlock } from '../log-index';
import { Expression } from './expression';
import { fieldLiteral } from './field-literal';
import { LineSet } from './line-set';
import type { SieveRules } from './record-sieve';

/** A condition on the lines of a record: one of them has the text. */
export interface TextTerm {
  exclude: boolean;
  /** Null: any line may hold it. */
  expression: Expression | null;
  /** Lines that have it, as far as the log was searched. */
  hits: LineSet;
  /** `hits` are all there are, whatever the expression. */
  known?: true;
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
  /** Only records pass, no numbered lines that are none. */
  records?: true;
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
export function blockMayPass(
  terms: FilterTerms,
  block: IndexBlock,
  endLine: () => number,
): boolean {
  if (block.records === 0) return false;
  for (const { exclude, levels } of terms.levels) {
    const within = recordsOf(block, levels);
    if (exclude ? within === block.records : within === 0) return false;
  }
  for (const { exclude, from, to } of terms.times) {
    if (!exclude && !(block.maxTime >= from && block.minTime < to)) return false;
  }
  return [...terms.texts, ...terms.fields].every(
    ({ exclude, expression, hits, known }) =>
      exclude || (!expression && !known) || hits.countRange(block.line, endLine()) > 0,
  );
}

/**
 * Whether the index tells that all records of a block pass, but for conditions on texts.
 *
 * @param strays numbered lines of the whole log that are no records
 */
export function allPass(
  { levels, times, records }: FilterTerms,
  block: IndexBlock,
  strays: number,
): boolean {
  // Some may state no time, which the index does not tell.
  if (times.length > 0 || (records && strays > 0)) return false;
  return levels.every(
    ({ exclude, levels: wanted }) => recordsOf(block, wanted) === (exclude ? 0 : block.records),
  );
}

function recordsOf(block: IndexBlock, levels: ReadonlySet<LogLevel>): number {
  let count = 0;
  for (const level of levels) count += block.levels[level];
  return count;
}

/** What a filter asks of records but for their fields, as threads take it. */
export function rulesOf({ texts, levels, times, records }: FilterTerms): SieveRules {
  return {
    texts: texts.map(({ exclude }) => exclude),
    levels: levels.map(({ exclude, levels: wanted }) => ({
      exclude,
      mask: [...wanted].reduce((mask, level) => mask | (2 << kernelLevels.indexOf(level)), 0),
    })),
    times: [...times],
    strays: !records,
  };
}

import {
  logLevels,
  type LogCondition,
  type LogFilter,
  type LogLevel,
} from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import type { Format } from '../engine/formats/index';
import { wordTables } from '../engine/formats/levels';
import { escape, Expression } from '../engine/search/expression';

/** What a host is to look for in the lines of a file. */
export interface RemoteTerms {
  expressions: { expression: Expression; exclude: boolean }[];
  /** True times; null: open. */
  from: number | null;
  to: number | null;
  /** Levels are told by their words alone. */
  byWords: boolean;
}

/**
 * A filter in terms of lines and of what POSIX tools can tell of them.
 *
 * @throws AppError `logs.in-place-…` for a condition that has no such terms, `logs.expression-…`
 */
export function remoteTerms(filter: LogFilter, format: Format): RemoteTerms {
  const terms: RemoteTerms = { expressions: [], from: null, to: null, byWords: false };
  for (const one of filter) add(terms, one, format);
  return terms;
}

function add(terms: RemoteTerms, one: LogCondition, format: Format): void {
  const { exclude } = one;
  switch (one.kind) {
    case 'text':
      terms.expressions.push({ expression: Expression.of(one), exclude });
      break;
    case 'level': {
      const expression = exclude ? null : levelExpression(format, one.level, one.andWorse);
      // Leaving out what only speaks of a level would hide other records.
      if (!expression) throw new AppError('logs.in-place-level');
      terms.expressions.push({ expression, exclude });
      terms.byWords = true;
      break;
    }
    case 'time': {
      let { from, to } = one;
      if (exclude) {
        if (from !== null && to !== null) throw new AppError('logs.in-place-time');
        [from, to] = [to, from];
      }
      if (from !== null) terms.from = Math.max(from, terms.from ?? -Infinity);
      if (to !== null) terms.to = Math.min(to, terms.to ?? Infinity);
      break;
    }
    case 'field':
      throw new AppError('logs.in-place-field');
    case 'source':
  }
}

/** Lines with the words of levels; null where the format tells levels by something else. */
export function levelExpression(
  format: Format,
  level: LogLevel,
  andWorse: boolean,
): Expression | null {
  if (format.levelNumbers || format.heads.some((head) => head.level)) return null;
  const rank = logLevels.indexOf(level);
  const wanted = new Set<string>(andWorse ? logLevels.slice(0, rank + 1) : [level]);
  const tables = wordTables(format.levels, (text) => [Buffer.from(text)]);
  const words = new Set<string>();
  const small = new Set<string>();
  for (const { words: said, ignoreCase } of tables)
    for (const { forms, means } of said) {
      const word = forms[0]?.toString() ?? '';
      if (!wanted.has(means) || word === '') continue;
      words.add(word);
      // In small letters a word states a level only where a value stands.
      if (ignoreCase && /^[A-Z]+$/.test(word)) small.add(word.toLowerCase());
    }
  if (words.size === 0) return null;
  const list = (found: Set<string>): string => [...found].map(escape).join('|');
  const text = small.size > 0 ? `${list(words)}|[=:"<\\[](?:${list(small)})` : list(words);
  return Expression.of({ text, regex: true, ignoreCase: false });
}

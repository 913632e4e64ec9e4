import { setImmediate } from 'node:timers/promises';
import { formatDialect } from 'sql-formatter';
import type { Dialect } from '../../../contract/dialects';
import { tokens } from '../guard/lexer';
import { lexicalRules } from '../guard/lexical-rules';
import { formatterDialects, keywordsOf } from './vocabulary';

/** A longer statement stays as it is: laying it out would hold this process. */
const longestStatement = 60_000;

/** A text laid out, and how many of its statements could not be read and stay as they are. */
export interface Formatted {
  sql: string;
  unread: number;
}

/**
 * Lays out a text statement by statement; separators, `:name` parameters and comments stay.
 * What changes anything but blanks and the case of keywords is not taken.
 */
export async function formatSql(
  dialect: Dialect,
  sql: string,
  signal?: AbortSignal,
): Promise<Formatted> {
  const rules = lexicalRules[dialect];
  let unread = 0;
  let text = '';
  let from = 0;
  const ends = tokens(sql, rules).filter(({ kind }) => kind === 'separator');
  for (const separator of [...ends, null]) {
    await setImmediate(undefined, { signal });
    const part = sql.slice(from, separator?.start ?? sql.length);
    from = separator?.end ?? sql.length;
    if (part.trim() !== '') {
      const laidOut = layOut(dialect, part);
      if (laidOut === null) unread += 1;
      const own = laidOut ?? part.trim();
      text += text === '' ? own : `\n\n${own}`;
    }
    if (separator) text += separator.text === ';' ? ';' : `\n${separator.text}`;
  }
  const end = /\n\s*$/.test(sql) ? '\n' : '';
  return { sql: text + end, unread };
}

/** Null when it cannot be read, or when what is read differs from what was written. */
function layOut(dialect: Dialect, statement: string): string | null {
  if (statement.length > longestStatement) return null;
  const written = meaning(dialect, statement);
  // A table may be called like a word of the language, and its case may matter.
  for (const keywordCase of ['upper', 'preserve'] as const) {
    try {
      const laidOut = formatDialect(statement, {
        dialect: formatterDialects[dialect],
        keywordCase,
        tabWidth: 2,
        paramTypes: { named: [':'] },
      }).trim();
      if (meaning(dialect, laidOut) === written) return laidOut;
    } catch {
      return null;
    }
  }
  return null;
}

/** A text without what its layout may change. */
function meaning(dialect: Dialect, sql: string): string {
  const known = safeWords(dialect);
  return tokens(sql, lexicalRules[dialect])
    .map(({ kind, text }) => {
      if (kind === 'comment') return text.replace(/\s+/g, ' ');
      const word = kind === 'word' ? text.toUpperCase() : '';
      return known.has(word) ? word : text;
    })
    .join(' ');
}

/** Words that are no names, whatever their case. */
function safeWords(dialect: Dialect): ReadonlySet<string> {
  const { begins, within } = keywordsOf(dialect);
  return new Set([...begins, ...within].flatMap((phrase) => phrase.split(' ')));
}

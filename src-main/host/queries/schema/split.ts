import type { Dialect } from '../../../contract/dialects';
import type { TextRange } from '../../../contract/query-schema';
import { tokens, type Token } from '../guard/lexer';
import { lexicalRules } from '../guard/lexical-rules';

/** Longest text of which the part around a place is looked at: keystrokes must stay cheap. */
const longText = 200_000;
const lookAround = 100_000;

/** The statements of a text, without the separators, blanks and comments around them. */
export function statementRanges(dialect: Dialect, sql: string): TextRange[] {
  return split(tokens(sql, lexicalRules[dialect])).map((statement) => ({
    start: statement[0]?.start ?? 0,
    end: statement.at(-1)?.end ?? 0,
  }));
}

/** The tokens of the statement a place is in, comments left out; places are those of the whole text. */
export function statementTokens(dialect: Dialect, sql: string, offset: number): Token[] {
  const { text, begin } = around(sql, offset);
  const found = tokens(text, lexicalRules[dialect]);
  const at = offset - begin;
  const next = found.findIndex(({ kind, start }) => kind === 'separator' && start >= at);
  const last = found.findLastIndex(({ kind, end }) => kind === 'separator' && end <= at);
  return found
    .slice(last + 1, next === -1 ? undefined : next)
    .filter(({ kind, start, end }) => !isComment(kind) || (start < at && at <= end))
    .map((token) => ({ ...token, start: token.start + begin, end: token.end + begin }));
}

/** A very long text is cut at line ends. */
function around(sql: string, offset: number): { text: string; begin: number } {
  if (sql.length <= longText) return { text: sql, begin: 0 };
  const begin = sql.lastIndexOf('\n', Math.max(0, offset - lookAround)) + 1;
  return { text: sql.slice(begin, offset + lookAround), begin };
}

function split(all: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  for (const token of all) {
    if (token.kind === 'separator') {
      if (current.length > 0) statements.push(current);
      current = [];
    } else if (token.kind !== 'comment') current.push(token);
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

function isComment(kind: Token['kind']): boolean {
  return kind === 'comment' || kind === 'hint';
}

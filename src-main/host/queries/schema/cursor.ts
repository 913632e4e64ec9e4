import type { Dialect } from '../../../contract/dialects';
import type { TextRange } from '../../../contract/query-schema';
import type { Token } from '../guard/lexer';
import { nameOf } from './names';
import { scopesOf } from './scope';
import type { Block, Clause, Scopes, Source } from './scope-model';
import { statementTokens } from './split';

/** What stands at a place of a statement. */
export interface Cursor {
  tokens: readonly Token[];
  /** Number of the token that is being written; a name that is not there yet has one, too. */
  at: number;
  /** `name` also where nothing is written yet; `none` where nothing can be completed. */
  writing: 'name' | 'parameter' | 'string' | 'none';
  /** What is written of it, quotes taken away. */
  prefix: string;
  range: TextRange;
  /** Names before it with dots, e.g. `['nc65']` for `nc65.bd_`. */
  qualifier: readonly string[];
  clause: Clause;
  /** The innermost query the place is in. */
  block: Block | null;
  scopes: Scopes;
}

const closing: Readonly<Record<string, string>> = { '[': ']' };

/** Finds out what is being written at a place. */
export function cursorAt(dialect: Dialect, sql: string, offset: number): Cursor {
  let tokens = statementTokens(dialect, sql, offset);
  let at = tokens.findIndex(({ start, end }) => start < offset && offset <= end);
  const open = tokens[at];
  const unfinished = open?.fault === 'unterminated' && open.start < offset;
  if (open && unfinished && (open.kind === 'name' || open.kind === 'string')) {
    // A quote that nobody has closed yet takes all the rest with it: closed here to read on.
    const close = closing[open.text.charAt(0)] ?? open.text.charAt(0);
    tokens = statementTokens(dialect, sql.slice(0, offset) + close + sql.slice(offset), offset);
    at = tokens.findIndex(({ start, end }) => start < offset && offset <= end);
  }
  let token = tokens[at];
  let writing: Cursor['writing'] = 'none';
  if (token?.kind === 'word' || token?.kind === 'name') writing = 'name';
  else if (token?.kind === 'parameter' || (token?.text === ':' && token.end === offset))
    writing = 'parameter';
  else if (token?.kind === 'string' && (unfinished || offset < token.end)) writing = 'string';
  else if (!token || token.kind === 'symbol' || (token.kind === 'string' && offset === token.end)) {
    writing = token?.kind === 'string' ? 'none' : 'name';
    at = tokens.findIndex(({ start }) => start >= offset);
    if (at === -1) at = tokens.length;
    token = { kind: 'word', start: offset, end: offset, text: '', fault: null };
    tokens = [...tokens.slice(0, at), token, ...tokens.slice(at)];
  }
  const scopes = scopesOf(tokens);
  const qualifier = writing === 'name' ? qualifierOf(tokens, at) : [];
  return {
    tokens,
    at,
    writing,
    prefix: token ? prefixOf(token, offset) : '',
    range: {
      start: token?.start ?? offset,
      end: writing === 'string' && !unfinished && token ? token.end : offset,
    },
    qualifier,
    clause: scopes.clauses[at - 2 * qualifier.length] ?? scopes.clauses[at] ?? 'other',
    block: blockAt(scopes, at),
    scopes,
  };
}

function prefixOf(token: Token, offset: number): string {
  const text = token.text.slice(0, offset - token.start);
  if (token.kind === 'parameter') return text.slice(1);
  if (token.kind === 'symbol') return '';
  if (token.kind === 'string') return text.replace(/^[A-Za-z]*['"]/, '').replaceAll("''", "'");
  return nameOf({ ...token, text });
}

/** The names before a token that lead to it. */
export function qualifierOf(tokens: readonly Token[], at: number): string[] {
  const parts: string[] = [];
  let dot = at - 1;
  while (tokens[dot]?.text === '.' && tokens[dot]?.kind === 'symbol') {
    const name = tokens[dot - 1];
    if (name?.kind !== 'word' && name?.kind !== 'name') break;
    parts.unshift(nameOf(name));
    dot -= 2;
  }
  return parts;
}

function blockAt({ blocks }: Scopes, at: number): Block | null {
  let found: Block | null = null;
  for (const block of blocks) {
    if (block.start > at || at > block.end) continue;
    if (!found || block.start > found.start) found = block;
  }
  return found;
}

/** A source with how far outside the query it stands: 0 is its own FROM. */
export interface VisibleSource {
  source: Source;
  distance: number;
}

/** What a query sees: its own sources, and those of the queries around it. */
export function visibleSources(block: Block | null, except: number): VisibleSource[] {
  const found: VisibleSource[] = [];
  let distance = 0;
  for (let around = block; around; around = around.parent) {
    for (const source of around.sources) if (source.at !== except) found.push({ source, distance });
    distance += 1;
  }
  return found;
}

import type { Dialect } from '../../../contract/dialects';
import { lexicalRules } from './lexical-rules';
import { tokens, type Token } from './lexer';

/**
 * What is prepared here is exactly what the guard parses and what the server gets, so a
 * mistake of the lexer can make a statement fail, but cannot slip one past the guard.
 */

/** A statement with its parameters replaced, and the way back to the text as typed. */
export interface PreparedStatement {
  /** What is parsed and sent; outside PostgreSQL without the separators it ends with. */
  text: string;
  /** Names of the parameters, each once, in order of first use. */
  parameters: string[];
  /** For each placeholder of the text in turn the number of its parameter, from 0. */
  order: number[];
  /** Offset in the text as typed of an offset in `text`; both in UTF-16 units. */
  toTyped(offset: number): number;
}

/** A prepared statement as the guard reads it. */
export interface TokenizedStatement extends PreparedStatement {
  /** Where the author wrote a placeholder himself, in UTF-16 units of the text as typed; null when nowhere. */
  positional: number | null;
  /** The pieces of `text`, in its offsets. */
  tokens: Token[];
  /** For each placeholder four numbers: begin and end of the parameter as typed, and of the placeholder. */
  replaced: Int32Array;
}

/** Replaces `:name` outside strings, quoted names, comments, casts and array slices by what the dialect's driver binds. */
export function replaceParameters(
  typed: string,
  dialect: Dialect = 'postgresql',
): TokenizedStatement {
  const rules = lexicalRules[dialect];
  const parameters: string[] = [];
  const numbers = new Map<string, number>();
  const order: number[] = [];
  const replacements: number[] = [];
  const pieces: Token[] = [];
  let positional: number | null = null;
  let text = '';
  let copied = 0;
  for (const token of tokens(typed, rules)) {
    const start = text.length + token.start - copied;
    if (token.kind === 'placeholder') positional ??= token.start;
    if (token.kind !== 'parameter') {
      pieces.push({ ...token, start, end: start + token.end - token.start });
      continue;
    }
    const name = token.text.slice(1);
    const index = numbers.get(name) ?? parameters.push(name) - 1;
    numbers.set(name, index);
    order.push(index);
    const placeholder = rules.placeholder(index + 1);
    text += typed.slice(copied, token.start) + placeholder;
    copied = token.end;
    replacements.push(token.start, token.end, start, text.length);
    pieces.push({ ...token, start, end: text.length, text: placeholder });
  }
  text += typed.slice(copied);
  const replaced = Int32Array.from(replacements);
  const sent = dialect === 'postgresql' ? text : withoutEnd(text, pieces);
  return {
    text: sent,
    parameters,
    order,
    positional,
    tokens: pieces,
    replaced,
    toTyped: (offset) => typedOffset(replaced, offset),
  };
}

/** Several servers take no `;` at the end, and none knows the words of its tools. */
function withoutEnd(text: string, pieces: readonly Token[]): string {
  const last = pieces.findLastIndex(({ kind }) => kind !== 'separator' && kind !== 'comment');
  const separator = pieces.slice(last + 1).find(({ kind }) => kind === 'separator');
  return separator ? text.slice(0, separator.start).trimEnd() : text;
}

/** See `PreparedStatement.toTyped`. */
export function typedOffset(replaced: Int32Array, offset: number): number {
  let shift = 0;
  for (let at = 0; at < replaced.length; at += 4) {
    const [typedStart = 0, typedEnd = 0, start = 0, end = 0] = replaced.subarray(at, at + 4);
    if (offset < start) break;
    if (offset < end) return typedStart;
    shift = typedEnd - end;
  }
  return offset + shift;
}

/**
 * Finds `:name` parameters in a PostgreSQL statement and replaces them by `$1`, `$2`, ….
 * What is replaced here is exactly what the guard parses and what the server gets, so a
 * mistake of this lexer can make a statement fail, but cannot slip one past the guard.
 *
 * Lexical rules: PostgreSQL manual, 4.1 Lexical Structure (with standard_conforming_strings on,
 * which every session of ours sets).
 */

/** A statement with its parameters replaced, and the way back to the text as typed. */
export interface PreparedStatement {
  /** What is parsed and sent. */
  text: string;
  /** Names of the parameters; `$n` stands for the n-th of them. */
  parameters: string[];
  /** Where the author wrote `$1` himself, in UTF-16 units of the text as typed; null when nowhere. */
  positional: number | null;
  /** Offset in the text as typed of an offset in `text`; both in UTF-16 units. */
  toTyped(offset: number): number;
}

interface Replacement {
  typedStart: number;
  typedEnd: number;
  start: number;
  end: number;
}

const identifierStart = /[\p{L}_\u0080-\uffff]/u;
const identifierPart = /[\p{L}\p{N}_$\u0080-\uffff]/u;
const parameterName = /[A-Za-z_][A-Za-z0-9_]*/y;
const dollarTag = /\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const positionalParameter = /\$\d+/y;

/** What came before a colon decides whether it begins a parameter. */
type Previous = 'nothing' | 'word' | 'operand' | 'other';

/** Replaces `:name` outside strings, quoted names, comments, casts and array slices. */
export function replaceParameters(typed: string): PreparedStatement {
  const parameters: string[] = [];
  const replacements: Replacement[] = [];
  let positional: number | null = null;
  let text = '';
  let copied = 0;
  let brackets = 0;
  let previous: Previous = 'nothing';
  let spaced = true;
  let at = 0;

  const replace = (end: number, name: string): void => {
    let number = parameters.indexOf(name) + 1;
    if (number === 0) number = parameters.push(name);
    text += typed.slice(copied, at);
    const start = text.length;
    text += `$${number}`;
    replacements.push({ typedStart: at, typedEnd: end, start, end: text.length });
    copied = end;
  };

  while (at < typed.length) {
    const character = typed.charAt(at);
    const next = typed.charAt(at + 1);
    if (/\s/.test(character)) {
      spaced = true;
      at += 1;
      continue;
    }
    if (character === '-' && next === '-') {
      at = endOfLine(typed, at);
      spaced = true;
      continue;
    }
    if (character === '/' && next === '*') {
      at = endOfComment(typed, at);
      spaced = true;
      continue;
    }
    if (character === "'" || character === '"') {
      at = endOfQuoted(typed, at, character, false);
      previous = 'operand';
    } else if ((character === 'e' || character === 'E') && next === "'") {
      at = endOfQuoted(typed, at + 1, "'", true);
      previous = 'operand';
    } else if (identifierStart.test(character)) {
      at += 1;
      while (at < typed.length && identifierPart.test(typed.charAt(at))) at += 1;
      previous = 'word';
    } else if (/[0-9]/.test(character)) {
      at += 1;
      while (at < typed.length && /[0-9A-Za-z_.]/.test(typed.charAt(at))) at += 1;
      previous = 'operand';
    } else if (character === '$') {
      const end = endOfDollarQuoted(typed, at);
      if (end === null && matchAt(positionalParameter, typed, at)) positional ??= at;
      at = end ?? at + (matchAt(positionalParameter, typed, at)?.length ?? 1);
      previous = 'operand';
    } else if (character === ':' && (next === ':' || next === '=')) {
      at += 2;
      previous = 'other';
    } else if (character === ':') {
      const name = matchAt(parameterName, typed, at + 1);
      if (name !== null && beginsParameter(previous, spaced, brackets)) {
        replace(at + 1 + name.length, name);
        at = copied;
        previous = 'operand';
      } else {
        at += 1;
        previous = 'other';
      }
    } else {
      if (character === '[') brackets += 1;
      if (character === ']') brackets = Math.max(0, brackets - 1);
      previous = character === ')' || character === ']' ? 'operand' : 'other';
      at += 1;
    }
    spaced = false;
  }
  text += typed.slice(copied);
  return { text, parameters, positional, toTyped: (offset) => typedOffset(replacements, offset) };
}

/** `a[lo:hi]`, `a[1:n]` and `json_object('k':v)` have a colon that begins no parameter. */
function beginsParameter(previous: Previous, spaced: boolean, brackets: number): boolean {
  if (previous === 'operand') return false;
  if (previous === 'word') return spaced && brackets === 0;
  return true;
}

function typedOffset(replacements: readonly Replacement[], offset: number): number {
  let shift = 0;
  for (const { typedStart, typedEnd, start, end } of replacements) {
    if (offset < start) break;
    if (offset < end) return typedStart;
    shift = typedEnd - end;
  }
  return offset + shift;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function endOfLine(text: string, at: number): number {
  const rest = text.slice(at).search(/[\r\n]/);
  return rest === -1 ? text.length : at + rest;
}

function endOfComment(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const pair = text.slice(at, at + 2);
    if (pair === '/*') depth += 1;
    if (pair === '*/') depth -= 1;
    at += pair === '/*' || pair === '*/' ? 2 : 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** After a string or quoted name that begins at `start`; a doubled quote stands for itself. */
function endOfQuoted(text: string, start: number, quote: string, escapes: boolean): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (escapes && character === '\\') {
      at += 2;
    } else if (character === quote) {
      if (text.charAt(at + 1) !== quote) return at + 1;
      at += 2;
    } else {
      at += 1;
    }
  }
  return text.length;
}

function endOfDollarQuoted(text: string, at: number): number | null {
  const tag = matchAt(dollarTag, text, at);
  if (tag === null) return null;
  const end = text.indexOf(tag, at + tag.length);
  return end === -1 ? text.length : end + tag.length;
}

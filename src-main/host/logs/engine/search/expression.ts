import { AppError } from '../../../../contract/errors';
import { LruMap } from './lru-map';
import { tooLarge, whyInvalid } from './expression-error';
import { compileRust, type RRegex } from './rust-regex';
import { seesEdges, traitsOf, type Traits } from './syntax';
import type { Hir } from 'rregex';

/** What a person typed to search for. */
export interface ExpressionWords {
  text: string;
  /** It is a regular expression, in ripgrep's default syntax; else it means itself. */
  regex: boolean;
  ignoreCase: boolean;
}

/** Steps of an automaton that a line of 4,096 characters goes through in under 100 ms at worst. */
const largestSize = 40_000;
/** Texts up to here are matched as one. */
const pieceCharacters = 4 * 1024 * 1024;
/** Matches over the seam of two pieces are found up to this length. */
const overlapCharacters = 64 * 1024;
/** Texts up to here are asked for all their matches at once, for each becomes an object. */
const spanCharacters = 32 * 1024;

/** It never stands for a character: no log says it. */
const noCharacter = '\u{10ffff}';

const recent = new LruMap<string, Expression>(64);

/**
 * A text or regular expression that lines are searched for, by the same engine and syntax as
 * ripgrep. Takes time linear in the text, whatever the expression.
 */
export class Expression {
  readonly words: ExpressionWords;
  /** In ripgrep's syntax, with the flag for ignored case in it. */
  readonly pattern: string;
  readonly traits: Traits;
  readonly syntax: Hir;
  private readonly compiled: RRegex;
  /** The same over many lines at once; null where that could miss a line, undefined until it is asked for. */
  private many: RRegex | null | undefined;

  private constructor(words: ExpressionWords) {
    this.words = words;
    const source = words.regex ? words.text : escape(words.text);
    this.pattern = words.ignoreCase ? `(?i)${source}` : source;
    // Large ones take a tenth of a second: once is enough.
    this.compiled = compile(this.pattern, source, words.text);
    this.syntax = this.compiled.syntax();
    this.traits = traitsOf(this.syntax);
    if (this.traits.size > largestSize) throw tooLarge(words.text);
    if (this.traits.namesLf) throw new AppError('logs.expression-line-break', { part: words.text });
  }

  /**
   * @throws AppError `logs.expression-…` with the reason and the place, when it is none, or one
   *   that takes too much memory or time
   */
  static of(words: ExpressionWords): Expression {
    const { text, regex, ignoreCase } = words;
    const key = `${regex ? 'r' : 't'}${ignoreCase ? 'i' : 'c'}${text}`;
    const known = recent.get(key);
    if (known) return known;
    const made = new Expression({ text, regex, ignoreCase });
    recent.set(key, made);
    return made;
  }

  /** Whether a line has a match. Without its line break; over 4 Mi characters it is matched in pieces. */
  matches(text: string): boolean {
    if (text.length <= pieceCharacters) return this.compiled.isMatch(text);
    const step = pieceCharacters - overlapCharacters;
    for (let from = 0; from < text.length; from += step) {
      const to = Math.min(text.length, from + pieceCharacters);
      if (this.matchesPiece(text.slice(from, to), from === 0, to === text.length)) return true;
      if (to === text.length) return false;
    }
    return false;
  }

  /** False when none of the lines of a text matches; lines end with a line feed alone. */
  anywhere(text: string): boolean {
    if (this.many === undefined) {
      const { pattern, words } = this;
      const many = compile(`(?m)${pattern}`, pattern, words.text);
      this.many = seesEdges(many.syntax()) ? null : many;
    }
    return this.many?.isMatch(text) ?? true;
  }

  /**
   * Whether a piece of a line too long for one text has a match. A match longer than what two
   * pieces share is not found; `^` is looked for in the first piece only, `$` in the last.
   */
  matchesPiece(piece: string, first: boolean, last: boolean): boolean {
    const { start, end, onlyAtStart, onlyAtEnd } = this.traits;
    if ((onlyAtStart && !first) || (onlyAtEnd && !last)) return false;
    // Where only some matches stand there, a begin that is none must not look like one.
    const before = start && !first ? noCharacter : '';
    const after = end && !last ? noCharacter : '';
    return this.compiled.isMatch(`${before}${piece}${after}`);
  }

  /**
   * Where the matches stand, in UTF-16 units, [from, to); without empty ones.
   *
   * @param limit no more than so many
   */
  spans(text: string, limit = 1000): [from: number, to: number][] {
    const spans: [number, number][] = [];
    for (let base = 0; base < text.length && spans.length < limit;) {
      let end = Math.min(text.length, base + spanCharacters);
      // A pair of surrogates is not cut.
      if (end < text.length && isHigh(text.charCodeAt(end - 1))) end -= 1;
      const found = this.spansIn(text.slice(base, end));
      for (const [from, to] of found) {
        if (spans.length === limit) break;
        spans.push([base + from, base + to]);
      }
      base = end;
    }
    return spans;
  }

  private spansIn(text: string): [number, number][] {
    const found = this.compiled.findAll(text);
    const toUnits = unitsOf(text);
    return found.flatMap(({ start, end }) => {
      const from = toUnits(start);
      const to = toUnits(end);
      return from === to ? [] : [[from, to]];
    });
  }
}

/** A text as an expression that matches it alone. */
export function escape(text: string): string {
  return text
    .replace(/[\\.+*?()|[\]{}^$#&\-~]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
}

/** @param source the same without flags: places in it are told, where it is wrong itself */
function compile(pattern: string, source: string, typed: string): RRegex {
  try {
    return compileRust(pattern);
  } catch (error) {
    throw whyInvalid(pattern === source ? error : (errorOf(source) ?? error), typed);
  }
}

function errorOf(source: string): unknown {
  try {
    compileRust(source);
    return null;
  } catch (error) {
    return error;
  }
}

/** From offsets of a text in UTF-8, asked in ascending order, to its UTF-16 units. */
function unitsOf(text: string): (offset: number) => number {
  let bytes = 0;
  let units = 0;
  return (offset) => {
    while (bytes < offset && units < text.length) {
      const code = text.codePointAt(units) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      units += code < 0x10000 ? 1 : 2;
    }
    return units;
  };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

import type { Token } from './lexer';

/** The tokens of a statement that mean something, with what is asked of them again and again. */
export class TokenStream {
  readonly tokens: readonly Token[];
  private readonly pairs: readonly number[];
  private readonly upper: readonly string[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens.filter(({ kind }) => kind !== 'comment' && kind !== 'hint');
    this.upper = this.tokens.map(({ kind, text }) => (kind === 'word' ? text.toUpperCase() : ''));
    this.pairs = parentheses(this.tokens);
  }

  get length(): number {
    return this.tokens.length;
  }

  at(index: number): Token | undefined {
    return this.tokens[index];
  }

  /** A word without quotes in upper case; '' for everything else. */
  word(index: number): string {
    return this.upper[index] ?? '';
  }

  is(index: number, symbol: string): boolean {
    const token = this.tokens[index];
    return token !== undefined && token.text === symbol && token.kind === 'symbol';
  }

  /** A name, in quotes or not. */
  isName(index: number): boolean {
    const kind = this.tokens[index]?.kind;
    return kind === 'word' || kind === 'name';
  }

  /** The parenthesis that closes the one at `index`; -1 when none does. */
  closing(index: number): number {
    return this.pairs[index] ?? -1;
  }

  start(index: number): number {
    return this.tokens[index]?.start ?? this.tokens.at(-1)?.end ?? 0;
  }

  end(index: number): number {
    return this.tokens[index]?.end ?? 0;
  }

  /** First parts first: the index where the dotted name begins that ends at `index`. */
  beginOfPath(index: number): number {
    let begin = index;
    while (this.is(begin - 1, '.') && this.isName(begin - 2)) begin -= 2;
    return begin;
  }
}

/** For each opening parenthesis the index of its closing one, else -1. */
function parentheses(tokens: readonly Token[]): number[] {
  const pairs = tokens.map(() => -1);
  const open: number[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol') continue;
    if (text === '(') open.push(index);
    if (text === ')') {
      const opening = open.pop();
      if (opening !== undefined) pairs[opening] = index;
    }
  }
  return pairs;
}

/** A name as the server folds it: quotes taken off, and doubled ones within it made single. */
export function bareName(token: Token): string {
  if (token.kind !== 'name') return token.text;
  const text = token.text.replace(/^u&/i, '');
  const quote = text.slice(-1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

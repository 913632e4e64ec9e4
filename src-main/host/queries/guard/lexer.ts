import type { LexicalRules } from './lexical-rules';

/**
 * `word`: a name or keyword without quotes. `name`: a name in quotes. `variable`: `@x`, `@@x`.
 * `placeholder`: written by the author without a name. `hint`: a comment the server obeys.
 * `executable`: a comment the server executes. `separator`: ends a statement.
 */
export type TokenKind =
  | 'word' | 'name' | 'string' | 'number' | 'comment' | 'hint' | 'executable' | 'parameter'
  | 'variable' | 'placeholder' | 'symbol' | 'separator'; // prettier-ignore

/** A piece of a statement, in UTF-16 units of the text it was cut from. */
export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  text: string;
  /** What is wrong with it: a key below `queries.guard`; null when nothing is. */
  fault: string | null;
}

const letter = /[\p{L}_\u0080-\uffff]/u;
const part = /[\p{L}\p{N}_\u0080-\uffff]/u;
const blank = /\s/;
const number = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const variable = /@@?[\p{L}\p{N}_$#.\u0080-\uffff]+|@@?`[^`]*`|@'[^']*'|@"[^"]*"/uy;
const parameterName = /[A-Za-z_][A-Za-z0-9_]*/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const stringPrefix = /^(?:n|e|b|x|q|nq|_[a-z0-9]+)$/i;
const closers: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' };

/** Symbols of several characters that matter here: a colon in them begins no parameter, `:=` assigns. */
const longSymbols = ['::', ':=', '(+)'];

/** Cuts a statement into tokens; blanks are left out. Never throws. */
export function tokens(text: string, rules: LexicalRules): Token[] {
  return new Lexer(text, rules).run();
}

class Lexer {
  private readonly found: Token[] = [];
  private readonly text: string;
  private readonly rules: LexicalRules;
  private at = 0;
  private brackets = 0;

  constructor(text: string, rules: LexicalRules) {
    this.text = text;
    this.rules = rules;
  }

  run(): Token[] {
    while (this.at < this.text.length) {
      if (blank.test(this.text.charAt(this.at))) this.at += 1;
      else this.next();
    }
    return this.found;
  }

  private next(): void {
    const { text, rules, at } = this;
    const character = text.charAt(at);
    const pair = text.slice(at, at + 2);
    if (this.comment(character, pair)) return;
    if (rules.strings.includes(character)) return this.quoted('string', at, at);
    if (rules.names[character] !== undefined && !this.isSubscript(character))
      return this.quoted('name', at, at);
    if (letter.test(character) || rules.wordStart.includes(character)) return this.word();
    if (/\d/.test(character) || (character === '.' && /\d/.test(text.charAt(at + 1)))) {
      const [whole = character] = this.match(number) ?? [];
      return this.add('number', at + whole.length);
    }
    const separator = rules.separator && this.match(rules.separator);
    if (separator && this.alone()) return this.add('separator', at + separator[0].length);
    if (character === ';') return this.add('separator', at + 1);
    if (character === '$' && rules.dollarQuotes) {
      const tag = this.match(dollarTag)?.[0];
      if (tag !== undefined) {
        const end = text.indexOf(tag, at + tag.length);
        const fault = end === -1 ? 'unterminated' : null;
        return this.add('string', end === -1 ? text.length : end + tag.length, fault);
      }
    }
    const positional = this.match(rules.positional);
    if (positional && (character !== ':' || this.beginsParameter()))
      return this.add('placeholder', at + positional[0].length);
    if (character === '@' && !rules.dollarQuotes) {
      const name = this.match(variable);
      if (name) return this.add('variable', at + name[0].length);
    }
    const long = longSymbols.find((symbol) => text.startsWith(symbol, at));
    if (long !== undefined) return this.add('symbol', at + long.length);
    if (character === ':') {
      const name = this.match(parameterName, at + 1);
      if (name && this.beginsParameter()) return this.add('parameter', at + 1 + name[0].length);
    }
    if (character === '[') this.brackets += 1;
    if (character === ']') this.brackets = Math.max(0, this.brackets - 1);
    this.add('symbol', at + 1);
  }

  private comment(character: string, pair: string): boolean {
    const { text, rules, at } = this;
    const dashes =
      pair === '--' && (!rules.dashNeedsBlank || /^[\s\x00-\x1f]?$/.test(text.charAt(at + 2))); // eslint-disable-line no-control-regex
    if (dashes || (character === '#' && rules.hashComments)) {
      const rest = text.slice(at).search(/[\r\n]/);
      const end = rest === -1 ? text.length : at + rest;
      const kind = rules.hint && this.match(rules.hint) ? 'hint' : 'comment';
      // Servers differ in whether a lone CR ends a comment.
      const lone = text.charAt(end) === '\r' && text.charAt(end + 1) !== '\n';
      this.add(kind, end, lone ? 'lone-return' : null);
      return true;
    }
    if (pair !== '/*') return false;
    const executable = rules.executable && this.match(rules.executable);
    const hint = rules.hint && this.match(rules.hint);
    const kind = executable ? 'executable' : hint ? 'hint' : 'comment';
    const { end, nested } = endOfComment(text, at, rules.nestedComments);
    const fault =
      end === null ? 'unterminated' : nested && !rules.nestedComments ? 'nested-comment' : null;
    this.add(kind, end ?? text.length, fault);
    return true;
  }

  private word(): void {
    const { text, rules } = this;
    let end = this.at + 1;
    while (
      end < text.length &&
      (part.test(text.charAt(end)) || rules.wordPart.includes(text.charAt(end)))
    )
      end += 1;
    const quote = text.charAt(end);
    const before = text.slice(this.at, end);
    if (stringPrefix.test(before)) {
      if (rules.alternativeQuotes && /^n?q$/i.test(before) && quote === "'")
        return this.alternative(end);
      // U&"name" is a name; for MySQL the double quote is a string's.
      if (rules.strings.includes(quote) && quote !== '')
        return this.quoted('string', this.at, end, /^e$/i.test(before));
    }
    if (
      /^u$/i.test(before) &&
      text.charAt(end) === '&' &&
      `'"`.includes(text.charAt(end + 1) || ' ')
    )
      return this.quoted(text.charAt(end + 1) === "'" ? 'string' : 'name', this.at, end + 1);
    const separator = rules.separator && this.match(rules.separator);
    if (separator && this.alone() && separator[0].length >= before.length)
      return this.add('separator', this.at + separator[0].length);
    this.add('word', end);
  }

  /** `q'[it's]'`: ends at the closing delimiter before a quote. */
  private alternative(quote: number): void {
    const open = this.text.charAt(quote + 1);
    const close = `${closers[open] ?? open}'`;
    const end = this.text.indexOf(close, quote + 2);
    const fault = end === -1 ? 'unterminated' : /\s/.test(open) ? 'unterminated' : null;
    this.add('string', end === -1 ? this.text.length : end + 2, fault);
  }

  private quoted(kind: 'string' | 'name', start: number, quote: number, afterE = false): void {
    const { text, rules } = this;
    const open = text.charAt(quote);
    const close = kind === 'name' ? (rules.names[open] ?? open) : open;
    const escapes =
      kind === 'string' &&
      (rules.backslash === 'always' || (rules.backslash === 'after-e' && afterE));
    const end = endOfQuoted(text, quote, close, escapes);
    // Where a setting of the server decides, both readings must end at the same place.
    const ambiguous =
      kind === 'string' &&
      rules.backslash === 'always' &&
      endOfQuoted(text, quote, close, false) !== end;
    this.at = start;
    this.add(
      kind,
      end ?? text.length,
      end === null ? 'unterminated' : ambiguous ? 'ambiguous-quote' : null,
    );
  }

  /** `a[lo:hi]`, `a[1:n]` and `json_object('k':v)` have a colon that begins no parameter. */
  private beginsParameter(): boolean {
    const previous = this.found.findLast(({ kind }) => kind !== 'comment' && kind !== 'hint');
    if (!previous) return true;
    const spaced = previous.end < this.at;
    if (previous.kind === 'word') return spaced && this.brackets === 0;
    if (previous.kind === 'symbol') return !/^[)\]]$/.test(previous.text);
    return previous.kind === 'separator';
  }

  /** Whether only blanks stand before on this line, as the tools ask of their separators. */
  private alone(): boolean {
    if (this.text.charAt(this.at) === '\\') return true;
    const line = this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at);
    return line.trim() === '';
  }

  /** `a[1]` of PostgreSQL is a subscript; elsewhere brackets quote names. */
  private isSubscript(character: string): boolean {
    return character === '[' && this.rules.slices;
  }

  private match(pattern: RegExp, at = this.at): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.text);
  }

  private add(kind: TokenKind, end: number, fault: string | null = null): void {
    const text = this.text.slice(this.at, end);
    this.found.push({ kind, start: this.at, end, text, fault });
    this.at = end;
  }
}

/** After a string or quoted name; a doubled quote stands for itself. Null when it does not end. */
function endOfQuoted(text: string, quote: number, close: string, escapes: boolean): number | null {
  for (let at = quote + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (escapes && character === '\\') at += 1;
    else if (character === close) {
      if (text.charAt(at + 1) !== close) return at + 1;
      at += 1;
    }
  }
  return null;
}

function endOfComment(
  text: string,
  start: number,
  nests: boolean,
): { end: number | null; nested: boolean } {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  let depth = 1;
  let nested = false;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '/*') {
      nested = true;
      if (nests) depth += 1;
    } else depth -= 1;
    if (depth === 0) return { end: found.index + 2, nested };
  }
  return { end: null, nested };
}

import { ShellSyntaxError, ShellUnfinished, type Script, type Word } from './shell-tree';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const SPECIAL = /^[?$#!@*0-9-]/;
const OPERATOR = /^(?::?[-=+?]|##?|%%?)/;
/** Nobody nests deeper than this by hand. */
const DEEPEST = 40;

/** A text that is read from its beginning, and how deep in it one is. */
export class ShellText {
  readonly text: string;
  at = 0;
  depth: number;
  /** Reads the commands of `$(…)`, and of a script in back quotes. */
  readonly #parse: (text: ShellText, until: string | null) => Script;

  constructor(
    text: string,
    parse: (text: ShellText, until: string | null) => Script,
    depth: number,
  ) {
    if (depth > DEEPEST) throw new ShellSyntaxError('Syntax error: nested too deeply');
    this.text = text;
    this.#parse = parse;
    this.depth = depth;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  take(pattern: RegExp): string | undefined {
    const match = pattern.exec(this.text.slice(this.at, this.at + 4096));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[0];
  }

  /** Spaces, joined lines and a comment. */
  skipBlanks(): void {
    this.take(/^(?:[ \t\r]|\\\n)+/);
    if (this.next !== '#') return;
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** One word, empty when none begins here. `stop` ends it besides blanks and operators. */
  word(stop = ''): Word {
    const word: Word = [];
    let plain = '';
    const flush = (): void => {
      if (plain !== '') word.push({ kind: 'text', text: plain, quoted: false });
      plain = '';
    };
    while (this.at < this.text.length) {
      const character = this.next;
      if (stop === '' ? /[\s;|&<>()]/.test(character) : stop.includes(character)) break;
      if (character === "'") {
        flush();
        word.push({ kind: 'text', text: this.#singleQuoted(), quoted: true });
      } else if (character === '"') {
        flush();
        word.push({ kind: 'text', text: '', quoted: true });
        this.at += 1;
        word.push(...this.#quoted('"'));
      } else if (character === '$' || character === '`') {
        flush();
        word.push(this.#expansion(false));
      } else if (character === '\\') {
        flush();
        const text = this.text.slice(this.at + 1, this.at + 2);
        this.at += 2;
        if (text !== '\n') word.push({ kind: 'text', text, quoted: true });
      } else {
        plain += character;
        this.at += 1;
      }
    }
    flush();
    return word;
  }

  #singleQuoted(): string {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) throw new ShellUnfinished('Syntax error: Unterminated quoted string');
    const text = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  /** What stands between double quotes, up to `end`, which is taken. */
  #quoted(end: string): Word {
    const word: Word = [];
    for (;;) {
      const character = this.next;
      if (this.at >= this.text.length)
        throw new ShellUnfinished('Syntax error: Unterminated quoted string');
      if (character === end) {
        this.at += 1;
        return word;
      }
      if (character === '$' || character === '`') {
        word.push(this.#expansion(true));
        continue;
      }
      const escaped = this.take(/^\\[\\"$`\n]/)?.slice(1);
      const text = escaped === '\n' ? '' : (escaped ?? this.take(/^(?:[^"$`\\]+|\\|")/) ?? '');
      word.push({ kind: 'text', text, quoted: true });
    }
  }

  #expansion(quoted: boolean): Word[number] {
    if (this.next === '`') return { kind: 'command', script: this.#backQuoted(), quoted };
    this.at += 1;
    if (this.take(/^\(\(/)) {
      const word = this.#arithmetic();
      return { kind: 'arithmetic', word, quoted };
    }
    if (this.take(/^\(/)) {
      const script = this.#inside(() => this.#parse(this, ')'));
      if (this.take(/^\)/) === undefined) throw new ShellUnfinished('Syntax error: ")" expected');
      return { kind: 'command', script, quoted };
    }
    if (this.take(/^\{/)) return this.#braced(quoted);
    const name = this.take(NAME) ?? this.take(SPECIAL);
    return name === undefined
      ? { kind: 'text', text: '$', quoted: true }
      : { kind: 'variable', name, quoted };
  }

  #braced(quoted: boolean): Word[number] {
    const isLength = /^#[A-Za-z_@*]/.test(this.text.slice(this.at, this.at + 2));
    if (isLength) this.at += 1;
    const name = this.take(NAME) ?? this.take(/^\d+/) ?? this.take(SPECIAL);
    if (name === undefined) throw new ShellSyntaxError('Bad substitution');
    const operator = isLength ? 'length' : this.take(OPERATOR);
    const argument =
      operator === undefined || isLength ? undefined : this.#inside(() => this.word('}'));
    if (this.take(/^\}/) === undefined) {
      if (this.at >= this.text.length) throw new ShellUnfinished('Syntax error: "}" expected');
      throw new ShellSyntaxError('Bad substitution');
    }
    return {
      kind: 'variable',
      name,
      quoted,
      ...(operator === undefined ? {} : { operator }),
      ...(argument === undefined ? {} : { argument }),
    };
  }

  #arithmetic(): Word {
    let open = 0;
    const word: Word = [];
    while (this.at < this.text.length) {
      if (open === 0 && this.take(/^\)\)/)) return word;
      const character = this.next;
      if (character === '$' || character === '`') {
        word.push(this.#expansion(true));
        continue;
      }
      if (character === '(') open += 1;
      if (character === ')') open -= 1;
      word.push({ kind: 'text', text: character, quoted: true });
      this.at += 1;
    }
    throw new ShellUnfinished('Syntax error: "))" expected');
  }

  #backQuoted(): Script {
    let inner = '';
    for (this.at += 1; this.next !== '`'; this.at += 1) {
      if (this.at >= this.text.length)
        throw new ShellUnfinished('Syntax error: EOF in backquote substitution');
      if (this.next === '\\' && /[`\\$]/.test(this.text[this.at + 1] ?? '')) this.at += 1;
      inner += this.next;
    }
    this.at += 1;
    const text = new ShellText(inner, this.#parse, this.depth + 1);
    return this.#parse(text, null);
  }

  #inside<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new ShellSyntaxError('Syntax error: nested too deeply');
    const result = read();
    this.depth -= 1;
    return result;
  }
}

/** A piece of a word: literal text, or the name of a variable to put in. */
export interface WordPart {
  text: string;
  /** Quoted text is neither split nor taken as a file pattern. */
  quoted: boolean;
  isVariable: boolean;
}
export type Word = WordPart[];

/** `2>/dev/null`, `>out`, `<in`; `2>&1` has target `&1`. */
export interface Redirection {
  descriptor: number;
  direction: 'in' | 'out';
  target: Word;
}

/** One simple command with the assignments before it. */
export interface SimpleCommand {
  words: Word[];
  redirections: Redirection[];
}

/** Commands joined by `|`, with what decides whether they run at all. */
export interface Pipeline {
  when: 'always' | 'success' | 'failure';
  commands: SimpleCommand[];
}

/** The command line uses something this little shell does not know. */
export class ShellSyntaxError extends Error {}

type Token =
  | { kind: 'word'; word: Word }
  | { kind: 'operator'; text: ';' | '&&' | '||' | '|' }
  | { kind: 'redirect'; descriptor: number; direction: 'in' | 'out' };

const VARIABLE = /^(?:[A-Za-z_][A-Za-z0-9_]*|[?$#0-9])/;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): Token[] {
    const found: Token[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) found.push(token);
    return found;
  }

  #take(pattern: RegExp): string | undefined {
    const match = pattern.exec(this.#text.slice(this.#at));
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #next(): Token | undefined {
    this.#take(/^(?:[ \t\r]|\\\n)+/);
    this.#take(/^#[^\n]*/);
    if (this.#at >= this.#text.length) return undefined;
    const redirect = this.#take(/^\d?(?:>>?|<)/);
    if (redirect !== undefined) {
      const direction = redirect.includes('<') ? 'in' : 'out';
      const number = /^\d/.exec(redirect)?.[0];
      return {
        kind: 'redirect',
        direction,
        descriptor: number === undefined ? (direction === 'in' ? 0 : 1) : Number(number),
      };
    }
    const operator = this.#take(/^(?:&&|\|\||[;|\n])/);
    if (operator !== undefined) {
      return { kind: 'operator', text: (operator === '\n' ? ';' : operator) as ';' };
    }
    return { kind: 'word', word: this.#word() };
  }

  #word(): Word {
    const parts: Word = [];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (/[\s;|<>]/.test(character)) break;
      // `&1` after `>` is a word of its own; any other bare `&` would be a background job.
      if (character === '&' && parts.length > 0) break;
      if (character === '&' && this.#take(/^&\d/) === undefined) {
        throw new ShellSyntaxError('background jobs are not simulated');
      } else if (character === '&') {
        return [
          { text: this.#text.slice(this.#at - 2, this.#at), quoted: false, isVariable: false },
        ];
      }
      if (character === "'") parts.push(this.#singleQuoted());
      else if (character === '"') parts.push(...this.#doubleQuoted());
      else if (character === '$') parts.push(this.#variable(false));
      else if (/[`()]/.test(character)) {
        throw new ShellSyntaxError(`'${character}' is not simulated`);
      } else if (character === '\\') {
        const text = this.#text.slice(this.#at + 1, this.#at + 2);
        this.#at += 2;
        parts.push({ text, quoted: true, isVariable: false });
      } else {
        const text = this.#take(/^[^\s;|<>&'"$\\`()]+/) ?? '';
        parts.push({ text, quoted: false, isVariable: false });
      }
    }
    return parts;
  }

  #singleQuoted(): WordPart {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw new ShellSyntaxError('Unterminated quoted string');
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { text, quoted: true, isVariable: false };
  }

  #doubleQuoted(): WordPart[] {
    this.#at += 1;
    const parts: WordPart[] = [{ text: '', quoted: true, isVariable: false }];
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new ShellSyntaxError('Unterminated quoted string');
      if (character === '"') {
        this.#at += 1;
        return parts;
      }
      if (character === '$') {
        parts.push(this.#variable(true));
      } else if (character === '`') {
        throw new ShellSyntaxError("'`' is not simulated");
      } else {
        const escaped = this.#take(/^\\[\\"$`]/)?.slice(1);
        const text = escaped ?? this.#take(/^(?:[^"$`\\]+|\\)/) ?? '';
        parts.push({ text, quoted: true, isVariable: false });
      }
    }
  }

  #variable(quoted: boolean): WordPart {
    this.#at += 1;
    if (this.#text[this.#at] === '(') throw new ShellSyntaxError("'$(' is not simulated");
    const braced = this.#take(/^\{[A-Za-z_][A-Za-z0-9_]*\}/)?.slice(1, -1);
    const name = braced ?? this.#take(VARIABLE);
    return name === undefined
      ? { text: '$', quoted: true, isVariable: false }
      : { text: name, quoted, isVariable: true };
  }
}

/**
 * Parses a command line into pipelines. Known: quoting, variables, `;`, `&&`, `||`, `|`,
 * line breaks, and redirections. Everything else throws ShellSyntaxError.
 */
export function parseCommandLine(text: string): Pipeline[] {
  const pipelines: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let commands: SimpleCommand[] = [];
  let command: SimpleCommand = { words: [], redirections: [] };
  const tokens = new Scanner(text).tokens();
  const isEmpty = (): boolean => command.words.length === 0 && command.redirections.length === 0;
  const endPipeline = (next: Pipeline['when'], operator: string): void => {
    if (isEmpty()) {
      if (operator !== ';' || commands.length > 0) {
        throw new ShellSyntaxError(`Syntax error: "${operator}" unexpected`);
      }
      return;
    }
    pipelines.push({ when, commands: [...commands, command] });
    when = next;
    commands = [];
    command = { words: [], redirections: [] };
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'word') {
      command.words.push(token.word);
    } else if (token.kind === 'redirect') {
      const target = tokens[++index];
      if (target?.kind !== 'word')
        throw new ShellSyntaxError('Syntax error: redirection unexpected');
      const { descriptor, direction } = token;
      command.redirections.push({ descriptor, direction, target: target.word });
    } else if (token.text === '|') {
      if (isEmpty()) throw new ShellSyntaxError('Syntax error: "|" unexpected');
      commands.push(command);
      command = { words: [], redirections: [] };
    } else if (token.text === ';') {
      endPipeline('always', ';');
    } else {
      endPipeline(token.text === '&&' ? 'success' : 'failure', token.text);
    }
  }
  endPipeline('always', ';');
  return pipelines;
}

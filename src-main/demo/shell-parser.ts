import {
  ShellSyntaxError,
  ShellUnfinished,
  type Command,
  type Pipeline,
  type Redirected,
  type Redirection,
  type Script,
  type Word,
} from './shell-tree';
import { ShellText } from './shell-words';

/** Words that end a list of commands where a command could begin. */
const closers = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ';;', ')']);

/**
 * Parses a text of POSIX shell: quoting, variables, `$(…)`, arithmetic, `;`, `&&`, `||`, `|`,
 * `!`, redirections, `if`, `for`, `while`, `until`, `case`, groups, subshells and functions.
 * Background jobs and here-documents are not known.
 * @throws ShellSyntaxError, ShellUnfinished where it only ends too early
 */
export function parseCommandLine(text: string): Script {
  const source = new ShellText(text, parseScript, 0);
  const script = parseScript(source, null);
  return script;
}

/** Reads commands up to `until` (which stays) or the end. */
function parseScript(source: ShellText, until: string | null): Script {
  const parser = new Parser(source);
  const script = parser.list();
  const left = parser.closer();
  if (left !== until && !(left === null && until === null)) {
    if (left === null) throw new ShellUnfinished('Syntax error: end of file unexpected');
    throw new ShellSyntaxError(`Syntax error: "${left}" unexpected`);
  }
  return script;
}

class Parser {
  readonly #source: ShellText;

  constructor(source: ShellText) {
    this.#source = source;
  }

  /** The closing word at which the text stands, or null at its end. */
  closer(): string | null {
    const source = this.#source;
    this.#skipLines();
    if (source.at >= source.text.length) return null;
    const rest = source.text.slice(source.at, source.at + 16);
    const word = /^(?:;;|\)|\}(?=$|[\s;&|)<>])|[a-z]+(?=$|[\s;&|()<>]))/.exec(rest)?.[0];
    if (word !== undefined && closers.has(word)) return word;
    return rest[0] ?? null;
  }

  list(): Script {
    const script: Script = [];
    let when: Pipeline['when'] = 'always';
    for (;;) {
      const next = this.closer();
      if (next === null || closers.has(next)) {
        if (when !== 'always') this.#unexpected(next);
        return script;
      }
      script.push(this.#pipeline(when));
      const source = this.#source;
      source.skipBlanks();
      if (source.take(/^&&/)) when = 'success';
      else if (source.take(/^\|\|/)) when = 'failure';
      else if (source.take(/^;(?!;)|^\n/)) when = 'always';
      else if (source.next === '&') throw new ShellSyntaxError('background jobs are not simulated');
      else {
        const end = this.closer();
        if (end !== null && !closers.has(end)) this.#unexpected(end);
        return script;
      }
    }
  }

  #pipeline(when: Pipeline['when']): Pipeline {
    const source = this.#source;
    const commands: Redirected[] = [];
    const negated = source.take(/^!(?=\s)/) !== undefined;
    source.skipBlanks();
    for (;;) {
      commands.push(this.#command());
      source.skipBlanks();
      if (source.take(/^\|(?!\|)/) === undefined) return { when, negated, commands };
      this.#skipLines();
    }
  }

  #command(): Redirected {
    const source = this.#source;
    if (source.take(/^\((?!\()/)) return this.#closed(this.#group(true));
    const word = /^(?:\{(?=\s)|[a-z]+(?=[\s;(]|$))/.exec(
      source.text.slice(source.at, source.at + 16),
    )?.[0];
    switch (word) {
      case '{':
        source.at += 1;
        return this.#closed(this.#group(false));
      case 'if':
        source.at += 2;
        return this.#closed(this.#if());
      case 'for':
        source.at += 3;
        return this.#closed(this.#for());
      case 'while':
      case 'until':
        source.at += 5;
        return this.#closed(this.#while(word === 'until'));
      case 'case':
        source.at += 4;
        return this.#closed(this.#case());
      default:
        return this.#simple();
    }
  }

  /** A compound command with the redirections behind it. */
  #closed(command: Command): Redirected {
    const redirections: Redirection[] = [];
    for (;;) {
      this.#source.skipBlanks();
      const redirection = this.#redirection();
      if (redirection === undefined) return { command, redirections };
      redirections.push(redirection);
    }
  }

  #group(subshell: boolean): Command {
    const body = this.list();
    this.#expect(subshell ? ')' : '}');
    return { kind: 'group', body, subshell };
  }

  #if(): Command {
    const clauses: { test: Script; body: Script }[] = [];
    for (;;) {
      const test = this.list();
      this.#expect('then');
      clauses.push({ test, body: this.list() });
      const next = this.closer();
      this.#expect(next === 'elif' || next === 'else' ? next : 'fi');
      if (next === 'elif') continue;
      if (next !== 'else') return { kind: 'if', clauses };
      const otherwise = this.list();
      this.#expect('fi');
      return { kind: 'if', clauses, otherwise };
    }
  }

  #for(): Command {
    const source = this.#source;
    source.skipBlanks();
    const name = source.take(/^[A-Za-z_][A-Za-z0-9_]*/);
    if (name === undefined) throw new ShellSyntaxError('Syntax error: Bad for loop variable');
    source.skipBlanks();
    let words: Word[] | undefined;
    if (source.take(/^in(?=[\s;])/)) {
      words = [];
      for (;;) {
        source.skipBlanks();
        const word = source.word();
        if (word.length === 0) break;
        words.push(word);
      }
    }
    source.take(/^;/);
    const body = this.#loopBody();
    return { kind: 'for', name, body, ...(words === undefined ? {} : { words }) };
  }

  #while(until: boolean): Command {
    const test = this.list();
    return { kind: 'while', until, test, body: this.#loopBody() };
  }

  #loopBody(): Script {
    this.#expect('do');
    const body = this.list();
    this.#expect('done');
    return body;
  }

  #case(): Command {
    const source = this.#source;
    source.skipBlanks();
    const word = source.word();
    this.#skipLines();
    if (source.take(/^in(?=\s)/) === undefined) this.#unexpected(this.closer());
    const arms: { patterns: Word[]; body: Script }[] = [];
    for (;;) {
      if (this.closer() === 'esac') break;
      source.take(/^\(/);
      const patterns: Word[] = [];
      do {
        source.skipBlanks();
        patterns.push(source.word());
        source.skipBlanks();
      } while (source.take(/^\|/));
      this.#expect(')');
      arms.push({ patterns, body: this.list() });
      if (this.closer() !== ';;') break;
      source.at += 2;
    }
    this.#expect('esac');
    return { kind: 'case', word, arms };
  }

  #simple(): Redirected {
    const source = this.#source;
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      source.skipBlanks();
      const redirection = this.#redirection();
      if (redirection !== undefined) {
        redirections.push(redirection);
        continue;
      }
      const name = words.length === 0 ? source.take(/^[A-Za-z_]\w*[ \t]*\([ \t]*\)/) : undefined;
      if (name !== undefined) {
        this.#skipLines();
        const body = this.#command();
        const command: Command = { kind: 'function', name: name.replace(/[\s()]+/g, ''), body };
        return { command, redirections };
      }
      const word = source.word();
      if (word.length === 0) break;
      words.push(word);
    }
    if (words.length === 0 && redirections.length === 0) this.#unexpected(this.closer());
    return { command: { kind: 'simple', words }, redirections };
  }

  #redirection(): Redirection | undefined {
    const source = this.#source;
    const sign = source.take(/^\d?(?:<<|>>|[<>]&|>\||<|>)/);
    if (sign === undefined) return undefined;
    if (sign.includes('<<')) throw new ShellSyntaxError('here-documents are not simulated');
    source.skipBlanks();
    const target = source.word();
    if (target.length === 0) throw new ShellSyntaxError('Syntax error: redirection unexpected');
    const isInput = sign.includes('<');
    const direction = sign.endsWith('&')
      ? 'same'
      : isInput
        ? 'in'
        : sign.endsWith('>>')
          ? 'append'
          : 'out';
    const number = /^\d/.exec(sign)?.[0];
    return { descriptor: Number(number ?? (isInput ? 0 : 1)), direction, target };
  }

  #skipLines(): void {
    do this.#source.skipBlanks();
    while (this.#source.take(/^\n/));
  }

  #expect(word: string): void {
    const found = this.closer();
    if (found !== word) this.#unexpected(found);
    this.#source.at += word.length;
  }

  #unexpected(found: string | null): never {
    if (found === null) throw new ShellUnfinished('Syntax error: end of file unexpected');
    throw new ShellSyntaxError(`Syntax error: "${found}" unexpected`);
  }
}

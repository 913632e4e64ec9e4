import type { ServerChannel } from 'ssh2';
import { builtins } from './shell-builtins';
import { commands } from './commands';
import { normalisePath } from './files';
import { LineEditor } from './line-editor';
import { PlantShell } from './shell';
import { parseCommandLine } from './shell-parser';
import { ByteInput, type Sink } from './shell-streams';
import { ShellUnfinished } from './shell-tree';
import type { PlantMachine, PlantTerminal } from './shell-types';

/** Lines that were typed ahead of a running command. */
const MOST_LINES_AHEAD = 200;
// oxlint-disable-next-line no-control-regex -- keys arrive as control characters
const KEYS = /\u001b(?:\[[0-9;?]*[A-Za-z~]|O[A-Za-z])|\u001b|[^]/gu;

/** The size of a terminal's window, which changes while it is open. */
export interface WindowSize {
  columns: number;
  rows: number;
}

/** An interactive shell: a prompt, a line editor, and programs that read lines or keys. */
export class Terminal {
  readonly #channel: ServerChannel;
  readonly #machine: PlantMachine;
  readonly #out: Sink;
  readonly #shell: PlantShell;
  readonly #editor: LineEditor;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #running: AbortController | undefined;
  #keys: ((keys: string) => void) | undefined;
  /** What is typed while a command runs: the line so far, and whole lines. */
  #ahead = '';
  #lines: string[] = [];
  #inputEnded = false;
  #wake: () => void = () => undefined;
  /** A command that goes over several lines. */
  #unfinished = '';

  constructor(channel: ServerChannel, machine: PlantMachine, out: Sink, size: WindowSize) {
    this.#channel = channel;
    this.#machine = machine;
    this.#out = out;
    this.#decoder = new TextDecoder(machine.codec.encoding);
    const terminal: PlantTerminal = {
      columns: () => size.columns,
      rows: () => size.rows,
      takeKeys: (listener) => {
        this.#keys = listener;
        return () => (this.#keys = undefined);
      },
    };
    this.#shell = new PlantShell(machine, { terminal });
    this.#editor = new LineEditor({
      print: (text) => this.#print(text),
      columns: () => size.columns,
      complete: (before) => this.#completions(before),
      enter: (line) => this.#enter(line),
      interrupt: () => {
        this.#unfinished = '';
        this.#prompt();
      },
      end: () => this.#leave(),
    });
    channel.on('data', (bytes: Buffer) =>
      this.#typed(this.#decoder.decode(bytes, { stream: true })),
    );
    channel.on('close', () => this.#running?.abort());
    this.#print(machine.greeting.replaceAll('\n', '\r\n'));
    this.#prompt();
  }

  #print(text: string): void {
    this.#out(this.#machine.codec.bytes(text)).catch(() => undefined);
  }

  #prompt(): void {
    const { user, hostname } = this.#machine;
    const place = this.#shell.directory.replace(`/home/${user}`, '~');
    const text = this.#unfinished === '' ? `[${user}@${hostname} ${place}]$ ` : '> ';
    this.#editor.begin(`\u001b[1;32m${text}\u001b[0m`);
  }

  #typed(text: string): void {
    if (this.#keys !== undefined) return this.#keys(text);
    for (const key of text.match(KEYS) ?? []) {
      if (this.#running === undefined) this.#editor.key(key);
      else this.#typedAhead(key, this.#running);
    }
  }

  /** A key while a command runs: it belongs to the command, or to the one after it. */
  #typedAhead(key: string, running: AbortController): void {
    if (key === '\u0003') {
      this.#ahead = '';
      this.#lines = [];
      this.#print('^C\r\n');
      running.abort();
    } else if (key === '\u0004' && this.#ahead === '') {
      this.#inputEnded = true;
      this.#wake();
    } else if (key === '\r' || key === '\n') {
      if (this.#lines.length < MOST_LINES_AHEAD) this.#lines.push(this.#ahead);
      this.#ahead = '';
      this.#print('\r\n');
      this.#wake();
    } else if (key === '\u007f' || key === '\b') {
      if (this.#ahead === '') return;
      this.#ahead = [...this.#ahead].slice(0, -1).join('');
      this.#print('\b \b');
    } else if (key >= ' ' && !key.startsWith('\u001b')) {
      this.#ahead += key;
      this.#print(key);
    }
  }

  /** What is typed, line by line, for a command that reads its input. */
  async *#input(running: AbortController): AsyncGenerator<Buffer, void> {
    while (!running.signal.aborted) {
      const line = this.#lines.shift();
      if (line !== undefined) yield this.#machine.codec.bytes(`${line}\n`);
      else if (this.#inputEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #leave(status = 0): void {
    this.#print('logout\r\n');
    this.#channel.exit(status);
    this.#channel.end();
  }

  #enter(line: string): void {
    const text = this.#unfinished + line;
    try {
      parseCommandLine(text);
    } catch (error) {
      if (error instanceof ShellUnfinished && line !== '') {
        this.#unfinished = `${text}\n`;
        return this.#prompt();
      }
    }
    this.#unfinished = '';
    void this.#run(text);
  }

  async #run(text: string): Promise<void> {
    if (/^\s*(?:exit|logout)\b/.test(text)) return this.#leave();
    if (/^\s*history\s*$/.test(text)) {
      const lines = this.#editor.history.map(
        (line, index) => `${String(index + 1).padStart(5)}  ${line}`,
      );
      this.#print(`${lines.join('\r\n')}\r\n`);
      return this.#prompt();
    }
    const running = new AbortController();
    this.#running = running;
    running.signal.addEventListener('abort', () => this.#wake());
    this.#inputEnded = false;
    const lines: Sink = (bytes) => this.#out(withReturns(bytes));
    const input = new ByteInput(this.#input(running));
    await this.#shell.run(text, { input, out: lines, error: lines }, running).catch(() => 1);
    this.#running = undefined;
    this.#prompt();
    // What was typed for nobody is for the prompt.
    const ahead = this.#lines.splice(0).map((line) => `${line}\r`);
    const rest = ahead.join('') + this.#ahead;
    this.#ahead = '';
    if (rest !== '') this.#typed(rest);
  }

  /** Commands at the beginning of a line, paths behind them. */
  #completions(before: string): string[] {
    const word = /\S*$/.exec(before)?.[0] ?? '';
    const isFirst = /^\s*(?:sudo\s+)?\S*$/.test(before);
    if (isFirst && !word.includes('/')) {
      const names = [...commands.keys(), ...builtins.keys()];
      return names.filter((name) => name.startsWith(word)).sort();
    }
    const folder = word.slice(0, word.lastIndexOf('/') + 1);
    const from = folder.startsWith('~/')
      ? `/home/${this.#machine.user}/${folder.slice(2)}`
      : folder;
    const path = normalisePath(from, this.#shell.directory);
    const { files } = this.#machine;
    return (files.list(path) ?? [])
      .filter((name) => `${folder}${name}`.startsWith(word))
      .map((name) => {
        const isFolder = files.facts(`${path}/${name}`)?.kind === 'directory';
        return `${folder}${name}${isFolder ? '/' : ''}`;
      });
  }
}

/** A terminal needs CR before LF; done on bytes, since a log may be in any encoding. */
function withReturns(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const hasReturn = bytes[end - 1] === 13;
    pieces.push(bytes.subarray(start, end), Buffer.from(hasReturn ? '\n' : '\r\n'));
    start = end + 1;
  }
  pieces.push(bytes.subarray(start));
  return Buffer.concat(pieces);
}

import type { ServerChannel } from 'ssh2';
import { PlantShell } from './shell';
import type { PlantMachine, Sink } from './shell-types';

/**
 * A very small interactive shell: a prompt, echo, backspace, Ctrl-C, Ctrl-D. It has no
 * history and no cursor movement; escape sequences are ignored.
 */
export class Terminal {
  readonly #channel: ServerChannel;
  readonly #machine: PlantMachine;
  readonly #out: Sink;
  #line = '';
  #running: AbortController | undefined;
  #directory: string | undefined;
  #queue: string[] = [];

  constructor(channel: ServerChannel, machine: PlantMachine, out: Sink) {
    this.#channel = channel;
    this.#machine = machine;
    this.#out = out;
    channel.on('data', (bytes: Buffer) => this.#typed(bytes.toString('utf8')));
    channel.on('close', () => this.#running?.abort());
    this.#print('Simulated plant of FieldBench. Nothing here runs on your machine.\n');
    this.#prompt();
  }

  #print(text: string): void {
    this.#out(Buffer.from(text.replaceAll('\n', '\r\n'))).catch(() => undefined);
  }

  #prompt(): void {
    const { user, hostname } = this.#machine;
    const place = (this.#directory ?? `/home/${user}`).replace(`/home/${user}`, '~');
    this.#print(`[${user}@${hostname} ${place}]$ `);
  }

  #typed(text: string): void {
    // eslint-disable-next-line no-control-regex -- keys arrive as control characters
    for (const key of text.replace(/\u001b\[[0-9;]*[A-Za-z~]/g, '')) {
      if (key === '\u0003') this.#interrupt();
      else if (key === '\u0004' && this.#line === '' && this.#running === undefined) this.#leave();
      else if (key === '\r' || key === '\n') this.#enter();
      else if (key === '\u007f' || key === '\b') this.#erase();
      else if (key >= ' ' && this.#line.length < 4096) {
        this.#line += key;
        this.#print(key);
      }
    }
  }

  #erase(): void {
    const last = [...this.#line].at(-1);
    if (last === undefined) return;
    this.#line = this.#line.slice(0, -last.length);
    // A Chinese character takes two columns.
    this.#print((last.codePointAt(0) ?? 0) > 0x2e80 ? '\b\b  \b\b' : '\b \b');
  }

  #interrupt(): void {
    this.#print('^C\n');
    this.#line = '';
    this.#queue = [];
    if (this.#running === undefined) this.#prompt();
    else this.#running.abort();
  }

  #leave(status = 0): void {
    this.#channel.exit(status);
    this.#channel.end();
  }

  #enter(): void {
    const line = this.#line;
    this.#line = '';
    this.#print('\n');
    if (this.#running !== undefined) {
      if (this.#queue.length < 100) this.#queue.push(line);
      return;
    }
    void this.#run(line);
  }

  async #run(line: string): Promise<void> {
    if (/^\s*(?:exit|logout)\b/.test(line)) return this.#leave();
    this.#running = new AbortController();
    const shell = new PlantShell(this.#machine, this.#running, this.#directory);
    const lines: Sink = (bytes) => this.#out(withReturns(bytes));
    await shell.run(line, { out: lines, error: lines }).catch(() => 1);
    this.#directory = shell.directory;
    this.#running = undefined;
    this.#prompt();
    const next = this.#queue.shift();
    if (next !== undefined) void this.#run(next);
  }
}

/** A terminal needs CR before LF; done on bytes, since a log may be in any encoding. */
function withReturns(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    pieces.push(bytes.subarray(start, end), Buffer.from('\r\n'));
    start = end + 1;
  }
  pieces.push(bytes.subarray(start));
  return Buffer.concat(pieces);
}

import { PassThrough } from 'node:stream';
import { fileCommands } from './commands-files';
import { searchCommands } from './commands-grep';
import { followCommands } from './commands-tail';
import { systemCommands } from './commands-system';
import { normalisePath } from './files';
import type { Redirection, SimpleCommand, Word } from './shell-parser';
import { parseCommandLine, ShellSyntaxError } from './shell-parser';
import type { Command, PlantMachine, Sink } from './shell-types';
import { Stopped } from './shell-types';

/** Every command the simulated machine has. Nothing else can be run, least of all a real one. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(fileCommands),
  ...Object.entries(searchCommands),
  ...Object.entries(followCommands),
  ...Object.entries(systemCommands),
]);

interface Streams {
  input: AsyncIterable<Buffer>;
  out: Sink;
  error: Sink;
}

// eslint-disable-next-line require-yield -- an input that ends at once
async function* noInput(): AsyncIterable<Buffer> {}

/** A pipe with the back-pressure of a Node stream; closing it stops the writer. */
function openPipe(): {
  sink: Sink;
  end: () => void;
  close: () => void;
  input: AsyncIterable<Buffer>;
} {
  const pipe = new PassThrough();
  pipe.on('error', () => undefined);
  const sink: Sink = async (bytes) => {
    if (pipe.destroyed) throw new Stopped();
    if (pipe.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        pipe.off('drain', done).off('close', done);
        resolve();
      };
      pipe.on('drain', done).on('close', done);
    });
  };
  return { sink, end: () => pipe.end(), close: () => pipe.destroy(), input: pipe };
}

/** Matches file names against a shell pattern (`*`, `?`, `[…]`). */
function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /(?!)/;
  }
}

/** The little shell of the simulated plant. It interprets; it never starts a program. */
export class PlantShell {
  readonly #machine: PlantMachine;
  readonly #environment: Map<string, string>;
  readonly #controller: AbortController;
  readonly #processNumber: number;
  #directory: string;
  #lastStatus = 0;

  constructor(
    machine: PlantMachine,
    controller = new AbortController(),
    directory = `/home/${machine.user}`,
  ) {
    this.#machine = machine;
    this.#controller = controller;
    this.#processNumber = machine.nextProcess();
    this.#directory = directory;
    this.#environment = new Map([
      ['HOME', `/home/${machine.user}`],
      ['USER', machine.user],
      ['LOGNAME', machine.user],
      ['SHELL', '/bin/sh'],
      ['PATH', '/usr/local/bin:/usr/bin:/bin'],
      ['LANG', 'zh_CN.UTF-8'],
    ]);
  }

  get directory(): string {
    return this.#directory;
  }

  /** Interprets a command line and returns its exit status. */
  async run(line: string, streams: { input?: AsyncIterable<Buffer>; out: Sink; error: Sink }) {
    this.#machine.processes.set(this.#processNumber, this.#controller);
    try {
      return await this.#line(line, { input: streams.input ?? noInput(), ...streams });
    } catch (error) {
      if (error instanceof Stopped) return 130;
      throw error;
    } finally {
      this.#machine.processes.delete(this.#processNumber);
    }
  }

  async #line(line: string, streams: Streams): Promise<number> {
    try {
      for (const pipeline of parseCommandLine(line)) {
        if (this.#controller.signal.aborted) throw new Stopped();
        if (pipeline.when === 'success' && this.#lastStatus !== 0) continue;
        if (pipeline.when === 'failure' && this.#lastStatus === 0) continue;
        this.#lastStatus = await this.#pipeline(pipeline.commands, streams);
      }
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      await streams.error(Buffer.from(`sh: 1: ${error.message}\n`));
      this.#lastStatus = 2;
    }
    return this.#lastStatus;
  }

  async #pipeline(list: SimpleCommand[], streams: Streams): Promise<number> {
    const running: Promise<number>[] = [];
    let previous: ReturnType<typeof openPipe> | undefined;
    for (const [index, command] of list.entries()) {
      const from = previous;
      const to = index === list.length - 1 ? undefined : openPipe();
      const own = { ...streams, input: from?.input ?? streams.input, out: to?.sink ?? streams.out };
      const finished = this.#command(command, own).finally(() => {
        to?.end();
        // A reader that ends early (`head`) must not leave its writer waiting.
        from?.close();
      });
      running.push(finished);
      previous = to;
    }
    const results = await Promise.allSettled(running);
    const last = results.at(-1);
    if (last?.status === 'rejected') throw last.reason;
    return last?.value ?? 0;
  }

  #value(name: string): string {
    if (name === '?') return String(this.#lastStatus);
    if (name === '$') return String(this.#processNumber);
    return this.#environment.get(name) ?? '';
  }

  #expand(word: Word): string[] {
    let text = '';
    let pattern = '';
    let isPattern = false;
    for (const part of word) {
      const value = part.isVariable ? this.#value(part.text) : part.text;
      text += value;
      if (!part.quoted && /[*?[]/.test(value)) isPattern = true;
      pattern += part.quoted ? value.replace(/[*?[\]]/g, '[$&]') : value;
    }
    if (!isPattern) return [text];
    const matches = this.#glob(pattern);
    return matches.length > 0 ? matches : [text];
  }

  #glob(pattern: string): string[] {
    let found = [pattern.startsWith('/') ? '/' : ''];
    for (const part of pattern.split('/').filter(Boolean)) {
      const matcher = patternToRegExp(part);
      found = found.flatMap((base) =>
        (this.#machine.files.list(normalisePath(base || '.', this.#directory)) ?? [])
          .filter((name) => matcher.test(name) && (part.startsWith('.') || !name.startsWith('.')))
          .map((name) =>
            base === '' || base.endsWith('/') ? `${base}${name}` : `${base}/${name}`,
          ),
      );
    }
    return found;
  }

  /** Applies redirections; files cannot be written, so only /dev/null and `&n` are targets. */
  async #redirect(redirections: Redirection[], streams: Streams): Promise<Streams | undefined> {
    const result = { ...streams };
    for (const { descriptor, direction, target } of redirections) {
      const name = this.#expand(target)[0] ?? '';
      if (direction === 'in') {
        const file = this.#machine.files.file(normalisePath(name, this.#directory));
        if (name === '/dev/null') result.input = noInput();
        else if (file !== undefined) result.input = oneBuffer(file.read(0, file.size));
        else return this.#refuse(streams, `cannot open ${name}: No such file`);
        continue;
      }
      const sink = { '&1': result.out, '&2': result.error, '/dev/null': async () => undefined }[
        name
      ];
      if (sink === undefined) {
        return this.#refuse(streams, `cannot create ${name}: Read-only file system`);
      }
      if (descriptor === 2) result.error = sink;
      else result.out = sink;
    }
    return result;
  }

  async #refuse(streams: Streams, reason: string): Promise<undefined> {
    await streams.error(Buffer.from(`sh: 1: ${reason}\n`));
    return undefined;
  }

  async #command(command: SimpleCommand, outer: Streams): Promise<number> {
    const words = command.words.flatMap((word) => this.#expand(word));
    const streams = await this.#redirect(command.redirections, outer);
    if (streams === undefined) return 2;
    return this.#runWords(words, streams, this.#environment);
  }

  async #runWords(
    words: string[],
    streams: Streams,
    environment: Map<string, string>,
  ): Promise<number> {
    let local = environment;
    let first = words[0];
    while (first !== undefined && /^[A-Za-z_][A-Za-z0-9_]*=/.test(first)) {
      if (words.length > 1 && local === environment) local = new Map(environment);
      const equals = first.indexOf('=');
      local.set(first.slice(0, equals), first.slice(equals + 1));
      words = words.slice(1);
      first = words[0];
    }
    if (first === undefined) return 0;
    const name = first.replace(/^\/(?:usr\/)?s?bin\//, '');
    if (name === 'cd') return this.#changeDirectory(words[1], streams);
    if (name === 'export') {
      for (const word of words.slice(1).filter((each) => each.includes('='))) {
        const equals = word.indexOf('=');
        this.#environment.set(word.slice(0, equals), word.slice(equals + 1));
      }
      return 0;
    }
    const command = commands.get(name);
    if (command === undefined) {
      await streams.error(Buffer.from(`sh: ${first}: command not found\n`));
      return 127;
    }
    return command({
      name,
      arguments: words.slice(1),
      environment: local,
      directory: this.#directory,
      machine: this.#machine,
      signal: this.#controller.signal,
      input: streams.input,
      out: (data) => streams.out(Buffer.isBuffer(data) ? data : Buffer.from(data)),
      error: (text) => streams.error(Buffer.from(text)),
      run: (inner) => this.#runWords(inner, streams, new Map(local)),
      runLine: (line) => this.#line(line, streams),
    });
  }

  async #changeDirectory(to: string | undefined, streams: Streams): Promise<number> {
    const path = normalisePath(to ?? this.#value('HOME'), this.#directory);
    if (this.#machine.files.list(path) === undefined) {
      await streams.error(Buffer.from(`sh: 1: cd: can't cd to ${to ?? path}\n`));
      return 2;
    }
    this.#directory = path;
    return 0;
  }
}

async function* oneBuffer(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}

import { commands } from './commands';
import { normalisePath } from './files';
import { builtins, FunctionLeft, type ShellInside } from './shell-builtins';
import { expandFields, expandText, LONGEST_VALUE, type Surroundings } from './shell-expand';
import { parseCommandLine } from './shell-parser';
import { matchingPaths } from './shell-patterns';
import { redirect } from './shell-redirect';
import { ShellRunner } from './shell-runner';
import { ByteInput, Stopped, type Sink, type Streams } from './shell-streams';
import {
  ShellSyntaxError,
  type Redirected,
  type Redirection,
  type Script,
  type Word,
} from './shell-tree';
import type { CommandCall, PlantMachine, PlantTerminal } from './shell-types';
import { withoutSupervisor } from './supervised';
import { FileRefused, VisitorFiles } from './visitor-files';

/** Functions and `eval` that call themselves end here. */
const DEEPEST = 60;

/** What a shell begins with, besides its machine. */
export interface ShellOptions {
  user?: string;
  directory?: string;
  variables?: Map<string, string>;
  functions?: Map<string, Redirected>;
  /** `$0` and what follows it. */
  name?: string;
  positional?: string[];
  depth?: number;
  terminal?: PlantTerminal | undefined;
}

/** Where the text of a shell comes from and goes to. */
export interface ShellStreams {
  input?: ByteInput;
  out: Sink;
  error: Sink;
}

/** The little shell of the simulated plant. It interprets; it never starts a program. */
export class PlantShell extends ShellRunner implements ShellInside {
  readonly variables: Map<string, string>;
  readonly functions: Map<string, Redirected>;
  positional: string[];
  directory: string;
  readonly #machine: PlantMachine;
  readonly #name: string;
  readonly #user: string;
  readonly #depth: number;
  readonly #terminal: PlantTerminal | undefined;
  #processNumber = 0;
  #calls = 0;

  constructor(machine: PlantMachine, options: ShellOptions = {}) {
    super();
    this.#machine = machine;
    this.#user = options.user ?? machine.user;
    const home = this.#user === 'root' ? '/root' : `/home/${this.#user}`;
    this.#name = options.name ?? 'bash';
    this.#depth = options.depth ?? 0;
    this.#terminal = options.terminal;
    this.positional = options.positional ?? [];
    this.directory = options.directory ?? home;
    this.functions = new Map(options.functions);
    const language = machine.codec.encoding === 'gb18030' ? 'zh_CN.GB18030' : 'zh_CN.UTF-8';
    this.variables = new Map(
      options.variables ?? [
        ['HOME', home],
        ['USER', this.#user],
        ['LOGNAME', this.#user],
        ['SHELL', '/bin/bash'],
        ['PATH', '/usr/local/bin:/usr/bin:/bin'],
        ['LANG', language],
        ['PWD', this.directory],
      ],
    );
  }

  /** Runs a text. Resolves with its exit status; 130 when `controller` ended it. */
  async run(
    text: string,
    streams: ShellStreams,
    controller = new AbortController(),
  ): Promise<number> {
    this.controller = controller;
    this.#processNumber = this.#machine.nextProcess();
    this.#machine.processes.set(this.#processNumber, controller);
    const own = { ...streams, input: streams.input ?? ByteInput.of(Buffer.alloc(0)) };
    try {
      return await this.whole(() => this.runText(text, own));
    } finally {
      this.#machine.processes.delete(this.#processNumber);
    }
  }

  async runText(text: string, streams: Streams): Promise<number> {
    if (this.#depth > DEEPEST) {
      await this.complain(streams, 'nested too deeply');
      return (this.lastStatus = 2);
    }
    try {
      return await this.script(parseCommandLine(withoutSupervisor(text)), streams);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      await this.complain(streams, error.message);
      return (this.lastStatus = 2);
    }
  }

  isDirectory(path: string): boolean {
    return this.#machine.files.facts(path)?.kind === 'directory';
  }

  text(bytes: Buffer): string {
    return this.#machine.codec.text(bytes);
  }

  async complain(streams: Streams, message: string): Promise<void> {
    await streams.error(this.#machine.codec.bytes(`${this.#name}: ${message}\n`));
  }

  endWithInput(streams: Streams): void {
    const watched = streams.input;
    streams.input = ByteInput.of(Buffer.alloc(0));
    void (async () => {
      while ((await watched.next()) !== undefined);
      this.controller.abort();
    })();
  }

  /** A shell for a part of a pipeline, a subshell or a substitution. */
  protected child(options: Partial<ShellOptions> = {}): PlantShell {
    const child = new PlantShell(this.#machine, {
      user: this.#user,
      directory: this.directory,
      variables: this.variables,
      functions: this.functions,
      name: this.#name,
      positional: this.positional,
      depth: this.#depth + 1,
      terminal: this.#terminal,
      ...options,
    });
    child.controller = this.controller;
    child.#processNumber = this.#processNumber;
    child.lastStatus = this.lastStatus;
    return child;
  }

  protected around(streams: Streams): Surroundings {
    return {
      value: (name) => this.#value(name),
      assign: (name, value) => void this.variables.set(name, value),
      positional: () => this.positional,
      substitute: (script) => this.#substitute(script, streams),
      matches: (pattern) => matchingPaths(this.#machine.files, pattern, this.directory),
    };
  }

  #value(name: string): string | undefined {
    if (name === '?') return String(this.lastStatus);
    if (name === '$') return String(this.#processNumber);
    if (name === '#') return String(this.positional.length);
    if (name === '0') return this.#name;
    if (name === '-') return '';
    if (/^[1-9]\d*$/.test(name)) return this.positional[Number(name) - 1];
    return this.variables.get(name);
  }

  async #substitute(script: Script, streams: Streams): Promise<string> {
    const pieces: Buffer[] = [];
    let length = 0;
    const child = this.child({ terminal: undefined });
    if (child.#depth > DEEPEST) throw new ShellSyntaxError('nested too deeply');
    const out: Sink = async (bytes) => {
      length += bytes.length;
      if (length <= LONGEST_VALUE) pieces.push(bytes);
    };
    this.lastStatus = await child.whole(() => child.script(script, { ...streams, out }));
    if (this.controller.signal.aborted) throw new Stopped();
    return this.text(Buffer.concat(pieces)).replace(/\n+$/, '');
  }

  protected async redirect(
    redirections: Redirection[],
    streams: Streams,
  ): Promise<Streams | undefined> {
    return redirect(redirections, streams, {
      visitor: new VisitorFiles(this.#machine.files, this.#user),
      expand: async (word) => expandText(word, this.around(streams)),
      place: (name) => normalisePath(name, this.directory),
      complain: (message) => this.complain(streams, message),
    });
  }

  protected async simple(words: Word[], streams: Streams): Promise<number> {
    const around = this.around(streams);
    const assigned: [string, string][] = [];
    let first = 0;
    for (; first < words.length; first += 1) {
      const assignment = splitAssignment(words[first] ?? []);
      if (assignment === undefined) break;
      assigned.push([assignment.name, await expandText(assignment.value, around)]);
    }
    const before = this.lastStatus;
    const fields: string[] = [];
    for (const word of words.slice(first)) fields.push(...(await expandFields(word, around)));
    if (fields.length === 0) {
      for (const [name, value] of assigned) this.variables.set(name, value);
      // Where a substitution ran, its status is that of the assignment.
      return words.slice(0, first).some(hasSubstitution) ? this.lastStatus : 0;
    }
    this.lastStatus = before;
    return this.#words(fields, streams, assigned);
  }

  async #words(
    fields: string[],
    streams: Streams,
    assigned: [string, string][] = [],
  ): Promise<number> {
    const [first = '', ...rest] = fields;
    const body = this.functions.get(first);
    if (body !== undefined) return this.#call(body, rest, streams);
    const builtin = builtins.get(first);
    if (builtin !== undefined) {
      for (const [name, value] of assigned) this.variables.set(name, value);
      return builtin(this, rest, streams);
    }
    const name = first.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
    const command = commands.get(name);
    if (command === undefined) {
      const isPath = first.includes('/') && name === first;
      const reason = isPath ? 'No such file or directory' : 'command not found';
      await this.complain(streams, `${first}: ${reason} (not simulated in the demo plant)`);
      return 127;
    }
    const environment = new Map([...this.variables, ...assigned]);
    const shellFor = (options: Partial<ShellOptions>): PlantShell =>
      this.child({ variables: environment, ...options });
    const call: CommandCall = {
      name,
      arguments: rest,
      environment,
      directory: this.directory,
      user: this.#user,
      machine: this.#machine,
      signal: this.controller.signal,
      terminal: this.#terminal,
      input: streams.input,
      out: (data) => streams.out(Buffer.isBuffer(data) ? data : this.#machine.codec.bytes(data)),
      error: (text) => streams.error(this.#machine.codec.bytes(text)),
      run: (inner, as = {}) => {
        const user = as.user ?? this.#user;
        const child = shellFor({ user });
        const own = { ...streams, ...(as.input === undefined ? {} : { input: as.input }) };
        return child.whole(() => child.#words(inner, own));
      },
      runText: (text, positional) => {
        const [zero = name, ...others] = positional;
        const child = shellFor({ functions: new Map(), name: zero, positional: others });
        return child.whole(() => child.runText(text, { ...streams }));
      },
    };
    if (this.#depth > DEEPEST) throw new ShellSyntaxError('nested too deeply');
    try {
      return await command(call);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      await call.error(`${name}: ${error.message}\n`);
      return 1;
    }
  }

  async #call(body: Redirected, positional: string[], streams: Streams): Promise<number> {
    const outer = this.positional;
    if (this.#calls > DEEPEST) throw new ShellSyntaxError('nested too deeply');
    this.#calls += 1;
    this.positional = positional;
    try {
      return await this.redirected(body, streams);
    } catch (error) {
      if (error instanceof FunctionLeft) return error.status;
      throw error;
    } finally {
      this.positional = outer;
      this.#calls -= 1;
    }
  }
}

function hasSubstitution(word: Word): boolean {
  return word.some((part) => part.kind === 'command');
}

/** `name=value` at the beginning of a command. */
function splitAssignment(word: Word): { name: string; value: Word } | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(first.text)?.[1];
  if (name === undefined) return undefined;
  const text = first.text.slice(name.length + 1);
  return { name, value: [{ kind: 'text', text, quoted: false }, ...rest] };
}
